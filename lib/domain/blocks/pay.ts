import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { blockGrades, blockPayouts, blockResponses, blockTasks } from "@/db/schema";
import { actsFor, type Context } from "@/lib/core/context";
import { Refusal, WrongState } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { publishPaid } from "@/lib/domain/datasets/publish";
import { credits, earnings, escrow, fees, transfer } from "@/lib/domain/money/ledger";
import { keepSpent } from "@/lib/domain/spending/spend";
import { Block, type BlockRow, blockStates } from "./block";
import type { BlockResult } from "./consensus/block";
import { COUNTED_AT_ONCE, countDue, loadCounting } from "./counting";
import { payLines } from "./pay-lines";
import { loadBlockJson, lockBlock } from "./queries";
import { findResult, loadPayLines, PayLine } from "./result";

/** A block that was counted and that its poster does not pay is paid by the clock after so long. */
export const PAID_AFTER_HOURS = 48;

const CHUNK = 500;

export const payBlock = command({
  name: "blocks.pay",
  summary: "Trigger payouts for a completed block task.",
  description: `By the poster, once and for ever: a second call answers the same lines. Every response is paid by the policy that was shown before it was given, in whole cents; what is not paid out goes back to your credits: paid + returned + fee is what was held. \`Dry-Run: true\` answers the same lines and pays nothing. A completed block is paid by itself after ${PAID_AFTER_HOURS} hours.`,
  access: "account",
  input: { blockId: id("block") },
  output: {
    block: Block,
    payouts: z.array(PayLine),
    paidCents: z.int().meta({ description: "To workers, after the fee." }),
    feeCents: z.int(),
    returnedCents: z.int(),
    heldCents: z.int().meta({ description: "What was held: the sum of the three." }),
  },
  // Counting takes its time and must hold no transaction.
  async prepare({ blockId }, _, isRehearsal) {
    const [block] = await db
      .select({ counting: blockTasks.counting })
      .from(blockTasks)
      .where(eq(blockTasks.id, blockId));
    if (block?.counting === "due" && !isRehearsal) await countDue(blockId, COUNTED_AT_ONCE);
  },
  async run(ctx, { blockId }) {
    const block = await lockBlock(ctx.db, blockId);
    if (!actsFor(ctx.actor, block.ownerId, block.posterId))
      throw new Refusal("FORBIDDEN", "Only the block task's poster may have it paid.");
    if (block.status === "open")
      throw new Refusal("BLOCK_OPEN", "Answers are still taken. POST …/consensus with close: true ends that.", {
        extra: { responseCount: block.taken, workerCount: block.workerCount },
      });
    if (block.status !== "paid") await pay(ctx, block);
    const payouts = await loadPayLines(ctx.db, block);
    const sum = (of: (line: PayLine) => number) => payouts.reduce((total, line) => total + of(line), 0);
    const heldCents = block.workerCount * block.payCents;
    const feeCents = sum((line) => line.feeCents);
    const gross = sum((line) => line.amountCents);
    return {
      block: await loadBlockJson(ctx.db, ctx.casing, blockId),
      payouts,
      paidCents: gross - feeCents,
      feeCents,
      returnedCents: heldCents - gross,
      heldCents,
    };
  },
});

/** completed → paid, by what was counted last. The block's row must be locked. */
async function pay(ctx: Context<any>, block: BlockRow) {
  const status = blockStates.next(block.status, "pay");
  if (block.counting !== "done")
    throw new WrongState(
      "block task",
      "being counted",
      () => "it can be paid once that is done. Try again in a moment.",
    );
  const result = (await findResult(ctx.db, block.id, block.resultVersion))!.result as BlockResult;
  const { responses, spec } = await loadCounting(ctx.db, block);
  const lines = payLines(block, responses, block.mode === "survey" ? null : result);
  const owners = new Map(
    (
      await ctx.db
        .select({ id: blockResponses.id, ownerId: blockResponses.ownerId, actorId: blockResponses.actorId })
        .from(blockResponses)
        .where(eq(blockResponses.blockId, block.id))
    ).map((row) => [row.id, row]),
  );
  for (let from = 0; from < lines.length; from += CHUNK)
    await ctx.db.insert(blockPayouts).values(
      lines.slice(from, from + CHUNK).map((line) => ({
        ...line,
        blockId: block.id,
        ownerId: owners.get(line.responseId)!.ownerId,
        version: block.resultVersion,
        createdAt: ctx.now,
      })),
    );
  const gross = lines.reduce((total, { cents }) => total + cents, 0);
  const feeCents = lines.reduce((total, line) => total + line.feeCents, 0);
  const held = escrow(block.id, block.ownerId);
  await keepSpent(ctx, block.id, gross);
  await transfer(ctx, {
    key: `block.settle:${block.id}`,
    kind: "block.pay",
    ref: block.id,
    moves: [
      ...lines.map((line) => ({
        source: held,
        target: earnings(owners.get(line.responseId)!.ownerId),
        amount: line.cents - line.feeCents,
      })),
      { source: held, target: fees(block.id), amount: feeCents },
      { source: held, target: credits(block.ownerId), amount: block.workerCount * block.payCents - gross },
    ],
  });
  await ctx.db
    .update(blockTasks)
    .set({ status, paidAt: ctx.now, updatedAt: ctx.now })
    .where(eq(blockTasks.id, block.id));
  if (block.mode === "consensus") await grade(ctx, block, responses, spec, result, owners);
  await publishPaid(ctx, block);
  await ctx.emit(
    "block_task.paid",
    {
      blockId: block.id,
      title: block.title,
      ownerId: block.ownerId,
      paidCents: gross - feeCents,
      returnedCents: block.workerCount * block.payCents - gross,
    },
    { actorId: block.posterId, subjectId: block.id },
  );
  for (const line of lines) {
    const { ownerId, actorId } = owners.get(line.responseId)!;
    await ctx.emit(
      "block_response.settled",
      {
        responseId: line.responseId,
        blockId: block.id,
        title: block.title,
        ownerId,
        workerId: actorId,
        paidCents: line.cents - line.feeCents,
        reason: line.reason,
      },
      { actorId: block.posterId, subjectId: block.id },
    );
  }
}

type Counting = Awaited<ReturnType<typeof loadCounting>>;

/** Whoever was right is believed more the next time: graded by what is known, and by what enough others agree on. */
async function grade(
  ctx: Context<any>,
  block: BlockRow,
  responses: Counting["responses"],
  spec: Counting["spec"],
  result: BlockResult,
  owners: Map<string, { actorId: string }>,
) {
  if (block.responseType !== "boolean" && block.responseType !== "choice") return;
  const votes = result.nEffective ?? responses.length;
  const known = new Map(
    spec.items.flatMap(({ id, gold }, at) => {
      const { answer, status } = result.items[at]!;
      if (gold !== undefined) return [[id, gold] as const];
      return status === "verified" && votes >= 3 ? [[id, answer] as const] : [];
    }),
  );
  const rows = responses.flatMap(({ id, answers }) => {
    const graded = [...known].filter(([item]) => (answers.get(item) ?? null) !== null);
    if (graded.length === 0) return [];
    const right = graded.filter(([item, answer]) => answers.get(item) === answer).length;
    return [
      {
        responseId: id,
        actorId: owners.get(id)!.actorId,
        category: block.category,
        right,
        graded: graded.length,
        createdAt: ctx.now,
      },
    ];
  });
  for (let from = 0; from < rows.length; from += CHUNK)
    await ctx.db.insert(blockGrades).values(rows.slice(from, from + CHUNK));
}

export const payDueBlock = command({
  name: "blocks.pay_due",
  summary: "Pay a block task whose poster did not.",
  description: "Clock work. A block that is no longer due, or busy right now, is left alone.",
  access: "moderator",
  input: { blockId: id("block") },
  output: { paid: z.boolean() },
  async run(ctx: Context<any>, { blockId }) {
    const [block] = await ctx.db
      .select()
      .from(blockTasks)
      .where(and(eq(blockTasks.id, blockId), eq(blockTasks.status, "completed"), eq(blockTasks.counting, "done")))
      .for("update", { skipLocked: true });
    if (!block) return { paid: false };
    await pay(ctx, block);
    return { paid: true };
  },
});

/** Ids of blocks that the clock is to pay. */
export const findUnpaid = (now: Date, without: string[], limit: number) =>
  db.execute<{ id: string }>(sql`select id from block_tasks where status = 'completed' and counting = 'done'
    and completed_at <= ${new Date(now.getTime() - PAID_AFTER_HOURS * 3_600_000).toISOString()}::timestamptz
    and id <> all(${sql.param(without)}::text[]) order by completed_at limit ${limit}`);
