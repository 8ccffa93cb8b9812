import { type Db, db } from "@/db";
import { insertRow } from "@/db/insert";
import { events } from "@/db/schema";
import type { Casing } from "./casing";
import { clock } from "./clock";
import type { Actor, Context } from "./context";
import { databaseError, Refusal } from "./errors";
import { wake } from "./wake";

const ATTEMPTS = 4;
const JITTER_MS = 40;
/** Raised by the trigger `owner_lives`: the account was deleted while this was on its way. */
const OWNER_GONE = "AC001";

/**
 * One transaction with the context of a command: rows, ledger and events commit together or not at all; what was asked for
 * after the commit runs after it. Deadlocks and serialization failures are nobody's fault: then all of it is done again, so
 * `work` must change nothing outside. Commands come here through `run`; what drains a queue comes here itself.
 */
export async function transact<T>(
  actor: Actor,
  work: (ctx: Context<any>) => Promise<T>,
  casing: Casing = "camel",
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(actor, work, casing);
    } catch (error) {
      const code = databaseError(error)?.code;
      if (code === OWNER_GONE) throw new Refusal("UNAUTHENTICATED", "This account is deleted.");
      if (attempt >= ATTEMPTS || (code !== "40P01" && code !== "40001")) throw error;
      await new Promise((done) => setTimeout(done, Math.random() * JITTER_MS * attempt));
    }
  }
}

async function once<T>(actor: Actor, work: (ctx: Context<any>) => Promise<T>, casing: Casing): Promise<T> {
  const effects: (() => void | Promise<void>)[] = [];
  let hasEmitted = false;
  const inside = async (tx: Db): Promise<T> => {
    const now = clock.now();
    return work({
      actor,
      db: tx,
      now,
      casing,
      async emit(name, payload, note = {}) {
        hasEmitted = true;
        await insertRow(tx, events, { name, payload, ...note, createdAt: now, nextAttemptAt: now });
      },
      afterCommit: (effect) => void effects.push(effect),
      postings: [],
    });
  };
  const done = await db.transaction(inside as any);
  if (hasEmitted) wake();
  for (const effect of effects) await effect();
  return done as T;
}
