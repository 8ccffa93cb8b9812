import { feeOf } from "@/lib/domain/money/fees";
import type { BlockRow } from "./block";
import type { BlockResult, Response, WorkerResult } from "./consensus/block";
import type { PAY_REASONS } from "./result";

/** What a response is paid: `cents` before the fee, which comes out of it. */
export type Line = {
  responseId: string;
  cents: number;
  feeCents: number;
  reason: (typeof PAY_REASONS)[number];
  agreement: number | null;
  quality: number | null;
};

type Rule = Pick<BlockRow, "payCents" | "feeBps" | "payoutPolicy" | "agreementThreshold">;
const BASE_SHARE = 0.8;
/** Those that learn from this block's own answers how well each worker answers. */
const MODELS = new Set(["shrunk_dawid_skene", "dawid_skene", "one_coin"]);

/**
 * What each response is paid by the policy that its worker was shown: never less than nothing and never more than a place's
 * pay. `result` is null for a survey, which has no right answers: every valid response is paid.
 */
export function payLines(
  rule: Rule,
  responses: readonly Response[],
  result: Pick<BlockResult, "workers" | "method"> | null,
): Line[] {
  const byName = new Map(result?.workers.map((worker) => [worker.worker, worker]));
  return responses.map(({ id, worker, answers }) => {
    const found = byName.get(worker);
    const isBlank = [...answers.values()].every((answer) => answer === null);
    const { cents, reason } = isBlank
      ? { cents: 0, reason: "invalid" as const }
      : earned(rule, found, MODELS.has(result?.method ?? ""));
    return {
      responseId: id,
      cents,
      feeCents: feeOf(cents, rule.feeBps),
      reason,
      agreement: found?.agreementWithConsensus ?? null,
      quality: found?.quality ?? null,
    };
  });
}

function earned(
  { payCents, payoutPolicy, agreementThreshold }: Rule,
  worker: WorkerResult | undefined,
  isModelled: boolean,
): Pick<Line, "cents" | "reason"> {
  if (payoutPolicy === "all" || !worker) return { cents: payCents, reason: "valid" };
  const hasFailed = worker.flags.includes("fails_gold");
  const agreement = worker.agreementWithConsensus;
  if (payoutPolicy === "agreement") {
    if (hasFailed) return { cents: 0, reason: "failed_gold" };
    // Where nothing was agreed on there is nothing to be measured by.
    const meets = agreement === null || agreement >= agreementThreshold;
    return meets ? { cents: payCents, reason: "meets_threshold" } : { cents: 0, reason: "below_threshold" };
  }
  const base = Math.floor(payCents * BASE_SHARE);
  const bonus = hasFailed ? 0 : Math.floor((payCents - base) * merit(worker, isModelled) + 1e-9);
  return { cents: base + bonus, reason: "base_and_bonus" };
}

/**
 * How much better than answering at random in the same proportions, 0 to 1: who always says the same is worth next to nothing
 * (after Shnayder, Agarwal, Frongillo and Parkes, 2016). Where answers are no classes, how near they are to the consensus.
 * A vote knows of a worker only what others graded before: there, too, it is what was answered here that is paid for.
 */
function merit({ quality, chance, agreementWithConsensus }: WorkerResult, isModelled: boolean): number {
  if (chance === null || quality === null) return agreementWithConsensus ?? 1;
  const share = isModelled ? quality : (agreementWithConsensus ?? 1);
  return chance >= 1 ? 0 : Math.min(1, Math.max(0, (share - chance) / (1 - chance)));
}
