import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { blockModes, blockPayouts, blockResponses, blockResults, blockStatuses, countingStates } from "@/db/schema";
import type { BlockRow } from "./block";
import { WARNINGS } from "./consensus/block";
import { loadCounting, pseudonym } from "./counting";

const share = z.number().min(0).max(1);
const interval = z.tuple([z.number(), z.number()]).nullable();
/** What an item's result or a worker's may be: named options with numbers. */
const numbers = z.record(z.string(), z.number());
const answer = z.union([z.boolean(), z.string(), z.number(), z.array(z.string())]).nullable();

const ItemResult = z.looseObject({
  itemId: z.string(),
  answer: answer.optional(),
  confidence: share.optional(),
  posterior: numbers.optional(),
  votes: numbers.optional(),
  n: z.int(),
  agreement: z.number().nullable().optional(),
  entropy: z.number().optional(),
  status: z.enum(["verified", "low_confidence", "tied", "insufficient"]).optional(),
});

const WorkerResult = z.object({
  worker: z.string().meta({ description: "A name for this block alone." }),
  isBot: z.boolean(),
  answers: z.int(),
  quality: share.nullable(),
  qualityCi95: interval,
  gold: z.object({ n: z.int(), correct: z.int() }),
  agreementWithConsensus: share.nullable(),
  flags: z.array(z.string()),
});

export const PAY_REASONS = [
  "meets_threshold",
  "below_threshold",
  "failed_gold",
  "valid",
  "base_and_bonus",
  "invalid",
] as const;

export const PayLine = z.object({
  responseId: z.string(),
  worker: z.string(),
  amountCents: z.int().meta({ description: "Before the fee, which comes out of it." }),
  feeCents: z.int(),
  reason: z.enum(PAY_REASONS),
  agreement: share.nullable(),
  quality: share.nullable(),
});
export type PayLine = z.output<typeof PayLine>;

export const Results = z
  .object({
    blockTaskId: z.string(),
    mode: z.enum(blockModes),
    status: z.enum(blockStatuses),
    counting: z.enum(countingStates),
    countingProgress: z.number().meta({ description: "How far counting has come, 0 to 1." }),
    version: z.int(),
    responsesDigest: z
      .string()
      .meta({ description: "Names the answers that were counted: the same answers, the same result." }),
    nResponses: z.int(),
    nEffective: z.number().nullable().meta({ description: "How many independent votes they come to." }),
    method: z.string().nullable(),
    methodReason: z.string().nullable(),
    items: z.array(ItemResult),
    agreement: z
      .looseObject({
        krippendorffAlpha: z.number().nullable(),
        ci95: interval,
        level: z.string().nullable(),
        percentAgreement: z.number().nullable(),
        gwetAc1: z.number().nullable(),
      })
      .nullable(),
    workers: z.array(WorkerResult),
    model: z.record(z.string(), z.unknown()),
    warnings: z.array(z.object({ code: z.string(), message: z.string() })),
    survey: z
      .object({ k: z.int(), bots: z.int().nullable() })
      .nullable()
      .meta({ description: "Of a survey: groups of fewer than k people are not shown." }),
    payouts: z.array(PayLine),
    responses: z.array(
      z.object({
        responseId: z.string(),
        worker: z.string(),
        isBot: z.boolean(),
        answers: z.record(z.string(), answer),
      }),
    ),
  })
  .meta({ id: "BlockResults" });
export type Results = z.output<typeof Results>;

/** As it lies in the database: what counting gave, in our own names. */
export type Stored = Record<string, any>;

/** One version of a block's result; undefined where it was never counted. */
export async function findResult(db: Db, blockId: string, version: number) {
  const [row] = await db
    .select()
    .from(blockResults)
    .where(and(eq(blockResults.blockId, blockId), eq(blockResults.version, version)));
  return row;
}

/** What each response was paid, in the order in which they came. */
export async function loadPayLines(db: Db, block: BlockRow): Promise<PayLine[]> {
  const rows = await db
    .select({ line: blockPayouts, slot: blockResponses.slot })
    .from(blockPayouts)
    .innerJoin(blockResponses, eq(blockResponses.id, blockPayouts.responseId))
    .where(eq(blockPayouts.blockId, block.id))
    .orderBy(blockResponses.slot);
  return rows.map(({ line }) => ({
    responseId: line.responseId,
    worker: pseudonym(block.secret, line.ownerId),
    amountCents: line.cents,
    feeCents: line.feeCents,
    reason: line.reason as PayLine["reason"],
    agreement: line.agreement,
    quality: line.quality,
  }));
}

/** A result as it is answered: to the owner whole, to one of the workers (`only`) what is theirs. */
export async function loadResults(
  db: Db,
  block: BlockRow,
  version: number,
  only?: string,
): Promise<Results | undefined> {
  const row = await findResult(db, block.id, version);
  if (!row) return undefined;
  const result = row.result as Stored;
  const isOwn = ({ worker }: { worker: string }) => only === undefined || worker === only;
  const { responses } = await loadCounting(db, block);
  const isSurvey = block.mode === "survey";
  return {
    blockTaskId: block.id,
    mode: block.mode,
    status: block.status,
    counting: block.counting,
    countingProgress: block.countingProgress,
    version,
    responsesDigest: row.digest,
    nResponses: row.responses,
    nEffective: result.nEffective ?? null,
    method: result.method ?? null,
    methodReason: result.methodReason ?? null,
    items: (result.items as Stored[]).map(({ more, ...item }) => ({ ...item, ...more })) as Results["items"],
    agreement: result.agreement ?? null,
    workers: ((result.workers ?? []) as Results["workers"]).filter(isOwn).map(withoutChance),
    model: result.model ?? {},
    warnings: warningsOf(result.warnings ?? []),
    survey: isSurvey ? { k: result.k, bots: result.bots } : null,
    payouts: (await loadPayLines(db, block)).filter(isOwn),
    // In a survey nobody is told what any one person said, unless they agreed to it.
    responses:
      isSurvey && only === undefined
        ? []
        : responses.filter(isOwn).map(({ id, worker, isBot, answers }) => ({
            responseId: id,
            worker,
            isBot,
            answers: Object.fromEntries(answers) as Record<string, never>,
          })),
  };
}

const withoutChance = ({
  worker,
  isBot,
  answers,
  quality,
  qualityCi95,
  gold,
  agreementWithConsensus,
  flags,
}: Results["workers"][number]) => ({
  worker,
  isBot,
  answers,
  quality,
  qualityCi95,
  gold,
  agreementWithConsensus,
  flags,
});

const warningsOf = (codes: (keyof typeof WARNINGS)[]) => codes.map((code) => ({ code, message: WARNINGS[code] }));
