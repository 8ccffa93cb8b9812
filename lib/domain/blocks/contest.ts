import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/db/id";
import { insertRow } from "@/db/insert";
import { blockContestStatuses, blockContests, blockPayouts, blockTasks } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { databaseError, notFound, Refusal, WrongState } from "@/lib/core/errors";
import { id, Moment, text } from "@/lib/core/fields";
import type { Json } from "@/lib/core/json";
import { byTime, findOne, listPage } from "@/lib/core/list";
import { command, list } from "@/lib/core/operation";
import { utc, view } from "@/lib/core/view";
import { feeOf } from "@/lib/domain/money/fees";
import { type Cents, credits, earnings, fees, loss, type Move, transfer } from "@/lib/domain/money/ledger";
import { CONTEST_DAYS } from "./limits";
import { loadBlockRow } from "./queries";

const MAX_REASON = 2000;

export const BlockContest = z
  .object({
    id: z.string(),
    blockTaskId: z.string(),
    blockTitle: z.string(),
    responseId: z.string(),
    paidReason: z.string().meta({ description: "Why it was not paid in full." }),
    unpaidCents: z.int().meta({ description: "What it was not paid, of its place's pay." }),
    agreement: z.number().nullable(),
    quality: z.number().nullable(),
    reason: z.string(),
    status: z.enum(blockContestStatuses),
    decision: z.string().nullable(),
    paidCents: z.int().nullable(),
    createdAt: Moment,
    endedAt: Moment.nullable(),
  })
  .meta({ id: "BlockContest" });

const contestView = view(BlockContest, {
  id: sql`t.id`,
  blockTaskId: sql`t.block_id`,
  blockTitle: sql`b.title`,
  responseId: sql`t.response_id`,
  paidReason: sql`l.reason`,
  unpaidCents: sql`b.pay_cents - l.cents`,
  agreement: sql`l.agreement`,
  quality: sql`l.quality`,
  reason: sql`t.reason`,
  status: sql`t.status`,
  decision: sql`t.decision`,
  paidCents: sql`t.paid_cents`,
  createdAt: utc(sql`t.created_at`),
  endedAt: utc(sql`t.ended_at`),
});
const joins = sql`join block_tasks b on b.id = t.block_id join block_payouts l on l.response_id = t.response_id`;

const contestPlan = (filters: Parameters<typeof listPage>[2]["filters"]) => ({
  name: "block_contests",
  from: sql`block_contests t`,
  joins,
  view: contestView,
  filters,
  sort: byTime("oldest", sql`t.created_at`, "asc"),
});

const oneContest = {
  name: "block_contest",
  from: sql`block_contests t`,
  joins,
  view: contestView,
  where: sql`t.id = ${sql.placeholder("id")}`,
};
export const loadContest = async (ctx: Context<any>, contestId: string): Promise<Json<any>> =>
  (await findOne(ctx.db, ctx.casing, oneContest, { id: contestId }))!;

export const contestBlock = command({
  name: "blocks.contest",
  summary: "Contest that your response to a block task was not paid in full.",
  description: `Once, within ${CONTEST_DAYS} days of the payout. A moderator reads what you say beside your answers and the result, and decides.`,
  access: "account",
  input: { blockId: id("block"), reason: text(MAX_REASON) },
  output: { contest: BlockContest },
  async run(ctx, { blockId, reason }) {
    const block = await loadBlockRow(ctx.db, blockId);
    const [line] = await ctx.db
      .select()
      .from(blockPayouts)
      .where(and(eq(blockPayouts.blockId, blockId), eq(blockPayouts.ownerId, ctx.actor.userId)));
    if (!line)
      throw new Refusal("FORBIDDEN", "Only somebody whose response this block task has settled may contest that.");
    if (line.cents >= block.payCents) throw new Refusal("CONFLICT", "This response was paid in full.");
    if (line.createdAt.getTime() < ctx.now.getTime() - CONTEST_DAYS * 86_400_000)
      throw new Refusal("CONFLICT", `It is more than ${CONTEST_DAYS} days since this block task was paid.`);
    const contestId = newId("bcon");
    try {
      await insertRow(ctx.db, blockContests, {
        id: contestId,
        responseId: line.responseId,
        blockId,
        ownerId: ctx.actor.userId,
        reason,
        createdAt: ctx.now,
      });
    } catch (error) {
      if (databaseError(error)?.constraint === "block_contests_response")
        throw new Refusal("DUPLICATE", "You have contested this already.");
      throw error;
    }
    await ctx.emit(
      "block_task.contested",
      { contestId, blockId, title: block.title, ownerId: block.ownerId, workerId: ctx.actor.actorId, reason },
      { actorId: ctx.actor.actorId, subjectId: blockId },
    );
    return { contest: await loadContest(ctx, contestId) };
  },
});

export const listBlockContests = list({
  name: "moderation.block_contests",
  summary: "List contested payouts of block tasks, the longest waiting first.",
  access: "moderator",
  plural: "contests",
  of: BlockContest,
  input: { status: z.enum(blockContestStatuses).default("open") },
  async run({ db, casing }, { status, limit, offset, cursor }) {
    const filters = [{ name: "status", where: sql`t.status = ${sql.placeholder("status")}` }];
    return listPage(db, casing, contestPlan(filters), { status }, { limit, offset, cursor });
  },
});

export const decideBlockContest = command({
  name: "moderation.decide_block",
  summary: "Decide whether a response of a block task is paid after all.",
  description:
    "By a moderator who is neither its worker nor the block's poster, once. Upheld: the worker gets what is missing to the full amount, from the poster's credits as far as they reach and from the platform beyond. The reason is sent to both.",
  access: "moderator",
  input: { contestId: id("bcon"), outcome: z.enum(["upheld", "dismissed"]), reason: text(MAX_REASON) },
  output: { contest: BlockContest },
  async run(ctx, { contestId, outcome, reason }) {
    const [contest] = await ctx.db.select().from(blockContests).where(eq(blockContests.id, contestId)).for("update");
    if (!contest) throw notFound("contest");
    const [block] = await ctx.db.select().from(blockTasks).where(eq(blockTasks.id, contest.blockId));
    if ([contest.ownerId, block!.ownerId].includes(ctx.actor.userId))
      throw new Refusal("FORBIDDEN", "You are a party to this: another moderator decides it.");
    if (contest.status !== "open") throw new WrongState("contest", contest.status, () => "it is decided only once.");
    const [line] = await ctx.db.select().from(blockPayouts).where(eq(blockPayouts.responseId, contest.responseId));
    const cents = outcome === "upheld" ? block!.payCents - line!.cents : 0;
    const fee = feeOf(cents, block!.feeBps);
    const ofPoster = Math.min(cents, await spendable(ctx, block!.ownerId));
    const moves: Move[] = [
      ...parts(ofPoster, credits(block!.ownerId), contest.ownerId, block!.id, Math.min(fee, ofPoster)),
      ...parts(cents - ofPoster, loss, contest.ownerId, block!.id, fee - Math.min(fee, ofPoster)),
    ];
    await transfer(ctx, { key: `block.contest:${contestId}`, kind: "block.contest", ref: block!.id, moves });
    await ctx.db
      .update(blockContests)
      .set({
        status: outcome,
        decision: reason,
        decidedBy: ctx.actor.userId,
        paidCents: cents - fee,
        byPlatformCents: cents - ofPoster,
        endedAt: ctx.now,
      })
      .where(eq(blockContests.id, contestId));
    await ctx.emit(
      "block_task.contest_decided",
      {
        contestId,
        blockId: block!.id,
        title: block!.title,
        ownerId: block!.ownerId,
        workerOwnerId: contest.ownerId,
        outcome,
        paidCents: cents - fee,
        reason,
      },
      { subjectId: block!.id },
    );
    return { contest: await loadContest(ctx, contestId) };
  },
});

const parts = (cents: Cents, source: Move["source"], workerId: string, blockId: string, fee: Cents): Move[] => [
  { source, target: earnings(workerId), amount: cents - fee },
  { source, target: fees(blockId), amount: fee },
];

/**
 * What somebody's credits can be taken now: nothing while a payment of theirs is contested with the bank. Where they are spent
 * in this very moment the ledger refuses the decision, and the moderator decides again.
 */
async function spendable(ctx: Context<any>, userId: string): Promise<Cents> {
  const [row] = await ctx.db.execute<{ cents: number }>(sql`
    select a.balance::float8 as cents from ledger_accounts a where a.code = ${credits(userId).code}
      and not exists (select from chargebacks c where c.user_id = ${userId} and c.status = 'open')`);
  return row?.cents ?? 0;
}
