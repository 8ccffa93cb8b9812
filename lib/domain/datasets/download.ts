import { createHash } from "node:crypto";
import { and, desc, eq, getTableColumns } from "drizzle-orm";
import { z } from "zod";
import { actors, datasetVersions } from "@/db/schema";
import { notFound, Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { CROISSANT_TYPE, croissantOf } from "./croissant";
import { bytesOf, columnsOf, FORMATS, MEDIA_TYPES, nameOf, PARTS } from "./files";
import { isValid, listVersions, loadByBlock, standingOf } from "./queries";

/** A file of a dataset: its bytes with their checksum. */
export type DatasetFile = { filename: string; mediaType: string; sha256: string; bytes: Buffer };

export const downloadDataset = query({
  name: "datasets.download",
  summary: "Download a block task's dataset.",
  description:
    "For its owner and for holders of a licence, who get the version they bought and later ones; to others 403 LICENSE_REQUIRED. `format=croissant` is its description with checksums, for anybody. `ETag` is the file's checksum: `If-None-Match` asks whether it is another one by now. Times are to the hour, workers stand under pseudonyms. In `csv` a text that a spreadsheet would run begins with an apostrophe. Of a survey `part=responses` holds the single responses of those who agreed.",
  access: "anyone",
  input: {
    blockId: id("block"),
    format: z.enum([...FORMATS, "croissant"]).default("json"),
    part: z.enum(PARTS).default("answers"),
    version: z
      .string()
      .regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/, "must be MAJOR.MINOR.PATCH")
      .optional()
      .meta({ description: "The newest when left out." }),
  },
  output: { file: z.custom<DatasetFile>() },
  async run({ actor, db }, { blockId, format, part, version: wanted }) {
    const dataset = await loadByBlock(db, blockId);
    const { isOwner, license } = await standingOf(db, actor, dataset);
    const mayKnow = isOwner || license !== undefined || dataset.listed;
    if (!mayKnow) throw notFound("dataset");
    const ofVersion = wanted === undefined ? [] : [eq(datasetVersions.version, wanted)];
    // The rows are read for those alone who get them.
    const { content: _, responses: __, ...described } = getTableColumns(datasetVersions);
    const [version] = await db
      .select(described)
      .from(datasetVersions)
      .where(and(eq(datasetVersions.datasetId, dataset.id), ...ofVersion))
      .orderBy(desc(datasetVersions.number))
      .limit(1);
    if (!version) throw notFound("version");
    if (format === "croissant") {
      const [owner] = await db.select({ name: actors.name }).from(actors).where(eq(actors.id, dataset.posterId));
      const bytes = Buffer.from(`${JSON.stringify(croissantOf(dataset, version, owner!.name), null, 2)}\n`);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return { file: { filename: "croissant.json", mediaType: CROISSANT_TYPE, sha256, bytes } };
    }
    if (!isOwner) {
      if (actor.kind === "anyone")
        throw new Refusal("UNAUTHENTICATED", "Sign in or send an API key: a dataset is for those who hold a licence.");
      if (!license || !(await isValid(db, license.id))) throw required(dataset.priceCents);
      const bought = (await listVersions(db, dataset.id)).find((one) => one.version === license.version)!;
      // What was taken back since stays taken back for those who came later.
      if (version.number < bought.number) throw required(dataset.priceCents);
    }
    const [rows] = await db
      .select({ lines: part === "answers" ? datasetVersions.content : datasetVersions.responses })
      .from(datasetVersions)
      .where(and(eq(datasetVersions.datasetId, dataset.id), eq(datasetVersions.version, version.version)));
    const { lines } = rows!;
    if (lines === null) throw notFound("part of this dataset");
    return {
      file: {
        filename: `${dataset.id}-${version.version}-${nameOf(part, format)}`,
        mediaType: MEDIA_TYPES[format],
        sha256: version.files[nameOf(part, format)]!.sha256,
        bytes: await bytesOf(lines, format, columnsOf(dataset.mode, part, version.meta.itemIds)),
      },
    };
  },
});

const required = (priceCents: number) =>
  new Refusal("LICENSE_REQUIRED", "This takes a licence: GET …/license shows its terms and price, POST buys it.", {
    extra: { priceCents },
  });
