import { databaseError } from "./errors";

/** What Postgres says to every statement after the one that failed. */
const ALREADY_FAILED = "25P02";

/**
 * Statements of one transaction that need nothing of each other's answers: sent in one go instead of waiting for each,
 * and in no order to be relied on. Where one fails its error is thrown, not those of the others that it took along.
 */
export async function together<T extends readonly unknown[] | []>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const outcomes = await Promise.allSettled(work);
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  if (failures.length > 0)
    throw failures.find((reason) => databaseError(reason)?.code !== ALREADY_FAILED) ?? failures[0];
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value) as never;
}
