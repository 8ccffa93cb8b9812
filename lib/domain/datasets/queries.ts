import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { blockTasks, datasets, datasetVersions, licenses } from "@/db/schema";
import type { Casing } from "@/lib/core/casing";
import { type Actor, actsFor } from "@/lib/core/context";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { byTime, type Filter, findOne, type ListPlan, type Sort } from "@/lib/core/list";
import { isBlockId } from "@/lib/domain/blocks/queries";
import { type DatasetRow, datasetJoins, datasetView, licenseJoins, licenseView, stands } from "./dataset";

export const isDatasetId = idPattern("data");
const at = (name: string) => sql`${sql.placeholder(name)}`;

/** The dataset of a block; undefined while there is none. `lock` keeps its row until the transaction ends. */
export async function findByBlock(db: Db, blockId: string, lock = false): Promise<DatasetRow | undefined> {
  if (!isBlockId.test(blockId)) return undefined;
  const found = db.select().from(datasets).where(eq(datasets.blockId, blockId));
  return (await (lock ? found.for("update") : found))[0];
}

/** The dataset of a block. Refuses NOT_FOUND: of the block where there is none, else of the dataset. */
export async function loadByBlock(db: Db, blockId: string, lock = false): Promise<DatasetRow> {
  const dataset = await findByBlock(db, blockId, lock);
  if (dataset) return dataset;
  const known = isBlockId.test(blockId) && (await db.$count(blockTasks, eq(blockTasks.id, blockId))) > 0;
  throw notFound(known ? "dataset" : "block task");
}

export async function lockDataset(db: Db, datasetId: string): Promise<DatasetRow | undefined> {
  const [row] = isDatasetId.test(datasetId)
    ? await db.select().from(datasets).where(eq(datasets.id, datasetId)).for("update")
    : [];
  return row;
}

export type LicenseRow = typeof licenses.$inferSelect;

/** The licence of an account to a dataset. */
export async function findLicense(db: Db, datasetId: string, userId: string): Promise<LicenseRow | undefined> {
  const [row] = await db
    .select()
    .from(licenses)
    .where(and(eq(licenses.datasetId, datasetId), eq(licenses.userId, userId)));
  return row;
}

/** Whether a licence stands: what the card's bank gave back is not paid for. */
export async function isValid(db: Db, licenseId: string): Promise<boolean> {
  const [row] = await db.execute<{ valid: boolean }>(
    sql`select ${stands} as valid from licenses t where t.id = ${licenseId}`,
  );
  return row?.valid === true;
}

/** How somebody stands to a dataset: it is theirs, they hold a licence to it, or neither. A licence is its account's, for all its bots. */
export async function standingOf(db: Db, actor: Actor, dataset: DatasetRow) {
  if (!("userId" in actor)) return { isOwner: false, license: undefined };
  return {
    isOwner: actsFor(actor, dataset.ownerId, dataset.posterId),
    license: await findLicense(db, dataset.id, actor.userId),
  };
}

/** Names of a dataset's versions, newest first. */
export const listVersions = (db: Db, datasetId: string) =>
  db
    .select({
      version: datasetVersions.version,
      number: datasetVersions.number,
      digest: datasetVersions.digest,
      rows: datasetVersions.rows,
      createdAt: datasetVersions.createdAt,
    })
    .from(datasetVersions)
    .where(eq(datasetVersions.datasetId, datasetId))
    .orderBy(desc(datasetVersions.number));

const oneDataset = {
  name: "dataset",
  from: sql`datasets t`,
  joins: datasetJoins,
  view: datasetView,
  where: sql`t.id = ${at("id")}`,
};

/** A dataset as JSON in the caller's names. Refuses NOT_FOUND. */
export async function loadDatasetJson(db: Db, casing: Casing, id: string): Promise<Json<any>> {
  const dataset = isDatasetId.test(id) ? await findOne(db, casing, oneDataset, { id }) : undefined;
  if (!dataset) throw notFound("dataset");
  return dataset;
}

const oneLicense = {
  name: "license",
  from: sql`licenses t`,
  joins: licenseJoins,
  view: licenseView,
  where: sql`t.id = ${at("id")}`,
};

/** A licence as JSON in the caller's names; it must be there. */
export const loadLicenseJson = async (db: Db, casing: Casing, id: string): Promise<Json<any>> =>
  (await findOne(db, casing, oneLicense, { id }))!;

/** Conditions a list of datasets may have, each behind an index. */
export const datasetFilters = {
  listed: { name: "listed", where: sql`t.listed` },
  verified: { name: "verified", where: sql`t.verified` },
  owner: { name: "owner", where: sql`t.owner_id = ${at("owner")}` },
  category: { name: "category", where: sql`t.category = ${at("category")}` },
  licenseType: { name: "licenseType", where: sql`t.license_type = ${at("licenseType")}` },
  search: { name: "search", where: sql`t.search @@ websearch_to_tsquery('english', ${at("search")})`, planned: true },
} satisfies Record<string, Filter>;

const byPrice: Sort = {
  name: "price",
  column: sql`t.price_cents`,
  direction: "asc",
  key: sql`t.price_cents`,
  value: (key: SQL) => sql`${key}::bigint`,
};
export const DATASET_SORTS = ["newest", "price"] as const;

/** A list of datasets: newest first, or cheapest first. */
export const datasetPlan = (filters: Filter[], sort: (typeof DATASET_SORTS)[number]): ListPlan => ({
  name: "datasets",
  from: oneDataset.from,
  joins: datasetJoins,
  view: datasetView,
  filters,
  sort: sort === "price" ? byPrice : byTime("newest", sql`t.created_at`),
});

/** Licences of an account, newest first. */
export const licensePlan = (): ListPlan => ({
  name: "licenses",
  from: oneLicense.from,
  joins: licenseJoins,
  view: licenseView,
  filters: [{ name: "holder", where: sql`t.user_id = ${at("holder")}` }],
  sort: byTime("newest", sql`t.created_at`),
});
