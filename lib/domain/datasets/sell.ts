import { randomBytes } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import { newId } from "@/db/id";
import { blockPayouts, datasets, licenseShares, licenses } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import {
  type Cents,
  cardEscrow,
  credits,
  earnings,
  fees,
  type LedgerAccount,
  type Move,
  stripeBalance,
  transfer,
} from "@/lib/domain/money/ledger";
import { type DatasetRow, EXCLUSIVE } from "./dataset";
import { findLicense } from "./queries";
import { type Part, splitSale } from "./split";
import { TERMS_VERSION } from "./terms";

type Ctx = Context<any>;

export type Sale = {
  licenseId: string;
  dataset: DatasetRow;
  /** Who will hold it, and who acts for them. */
  userId: string;
  actorId: string;
  cents: Cents;
  termsHash: string;
  /** A payment by card, which is booked with the sale; credits, where there is none. */
  card?: { paymentIntent: string; also: Move[] };
};

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 20;
const GROUP = 5;

/** A code of a hundred random bits, in groups that can be read aloud. */
function newCode(): string {
  const chars = [...randomBytes(CODE_LENGTH)].map((byte) => ALPHABET[byte & 31]).join("");
  return chars.match(new RegExp(`.{${GROUP}}`, "g"))!.join("-");
}

export const exclusiveSold = () =>
  new Refusal("EXCLUSIVE_SOLD", "This dataset is licensed exclusively, and somebody has that licence.");

/** Refuses what nobody, or not this account, can buy. */
export async function refuseUnsellable({ db }: Pick<Ctx, "db">, dataset: DatasetRow, userId: string): Promise<void> {
  if (dataset.ownerId === userId) throw new Refusal("CONFLICT", "This dataset is yours: you need no licence to it.");
  const held = await findLicense(db, dataset.id, userId);
  if (held)
    throw new Refusal("DUPLICATE", "This account has a licence to this dataset already.", {
      extra: { licenseId: held.id, certificate: held.code },
    });
  if (!dataset.listed) throw notFound("dataset");
  if (dataset.licenseType === EXCLUSIVE && (dataset.exclusiveSoldTo !== null || dataset.licenseCount > 0))
    throw exclusiveSold();
}

/**
 * Sells one licence: the row, everybody's part, and the money, in the caller's transaction. The dataset's row must be locked,
 * and what it may not be sold for must be refused. An exclusive one is sold once: the update itself looks again.
 */
export async function sell(ctx: Ctx, sale: Sale): Promise<void> {
  const { db, now } = ctx;
  const { licenseId, dataset, userId, actorId, cents, termsHash, card } = sale;
  await refuseUnsellable(ctx, dataset, userId);
  const isExclusive = dataset.licenseType === EXCLUSIVE;
  const [sold] = await db
    .update(datasets)
    .set({
      licenseCount: sql`${datasets.licenseCount} + 1`,
      ...(isExclusive && { exclusiveSoldTo: userId }),
    })
    .where(
      and(
        eq(datasets.id, dataset.id),
        ...(isExclusive ? [isNull(datasets.exclusiveSoldTo), eq(datasets.licenseCount, 0)] : []),
      ),
    )
    .returning({ id: datasets.id });
  if (!sold) throw exclusiveSold();
  const [owner] = await living(ctx, [dataset.ownerId]);
  if (!owner) throw notFound("dataset");
  const { ownerCents, platformCents, shares } = splitSale(cents, await partsOf(ctx, dataset.blockId));
  const workersCents = shares.reduce((sum, share) => sum + share.cents, 0);
  await db.insert(licenses).values({
    id: licenseId,
    datasetId: dataset.id,
    blockId: dataset.blockId,
    userId,
    actorId,
    version: dataset.version,
    digest: dataset.digest,
    type: dataset.licenseType,
    termsVersion: TERMS_VERSION,
    termsHash,
    priceCents: cents,
    ownerCents,
    platformCents,
    workersCents,
    paidWith: cents === 0 ? "free" : card ? "card" : "credits",
    paymentIntent: cents === 0 ? null : (card?.paymentIntent ?? null),
    code: newCode(),
    createdAt: now,
  });
  if (shares.length > 0)
    await db.insert(licenseShares).values(
      shares.map(({ part, cents }) => ({
        id: newId("roy"),
        licenseId,
        responseId: part.responseId,
        userId: part.userId,
        cents,
        createdAt: now,
      })),
    );
  const source = card ? await takePayment(ctx, licenseId, cents, card) : credits(userId);
  await transfer(ctx, {
    key: `license.sale:${licenseId}`,
    kind: "license.sale",
    ref: licenseId,
    moves: [
      { source, target: earnings(dataset.ownerId), amount: ownerCents },
      { source, target: fees(licenseId), amount: platformCents },
      ...shares.map(({ part, cents }) => ({ source, target: earnings(part.userId), amount: cents })),
    ],
  });
  await ctx.emit(
    "license.sold",
    {
      licenseId,
      datasetId: dataset.id,
      blockId: dataset.blockId,
      title: dataset.title,
      ownerId: dataset.ownerId,
      buyerId: userId,
      licenseType: dataset.licenseType,
      priceCents: cents,
      ownerCents,
    },
    { actorId, subjectId: dataset.id },
  );
}

/** A card's payment under Stripe's own name of it, into an account of the licence, from which the sale takes it. */
async function takePayment(
  ctx: Ctx,
  licenseId: string,
  cents: Cents,
  { paymentIntent, also }: NonNullable<Sale["card"]>,
): Promise<LedgerAccount> {
  const target = cardEscrow(licenseId);
  await transfer(ctx, {
    key: `stripe:${paymentIntent}:paid`,
    kind: "license.paid",
    ref: licenseId,
    moves: [{ source: stripeBalance, target, amount: cents }, ...also],
  });
  return target;
}

/** Those of these accounts that are not deleted, kept so until the transaction ends: nobody is paid who is gone. */
const living = ({ db }: Ctx, userIds: string[]) =>
  db.execute<{
    id: string;
  }>(sql`select id from users where id = any(${sql.param(userIds)}::text[]) and deleted_at is null
    order by id for key share`);

/** Whose answers are in a dataset, and what each was paid for them. What would come to who left is shared by the others. */
async function partsOf(ctx: Ctx, blockId: string): Promise<Part[]> {
  const lines = await ctx.db
    .select({ responseId: blockPayouts.responseId, userId: blockPayouts.ownerId, weight: blockPayouts.cents })
    .from(blockPayouts)
    .where(eq(blockPayouts.blockId, blockId))
    .orderBy(blockPayouts.responseId);
  const here = new Set((await living(ctx, [...new Set(lines.map(({ userId }) => userId))])).map(({ id }) => id));
  return lines.filter(({ userId }) => here.has(userId));
}
