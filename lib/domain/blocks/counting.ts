import { createHmac } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { type Db, db } from "@/db";
import { blockItems, blockResults, blockTasks } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import { wake } from "@/lib/core/wake";
import { log } from "@/lib/log";
import { type BlockRow, blockStates } from "./block";
import type { Answer, Item, Response, Spec, Tell } from "./consensus/block";
import { type Counted, countBlock } from "./consensus/count";
import { type CountedSurvey, countSurvey } from "./survey";

/** What is counted: the block's rules, and who answered what. */
export type Counting = {
  mode: BlockRow["mode"];
  k: number;
  spec: Spec;
  responses: Response[];
  prompts: { itemId: string; prompt: string; isGold: boolean }[];
};
type Outcome = Counted | CountedSurvey;

/** Up to so many answers are counted at once, where the last of them came; more wait for the worker. */
export const COUNTED_AT_ONCE = 20_000;
/** A worker's answers elsewhere weigh by so many of the latest that could be graded. */
const GRADED = 200;

const count = ({ mode, k, spec, responses }: Counting, tell?: Tell): Outcome =>
  mode === "survey" ? countSurvey(spec, k, responses) : countBlock(spec, responses, tell);

/** Where we own the process, large blocks are counted in a thread of its own: set by the web server, read by its pages' copy of this. */
type CountAway = (blockId: string, tell: Tell) => Promise<void>;
const shared = globalThis as { bothandCountAway?: CountAway };
export const countAwayWith = (counter: CountAway) => {
  shared.bothandCountAway = counter;
};

/** How a worker is called in this block's results: the same throughout, and not to be linked with other blocks. */
export const pseudonym = (secret: Buffer, userId: string): string =>
  `w_${createHmac("sha256", secret).update(userId).digest("hex").slice(0, 16)}`;

/** The block's answers as they stand, under pseudonyms. */
export async function loadCounting(from: Db, block: BlockRow): Promise<Counting> {
  const items = await from
    .select()
    .from(blockItems)
    .where(eq(blockItems.blockId, block.id))
    .orderBy(blockItems.position);
  const responses = await from.execute<{
    id: string;
    ownerId: string;
    byAi: boolean;
    answers: Answer[];
    right: number;
    graded: number;
  }>(sql`
    select r.id, r.owner_id as "ownerId", r.by_ai as "byAi", r.answers, coalesce(h.right, 0)::int as right, coalesce(h.graded, 0)::int as graded
      from block_responses r left join lateral (
        select sum(g."right") as right, sum(g.graded) as graded from (
          select g."right", g.graded, sum(g.graded) over (order by g.created_at desc, g.response_id) - g.graded as before
            from block_grades g where g.actor_id = r.actor_id and g.category = ${block.category} order by g.created_at desc limit ${GRADED}) g
         where g.before < ${GRADED}) h on true
     where r.block_id = ${block.id} order by r.slot`);
  const spec: Spec = {
    responseType: block.responseType,
    options: block.options,
    items: items.map(
      ({ itemId, options, gold }): Item => ({
        id: itemId,
        ...(options && { options }),
        ...(gold && { gold: gold.answer }),
      }),
    ),
    method: block.rules.method as Spec["method"],
    minConfidence: block.rules.minConfidence,
    scale: block.rules.scale ?? undefined,
    pairwise: block.rules.pairwise,
    number: block.rules.number ?? undefined,
  };
  return {
    mode: block.mode,
    k: block.rules.privacy.k,
    spec,
    prompts: items.map(({ itemId, prompt, gold }) => ({ itemId, prompt, isGold: gold !== null })),
    responses: responses.map(({ id, ownerId, byAi, answers, right, graded }) => ({
      id,
      worker: pseudonym(block.secret, ownerId),
      isBot: byAi,
      answers: new Map(items.map(({ itemId }, at) => [itemId, answers[at] ?? null])),
      history: { right, graded },
    })),
  };
}

/** Counts once the transaction has committed, unless there is so much to count that nobody should wait for it. */
export function countSoon(ctx: Pick<Context<any>, "afterCommit">, blockId: string) {
  ctx.afterCommit(() => {
    // Nobody waits for it: what fails here is done again by the clock.
    void countDue(blockId, COUNTED_AT_ONCE).catch((error) => log.error({ blockId, error }, "counting failed"));
  });
}

/**
 * Counts a block as it stands and keeps the result. The same answers are kept once. Nothing is locked while it counts, so
 * answers that come meanwhile are counted the next time. False: more than `most` answers, or nothing to count.
 */
export async function countDue(blockId: string, most = Number.POSITIVE_INFINITY, tell?: Tell): Promise<boolean> {
  const [block] = await db.select().from(blockTasks).where(eq(blockTasks.id, blockId));
  if (!block || block.taken === 0 || block.itemCount * block.taken > most) return false;
  const counting = await loadCounting(db, block);
  const outcome = count(counting, tell);
  await transact({ kind: "system", job: "count" }, (ctx) => keep(ctx, blockId, counting, outcome));
  return true;
}

const away = new Set<string>();

/** Only somebody who waits looks at it: where it cannot be noted, nothing is lost. */
const noteProgress = (blockId: string, countingProgress: number) =>
  db
    .update(blockTasks)
    .set({ countingProgress })
    .where(and(eq(blockTasks.id, blockId), eq(blockTasks.counting, "due")))
    .catch((error) => log.warn({ blockId, error }, "progress not noted"));

/**
 * Counts what waits for it, however much: a large block away from the requests, and then nobody waits for it here either.
 * @returns whether it is counted now.
 */
export async function countWaiting(blockId: string): Promise<boolean> {
  const { bothandCountAway } = shared;
  if (!bothandCountAway) return countDue(blockId);
  if (await countDue(blockId, COUNTED_AT_ONCE)) return true;
  if (away.has(blockId)) return false;
  away.add(blockId);
  void bothandCountAway(blockId, (share) => void noteProgress(blockId, share))
    .catch((error) => log.error({ blockId, error }, "counting failed"))
    .finally(() => {
      away.delete(blockId);
      wake();
    });
  return false;
}

/** Puts a result down as the block's newest, unless it is. The block completes where it says that no more is needed. */
async function keep(ctx: Context<any>, blockId: string, { responses, spec }: Counting, outcome: Outcome) {
  const [block] = await ctx.db.select().from(blockTasks).where(eq(blockTasks.id, blockId)).for("update");
  if (!block || (block.status !== "open" && block.status !== "completed")) return;
  const isWhole = block.taken === responses.length;
  const { responsesDigest, ...result } = outcome;
  const [newest] = await ctx.db
    .select({ digest: blockResults.digest, responses: blockResults.responses })
    .from(blockResults)
    .where(and(eq(blockResults.blockId, blockId), eq(blockResults.version, block.resultVersion)));
  // Whoever counted more answers was quicker: that result stands.
  if (newest && newest.responses > responses.length) return;
  const isNew = newest?.digest !== responsesDigest;
  const version = block.resultVersion + (isNew ? 1 : 0);
  if (isNew)
    await ctx.db.insert(blockResults).values({
      blockId,
      version,
      digest: responsesDigest,
      responses: responses.length,
      result,
      createdAt: ctx.now,
    });
  const isOpen = block.status === "open";
  const ends = isOpen && "workers" in outcome && isSure(block, spec, outcome);
  const counting = isOpen && !ends ? "none" : isWhole ? "done" : "due";
  await ctx.db
    .update(blockTasks)
    .set({ resultVersion: version, counting, countingProgress: counting === "due" ? 0 : 1, updatedAt: ctx.now })
    .where(eq(blockTasks.id, blockId));
  if (ends) await complete(ctx, block, "sure", isWhole ? "done" : "due");
  if (counting === "done" && block.counting !== "done") await tellCounted(ctx, block, version);
}

const WHY = {
  full: "All places are taken.",
  deadline: "Its deadline passed.",
  poster: "Its poster took no more answers.",
  sure: "Every item was certain enough.",
} as const;

/** open → completed: no more answers, and what there is gets counted. The block's row must be locked. */
export async function complete(
  ctx: Context<any>,
  block: BlockRow,
  why: keyof typeof WHY,
  counting: "due" | "done" = "due",
) {
  const status = blockStates.next(block.status, "complete");
  await ctx.db
    .update(blockTasks)
    .set({
      status,
      counting,
      countingSince: ctx.now,
      countingProgress: counting === "due" ? 0 : 1,
      closedReason: WHY[why],
      completedAt: ctx.now,
      updatedAt: ctx.now,
    })
    .where(eq(blockTasks.id, block.id));
  if (counting === "due") countSoon(ctx, block.id);
}

const tellCounted = (ctx: Context<any>, block: BlockRow, version: number) =>
  ctx.emit(
    "block_task.completed",
    {
      blockId: block.id,
      title: block.title,
      ownerId: block.ownerId,
      responseCount: block.taken,
      resultVersion: version,
    },
    { actorId: block.posterId, subjectId: block.id },
  );

/** Whether every item is as certain as the block asked for, so that no more answers need be bought. */
function isSure(block: BlockRow, spec: Spec, { items, model, warnings }: Counted): boolean {
  const { earlyStop } = block.rules;
  if (!earlyStop || block.taken < earlyStop.minResponses) return false;
  if (model.converged === false || warnings.includes("UNSTABLE_CONSENSUS")) return false;
  const isGold = new Set(spec.items.filter(({ gold }) => gold !== undefined).map(({ id }) => id));
  return items.every(
    ({ itemId, posterior }) =>
      isGold.has(itemId) || (posterior && Math.max(...certainties(spec, posterior)) >= earlyStop.confidence),
  );
}

/** Of one option that is right the best; of several each is a question of its own, and the least sure decides. */
const certainties = (spec: Spec, posterior: Record<string, number>): number[] =>
  spec.responseType === "multi_choice"
    ? [Math.min(...Object.values(posterior).map((p) => Math.max(p, 1 - p)))]
    : Object.values(posterior);

/** Ids of blocks whose answers are to be counted, longest waiting first. */
export const findUncounted = (now: Date, without: string[], limit: number) =>
  db.execute<{ id: string }>(sql`select id from block_tasks where counting = 'due'
    and counting_since <= ${now.toISOString()}::timestamptz and id <> all(${sql.param(without)}::text[]) order by counting_since limit ${limit}`);
