import type { PAY_REASONS, Results } from "@/lib/domain/blocks/result";

export type BlockResults = Results;
export type ResultItem = Results["items"][number];

/** Why a response was paid what it was. */
export const REASONS: Record<(typeof PAY_REASONS)[number], string> = {
  meets_threshold: "Agrees with the consensus far enough",
  below_threshold: "Agrees with the consensus too rarely",
  failed_gold: "Had too many known answers wrong",
  valid: "A valid response",
  base_and_bonus: "Four fifths, and more by how well it was answered",
  invalid: "Answered nothing",
};

/** What was noticed about a worker. */
export function flagWords(flag: string): string {
  if (flag.startsWith("depends_on:")) return `answers as one with ${flag.slice("depends_on:".length)}`;
  const words: Record<string, string> = {
    fails_gold: "had too many known answers wrong",
    constant: "gave one answer to everything",
    blank: "answered nothing",
    too_fast: "answered faster than one can read",
  };
  return words[flag] ?? flag.replaceAll("_", " ");
}

export const STATUS_WORDS = {
  verified: { label: "Verified", tone: "accent" },
  low_confidence: { label: "Not certain", tone: "wait" },
  tied: { label: "Tied", tone: "wait" },
  insufficient: { label: "Too few answers", tone: "neutral" },
} as const;

/** An answer of any kind as one line. */
export function answerText(answer: unknown): string {
  if (answer === null || answer === undefined) return "–";
  if (typeof answer === "boolean") return answer ? "Yes" : "No";
  if (Array.isArray(answer)) return answer.length === 0 ? "None" : answer.join(" › ");
  return typeof answer === "number" ? String(Math.round(answer * 1000) / 1000) : String(answer);
}

/** A share of one as a whole percentage; a dash where it cannot be said. */
export const share = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : `${Math.round(value * 100)} %`;
