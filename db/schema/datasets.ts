import { type SQL, sql } from "drizzle-orm";
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytea, cents, createdAt, id, tsvector } from "../columns";
import { actors, users } from "./accounts";
import { blockModes, blockTasks, responseTypes } from "./blocks";

export const licensePayments = ["credits", "card", "free"] as const;

/** How good a dataset is, as far as it can be said. */
export type DatasetQuality = {
  method: string | null;
  nEffective: number | null;
  /** Of all items that are in it, those whose answer is certain enough; null in a survey. */
  verifiedShare: number | null;
  krippendorffAlpha: number | null;
  alphaCi95: [number, number] | null;
  percentAgreement: number | null;
  /** Items with a known answer that were asked among the others, and how often they were answered right. */
  goldItems: number;
  goldAccuracy: number | null;
  /** Of a survey: groups of fewer people are not in it. */
  k: number | null;
  warnings: string[];
};

/** What was found in free text and taken out of it, by kind, and where. */
export type PiiScan = {
  email: number;
  phone: number;
  card: number;
  address: number;
  redacted: number;
  where: { itemId: string; kind: string }[];
};

/** The files of a version: of each part and format its checksum and size. */
export type DatasetFiles = Record<string, { sha256: string; bytes: number }>;

/** How a version came about, for its description. */
export type DatasetMeta = {
  humans: number;
  bots: number;
  models: string[];
  responseType: string;
  /** Items whose answers stand in the responses, one column each. */
  itemIds: string[];
};

/** What came of a block task and is offered under a licence. Figures of its newest version stand here, so that lists need no join. */
export const datasets = pgTable(
  "datasets",
  {
    id: id("data"),
    blockId: text()
      .notNull()
      .references(() => blockTasks.id),
    ownerId: text()
      .notNull()
      .references(() => users.id),
    /** Who posted the block: a user or a bot. */
    posterId: text()
      .notNull()
      .references(() => actors.id),
    byAi: boolean().notNull(),
    title: text().notNull(),
    description: text().notNull(),
    category: text().notNull(),
    mode: text({ enum: blockModes }).notNull(),
    responseType: text({ enum: responseTypes }).notNull(),
    licenseType: text().notNull(),
    priceCents: cents().notNull(),
    listed: boolean().notNull().default(true),
    /** Whether it may call itself consensus-verified. */
    verified: boolean().notNull(),
    /** The newest version, and its digest. */
    version: text().notNull(),
    digest: text().notNull(),
    itemCount: integer().notNull(),
    responseCount: integer().notNull(),
    botCount: integer(),
    /** Rows of a survey's single responses, from those who agreed; 0 elsewhere. */
    rawCount: integer().notNull(),
    redactedCount: integer().notNull(),
    quality: jsonb().$type<DatasetQuality>().notNull(),
    /** As they stand in the file. */
    sampleRows: jsonb().$type<Record<string, unknown>[]>().notNull(),
    licenseCount: integer().notNull().default(0),
    /** Of an exclusive licence: the account that has it. */
    exclusiveSoldTo: text(),
    /** Makes workers' names: the same within it, and not to be linked with those elsewhere. */
    secret: bytea().notNull(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
    search: tsvector()
      .notNull()
      .generatedAlwaysAs(
        (): SQL =>
          sql`setweight(to_tsvector('english'::regconfig, title), 'A') || setweight(to_tsvector('english'::regconfig, description), 'C')`,
      ),
  },
  (t) => [
    unique("datasets_block").on(t.blockId),
    index("datasets_newest").on(t.createdAt, t.id).where(sql`${t.listed}`),
    index("datasets_category").on(t.category, t.createdAt, t.id).where(sql`${t.listed}`),
    index("datasets_license").on(t.licenseType, t.createdAt, t.id).where(sql`${t.listed}`),
    index("datasets_verified").on(t.createdAt, t.id).where(sql`${t.listed} and ${t.verified}`),
    index("datasets_price").on(t.priceCents, t.id).where(sql`${t.listed}`),
    index("datasets_category_price").on(t.category, t.priceCents, t.id).where(sql`${t.listed}`),
    index("datasets_license_price").on(t.licenseType, t.priceCents, t.id).where(sql`${t.listed}`),
    index("datasets_verified_price").on(t.priceCents, t.id).where(sql`${t.listed} and ${t.verified}`),
    index("datasets_owner").on(t.ownerId, t.createdAt, t.id),
    index("datasets_owner_price").on(t.ownerId, t.priceCents, t.id),
    index("datasets_search").using("gin", t.search),
    check("datasets_price_cents", sql`${t.priceCents} >= 0`),
    check("datasets_samples", sql`jsonb_array_length(${t.sampleRows}) <= 5`),
    check(
      "datasets_exclusive",
      sql`${t.exclusiveSoldTo} is null or ${t.licenseType} = 'LicenseRef-Exclusive' and ${t.licenseCount} = 1`,
    ),
  ],
);

/** A dataset as it stood once; never changed. */
export const datasetVersions = pgTable(
  "dataset_versions",
  {
    datasetId: text()
      .notNull()
      .references(() => datasets.id, { onDelete: "cascade" }),
    /** MAJOR.MINOR.PATCH */
    version: text().notNull(),
    /** Their order. */
    number: integer().notNull(),
    /** Names the rows: `sha256:` and the checksum of the JSON file. */
    digest: text().notNull(),
    rows: integer().notNull(),
    /** The rows, a line of JSON each, as they are published; and of a survey the single responses. */
    content: text().notNull(),
    responses: text(),
    files: jsonb().$type<DatasetFiles>().notNull(),
    pii: jsonb().$type<PiiScan>().notNull(),
    quality: jsonb().$type<DatasetQuality>().notNull(),
    meta: jsonb().$type<DatasetMeta>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.datasetId, t.version] }),
    unique("dataset_versions_number").on(t.datasetId, t.number),
    check("dataset_versions_version", sql`${t.version} ~ '^[0-9]{1,6}[.][0-9]{1,6}[.][0-9]{1,6}$'`),
  ],
);

/** What somebody bought: never changed, whatever becomes of the offer. */
export const licenses = pgTable(
  "licenses",
  {
    id: id("lic"),
    datasetId: text()
      .notNull()
      .references(() => datasets.id),
    blockId: text().notNull(),
    /** Who holds it, and who acted for them. */
    userId: text()
      .notNull()
      .references(() => users.id),
    actorId: text()
      .notNull()
      .references(() => actors.id),
    version: text().notNull(),
    digest: text().notNull(),
    type: text().notNull(),
    termsVersion: text().notNull(),
    termsHash: text().notNull(),
    priceCents: cents().notNull(),
    ownerCents: cents().notNull(),
    platformCents: cents().notNull(),
    workersCents: cents().notNull(),
    paidWith: text({ enum: licensePayments }).notNull(),
    /** Stripe's name of a card's payment. */
    paymentIntent: text().unique(),
    /** By which anybody can check it. */
    code: text().notNull().unique(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("licenses_one").on(t.datasetId, t.userId),
    index("licenses_user").on(t.userId, t.createdAt, t.id),
    check(
      "licenses_split",
      sql`${t.priceCents} = ${t.ownerCents} + ${t.platformCents} + ${t.workersCents} and least(${t.ownerCents}, ${t.platformCents}, ${t.workersCents}) >= 0`,
    ),
    check("licenses_paid", sql`(${t.paidWith} = 'free') = (${t.priceCents} = 0)`),
    check("licenses_card", sql`(${t.paidWith} = 'card') = (${t.paymentIntent} is not null)`),
  ],
);

/** What of a sale came to a worker whose answers are in the dataset; never changed. */
export const licenseShares = pgTable(
  "license_shares",
  {
    id: id("roy"),
    licenseId: text()
      .notNull()
      .references(() => licenses.id),
    responseId: text().notNull(),
    userId: text().notNull(),
    cents: cents().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("license_shares_one").on(t.licenseId, t.responseId),
    index("license_shares_user").on(t.userId, t.createdAt, t.id),
    check("license_shares_cents", sql`${t.cents} > 0`),
  ],
);
