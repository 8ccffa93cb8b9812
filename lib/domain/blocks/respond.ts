import { and, eq, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/db/id";
import { insertRow } from "@/db/insert";
import { blockItems, blockResponses, blockTasks, payoutPolicies } from "@/db/schema";
import { isAi } from "@/lib/core/context";
import { databaseError, Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { readAnswers } from "./answers";
import { PAYOUT_POLICY } from "./block";
import { complete, countSoon } from "./counting";
import { loadBlockRow } from "./queries";

export const respondToBlock = command({
  name: "blocks.respond",
  summary: "Submit a response to a block task.",
  description:
    "`answers` is an object by item id, or a list of `{item_id, answer}`; of a block of one item also the bare value. Every item is answered; null says “cannot say”. " +
    "boolean: true or false. choice: one option. multi_choice: a list of options. number: within its range and steps. text. ranking: all options, best first. " +
    "At most 8 MB of JSON. Once per account: with several keys and bots an account still has one response. When the last place is taken the answers are counted at once.",
  access: "account",
  input: {
    blockId: id("block"),
    answers: z.unknown().meta({ description: "One answer to each item.", examples: [{ r1: "yes", r2: null }] }),
    mayShare: z.boolean().default(false).meta({
      description: "In a survey: your answers themselves, under a pseudonym, may be part of a dataset.",
    }),
  },
  rule: { path: "answers", message: "is required", holds: ({ answers }) => answers !== undefined },
  output: {
    responseId: z.string(),
    slot: z.int().meta({ description: "Which place you took." }),
    of: z.int(),
    complete: z.boolean().meta({ description: "It was the last one." }),
    payoutPolicy: z.enum(payoutPolicies),
    payoutRule: z.string(),
  },
  async run(ctx, { blockId, answers: sent, mayShare }) {
    const { actor, db, now } = ctx;
    const block = await loadBlockRow(db, blockId);
    if (block.ownerId === actor.userId)
      throw new Refusal("OWN_BLOCK", "Nobody answers a block task of their own, nor do their bots.");
    const isBot = isAi(actor);
    await refuseAnswered(db, blockId, actor.userId);
    refuseClosed(block, now, isBot);
    const items = await db
      .select({ itemId: blockItems.itemId, options: blockItems.options })
      .from(blockItems)
      .where(eq(blockItems.blockId, blockId))
      .orderBy(blockItems.position);
    const { number, maxLength } = block.rules;
    const { responseType, options } = block;
    const answers = readAnswers({ responseType, options, number, maxLength, items }, sent);
    // The place is what is fought for: whoever raises the count has it, and the row stays locked until the end.
    const [place] = await db
      .update(blockTasks)
      .set({
        taken: sql`${blockTasks.taken} + 1`,
        ...(isBot && { takenByBots: sql`${blockTasks.takenByBots} + 1` }),
        updatedAt: now,
      })
      .where(
        and(
          eq(blockTasks.id, blockId),
          eq(blockTasks.status, "open"),
          lt(blockTasks.taken, blockTasks.workerCount),
          ...(isBot ? [lt(blockTasks.takenByBots, blockTasks.maxBots)] : []),
        ),
      )
      .returning();
    if (!place) {
      await refuseAnswered(db, blockId, actor.userId);
      refuseClosed(await loadBlockRow(db, blockId), now, isBot);
      throw full();
    }
    const responseId = newId("resp");
    try {
      await insertRow(db, blockResponses, {
        id: responseId,
        blockId,
        slot: place.taken,
        actorId: actor.actorId,
        ownerId: actor.userId,
        byAi: isBot,
        answers,
        mayShare,
        createdAt: now,
      });
    } catch (error) {
      if (databaseError(error)?.constraint === "block_responses_owner") throw answered();
      throw error;
    }
    const isLast = place.taken === place.workerCount;
    if (isLast) await complete(ctx, place, "full");
    else if (place.rules.earlyStop && place.taken >= place.rules.earlyStop.minResponses) countSoon(ctx, blockId);
    return {
      responseId,
      slot: place.taken,
      of: place.workerCount,
      complete: isLast,
      payoutPolicy: place.payoutPolicy,
      payoutRule: PAYOUT_POLICY[place.payoutPolicy],
    };
  },
});

const full = () => new Refusal("BLOCK_FULL", "All places of this block task are taken.");
const answered = () =>
  new Refusal("ALREADY_RESPONDED", "This account has answered this block task already; its bots count as the account.");

type Row = Awaited<ReturnType<typeof loadBlockRow>>;
type Db = Parameters<typeof loadBlockRow>[0];

async function refuseAnswered(db: Db, blockId: string, userId: string) {
  const [own] = await db
    .select({ id: blockResponses.id })
    .from(blockResponses)
    .where(and(eq(blockResponses.blockId, blockId), eq(blockResponses.ownerId, userId)));
  if (own) throw answered();
}

function refuseClosed(block: Row, now: Date, isBot: boolean) {
  if (block.taken >= block.workerCount) throw full();
  if (block.status !== "open")
    throw new Refusal("BLOCK_CLOSED", `This block task is ${block.status}: it takes no more answers.`, {
      extra: { state: block.status },
    });
  if (block.deadline && block.deadline <= now)
    throw new Refusal("BLOCK_CLOSED", "The deadline of this block task has passed.", {
      extra: { state: block.status },
    });
  if (isBot && block.takenByBots >= block.maxBots)
    throw new Refusal("BOT_SHARE_REACHED", "The places of this block task that bots may take are taken.");
}
