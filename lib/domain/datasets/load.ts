import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { datasets, datasetVersions } from "@/db/schema";
import { notFound } from "@/lib/core/errors";
import { id, Moment } from "@/lib/core/fields";
import { Json } from "@/lib/core/json";
import { query } from "@/lib/core/operation";
import type { LicenseType } from "@/lib/domain/blocks/licenses";
import { fileUrl } from "./croissant";
import { Dataset, License, LicenseTerms } from "./dataset";
import { FORMATS, nameOf, PARTS } from "./files";
import { termsOf } from "./offer";
import { isDatasetId, listVersions, loadDatasetJson, loadLicenseJson, standingOf } from "./queries";

const File = z.object({
  part: z.enum(PARTS),
  format: z.enum(FORMATS),
  sha256: z.string(),
  sizeBytes: z.int(),
  url: z.string(),
});

export const loadDataset = query({
  name: "datasets.load",
  summary: "Get a dataset with its preview, quality and licence.",
  description:
    "For anybody while it is listed; always for its owner and for holders of a licence. To its owner `redacted` names where personal data was taken out.",
  access: "anyone",
  input: { datasetId: id("data") },
  output: {
    dataset: Dataset,
    preview: z
      .array(z.record(z.string(), z.unknown()))
      .meta({ description: "The first rows, as they stand in the file." }),
    files: z.array(File).meta({ description: "Of the newest version." }),
    versions: z.array(z.object({ version: z.string(), digest: z.string(), rows: z.int(), createdAt: Moment })),
    terms: LicenseTerms,
    redacted: z
      .array(z.object({ itemId: z.string(), kind: z.string() }))
      .nullable()
      .meta({ description: "Where personal data was taken out; to others than its owner null." }),
    isOwner: z.boolean(),
    ownLicense: License.nullable(),
  },
  async run({ actor, db, casing }, { datasetId }) {
    const [row] = isDatasetId.test(datasetId) ? await db.select().from(datasets).where(eq(datasets.id, datasetId)) : [];
    if (!row) throw notFound("dataset");
    const { isOwner, license } = await standingOf(db, actor, row);
    if (!row.listed && !isOwner && !license) throw notFound("dataset");
    const [version] = await db
      .select({ files: datasetVersions.files, pii: datasetVersions.pii })
      .from(datasetVersions)
      .where(and(eq(datasetVersions.datasetId, datasetId), eq(datasetVersions.version, row.version)));
    const { files, pii } = version!;
    return {
      dataset: (await loadDatasetJson(db, casing, datasetId)) as Json<any>,
      // A file's own names, whichever the caller's are.
      preview: new Json(JSON.stringify(row.sampleRows), casing) as Json<any>,
      files: PARTS.flatMap((part) => FORMATS.map((format) => ({ part, format, known: files[nameOf(part, format)] })))
        .filter(({ known }) => known !== undefined)
        .map(({ part, format, known }) => ({
          part,
          format,
          sha256: known!.sha256,
          sizeBytes: known!.bytes,
          url: fileUrl(row.blockId, row.version, part, format),
        })),
      versions: (await listVersions(db, datasetId)).map(({ version, digest, rows, createdAt }) => ({
        version,
        digest,
        rows,
        createdAt: createdAt.toISOString(),
      })),
      terms: termsOf(row.licenseType as LicenseType),
      redacted: isOwner ? pii.where : null,
      isOwner,
      ownLicense: license ? ((await loadLicenseJson(db, casing, license.id)) as Json<any>) : null,
    };
  },
});
