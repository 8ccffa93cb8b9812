import { sql } from "drizzle-orm";
import { z } from "zod";
import { blockModes, type datasets, responseTypes } from "@/db/schema";
import { Moment } from "@/lib/core/fields";
import { inDollars, utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";
import { LICENSE_TYPES } from "@/lib/domain/blocks/licenses";

export type DatasetRow = typeof datasets.$inferSelect;
export const EXCLUSIVE = "LicenseRef-Exclusive";

const share = z.number().min(0).max(1).nullable();

/** How good a dataset is, as far as it can be said. */
export const Quality = z
  .object({
    method: z.string().nullable(),
    nEffective: z.number().nullable().meta({ description: "How many independent votes the answers come to." }),
    verifiedShare: share.meta({ description: "Of its items, those whose answer is certain enough." }),
    krippendorffAlpha: z.number().nullable(),
    alphaCi95: z.array(z.number()).nullable(),
    percentAgreement: share,
    goldItems: z.int().meta({ description: "Items with a known answer, asked among the others and not part of it." }),
    goldAccuracy: share.meta({ description: "How often those were answered right." }),
    k: z.int().nullable().meta({ description: "Of a survey: groups of fewer people are not shown." }),
    warnings: z.array(z.string()),
  })
  .meta({ id: "DatasetQuality" });

/** A dataset as anybody may see it: what it is and what it costs, never its rows. */
export const Dataset = z
  .object({
    id: z.string(),
    blockTaskId: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    mode: z.enum(blockModes),
    responseType: z.enum(responseTypes),
    licenseType: z.enum(LICENSE_TYPES),
    price: z.number().meta({ description: "Dollars; 0 is free." }),
    priceCents: z.int(),
    currency: z.string(),
    listed: z.boolean(),
    verified: z.boolean().meta({ description: "Consensus-verified." }),
    version: z.string().meta({ description: "The newest, MAJOR.MINOR.PATCH." }),
    digest: z.string(),
    itemCount: z.int(),
    responseCount: z.int(),
    botCount: z.int().nullable().meta({ description: "How many of them came from bots." }),
    rawCount: z.int().meta({ description: "Of a survey: single responses in it, of people who agreed." }),
    redactedCount: z.int().meta({ description: "Places in free text where personal data was taken out." }),
    quality: Quality,
    licenseCount: z.int().meta({ description: "How many were sold." }),
    exclusiveAvailable: z.boolean().nullable().meta({ description: "Of an exclusive licence; null of any other." }),
    owner: ActorCard,
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: "Dataset" });

/** The joins of rows `t` of datasets. */
export const datasetJoins = sql`join actors a on a.id = t.poster_id`;
const figure = (name: string, type: string) => sql.raw(`(t.quality ->> '${name}')::${type}`);

export const datasetView = view(Dataset, {
  id: sql`t.id`,
  blockTaskId: sql`t.block_id`,
  title: sql`t.title`,
  description: sql`t.description`,
  category: sql`t.category`,
  mode: sql`t.mode`,
  responseType: sql`t.response_type`,
  licenseType: sql`t.license_type`,
  price: inDollars(sql`t.price_cents`),
  priceCents: sql`t.price_cents`,
  currency: sql`'USD'`,
  listed: sql`t.listed`,
  verified: sql`t.verified`,
  version: sql`t.version`,
  digest: sql`t.digest`,
  itemCount: sql`t.item_count`,
  responseCount: sql`t.response_count`,
  botCount: sql`t.bot_count`,
  rawCount: sql`t.raw_count`,
  redactedCount: sql`t.redacted_count`,
  quality: {
    method: sql`t.quality ->> 'method'`,
    nEffective: figure("nEffective", "float8"),
    verifiedShare: figure("verifiedShare", "float8"),
    krippendorffAlpha: figure("krippendorffAlpha", "float8"),
    alphaCi95: sql`nullif(t.quality -> 'alphaCi95', 'null'::jsonb)`,
    percentAgreement: figure("percentAgreement", "float8"),
    goldItems: figure("goldItems", "int"),
    goldAccuracy: figure("goldAccuracy", "float8"),
    k: figure("k", "int"),
    warnings: sql`t.quality -> 'warnings'`,
  },
  licenseCount: sql`t.license_count`,
  exclusiveAvailable: sql`case when t.license_type = ${sql.raw(`'${EXCLUSIVE}'`)} then t.license_count = 0 end`,
  owner: actorCard("a", sql`t.by_ai`),
  createdAt: utc(sql`t.created_at`),
  updatedAt: utc(sql`t.updated_at`),
});

/** What somebody bought. */
export const License = z
  .object({
    id: z.string(),
    certificate: z.string().meta({ description: "The code by which anybody can check it." }),
    certificateUrl: z.string(),
    datasetId: z.string(),
    blockTaskId: z.string(),
    title: z.string(),
    type: z.enum(LICENSE_TYPES),
    price: z.number().meta({ description: "Dollars, as paid." }),
    priceCents: z.int(),
    paidWith: z.enum(["credits", "card", "free"]),
    version: z.string().meta({ description: "The version that was bought; later ones come with it." }),
    digest: z.string(),
    termsVersion: z.string(),
    termsHash: z.string(),
    valid: z.boolean().meta({ description: "False where the card's bank took the payment back." }),
    createdAt: Moment,
  })
  .meta({ id: "License" });

/** The joins of rows `t` of licenses. */
export const licenseJoins = sql`join datasets d on d.id = t.dataset_id`;
/** Whether licence `t` stands: what the bank gave back is not paid for. */
export const stands = sql`not exists (select from chargebacks c where c.payment_intent = t.payment_intent and c.status = 'lost')`;

export const licenseView = view(License, {
  id: sql`t.id`,
  certificate: sql`t.code`,
  certificateUrl: sql`'/api/licenses/' || t.code || '/certificate'`,
  datasetId: sql`t.dataset_id`,
  blockTaskId: sql`t.block_id`,
  title: sql`d.title`,
  type: sql`t.type`,
  price: inDollars(sql`t.price_cents`),
  priceCents: sql`t.price_cents`,
  paidWith: sql`t.paid_with`,
  version: sql`t.version`,
  digest: sql`t.digest`,
  termsVersion: sql`t.terms_version`,
  termsHash: sql`t.terms_hash`,
  valid: stands,
  createdAt: utc(sql`t.created_at`),
});

/** Words of a licence, as somebody reads them before they accept. */
export const LicenseTerms = z.object({
  type: z.enum(LICENSE_TYPES),
  name: z.string(),
  summary: z.string(),
  version: z.string(),
  sha256: z.string().meta({ description: "Of the very words; sent back as `accept_terms_hash`." }),
  url: z.string().nullable().meta({ description: "Where the text of a standard licence stands." }),
  text: z.string().nullable().meta({ description: "The whole text of one of ours." }),
});
