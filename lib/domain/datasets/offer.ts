import { z } from "zod";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import type { Json } from "@/lib/core/json";
import { query } from "@/lib/core/operation";
import { LICENSE_TYPES, type LicenseType } from "@/lib/domain/blocks/licenses";
import { EXCLUSIVE, License, LicenseTerms } from "./dataset";
import { loadByBlock, loadLicenseJson, standingOf } from "./queries";
import { splitSale } from "./split";
import { TERMS, TERMS_VERSION, termsHash } from "./terms";

/** The words of a licence, whole. */
export const termsOf = (type: LicenseType): z.output<typeof LicenseTerms> => {
  const { name, summary, url, text } = TERMS[type];
  return { type, name, summary, version: TERMS_VERSION, sha256: termsHash(type), url, text };
};

export const loadOffer = query({
  name: "licenses.offer",
  summary: "Get the licence that a block task's dataset is offered under.",
  description: "Its terms, price and split, how many were sold, and the caller's own licence.",
  access: "anyone",
  input: { blockId: id("block") },
  output: {
    datasetId: z.string(),
    type: z.enum(LICENSE_TYPES),
    price: z.number().meta({ description: "Dollars; 0 is free." }),
    priceCents: z.int(),
    listed: z.boolean(),
    version: z.string(),
    digest: z.string(),
    terms: LicenseTerms,
    soldCount: z.int(),
    exclusiveAvailable: z.boolean().nullable().meta({ description: "Of an exclusive licence; null of any other." }),
    split: z.object({ ownerCents: z.int(), platformCents: z.int(), workersCents: z.int() }),
    isOwner: z.boolean(),
    ownLicense: License.nullable(),
  },
  async run({ actor, db, casing }, { blockId }) {
    const dataset = await loadByBlock(db, blockId);
    const { isOwner, license } = await standingOf(db, actor, dataset);
    if (!dataset.listed && !isOwner && !license) throw notFound("dataset");
    const type = dataset.licenseType as LicenseType;
    const { ownerCents, platformCents } = splitSale(dataset.priceCents, [EVERYBODY]);
    return {
      datasetId: dataset.id,
      type,
      price: dataset.priceCents / 100,
      priceCents: dataset.priceCents,
      listed: dataset.listed,
      version: dataset.version,
      digest: dataset.digest,
      terms: termsOf(type),
      soldCount: dataset.licenseCount,
      exclusiveAvailable: type === EXCLUSIVE ? dataset.licenseCount === 0 : null,
      split: { ownerCents, platformCents, workersCents: dataset.priceCents - ownerCents - platformCents },
      isOwner,
      ownLicense: license ? ((await loadLicenseJson(db, casing, license.id)) as Json<any>) : null,
    };
  },
});

/** All workers as one: what they get together. */
const EVERYBODY = { responseId: "", userId: "", weight: 1 };
