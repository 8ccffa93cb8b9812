import { sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { env } from "@/lib/env";
import type { Casing } from "./casing";
import { clock } from "./clock";
import type { Actor, Context, OpenRequest, Posting } from "./context";
import { Refusal } from "./errors";
import { findAnswer, keepAnswer, type Once, type StoredAnswer } from "./idempotency";
import { invalidInput } from "./invalid";
import { Json } from "./json";
import type { Operation } from "./operation";
import { Postponed, WAITING, type Wish } from "./postponed";
import { transact } from "./transaction";

export type RunOptions = {
  casing?: Casing;
  /** The request that is answered so, for what waits. */
  request?: OpenRequest;
  /** Rehearse: the same checks and the same answer, then roll everything back. */
  dryRun?: boolean;
  /** Keep the answer under the caller's key, in the transaction of the effect; `render` says what is kept. */
  once?: Once & { render(output: any, isPostponed: boolean): StoredAnswer };
};

export type Outcome = { output: any; postings: Posting[]; isPostponed?: boolean } | { stored: StoredAnswer };

/** The only door into the domain: who may enter, what they may say, one transaction for everything they change, what may leave. */
export async function enter(op: Operation, actor: Actor, wire: unknown, options: RunOptions = {}): Promise<Outcome> {
  admit(op, actor);
  const input = op.input.safeParse(wire, { reportInput: true });
  if (!input.success) throw invalidInput(input.error);
  const casing = options.casing ?? "camel";
  // What is prepared may no longer be had when a request is repeated: its answer is looked for before.
  const earlier = op.prepare && options.once && !options.dryRun ? await answered(op, options.once) : undefined;
  if (earlier) return { stored: earlier };
  const prepared = await op.prepare?.(input.data, actor, options.dryRun === true);
  if (op.kind === "query") {
    const { request } = options;
    const rest = { emit: noEvents, afterCommit: () => {}, postings: [], ...(request && { request }) };
    const ctx = { actor, db, now: clock.now(), casing, ...rest };
    return { output: check(op, await op.run(ctx, input.data, prepared)), postings: [] };
  }
  const work = (ctx: Context) => op.run(ctx, input.data, prepared);
  let outcome: Outcome;
  try {
    outcome = await commit(op, actor, work, casing, options);
  } catch (error) {
    if (!(error instanceof Postponed)) throw error;
    return postpone(op, actor, error, { operation: op.name, input: known(op, wire) }, casing, options);
  }
  return op.after && !options.dryRun ? complete(op, outcome, options) : outcome;
}

/** The whole answer that was given under a key before, if any. */
async function answered(op: Operation, once: Once): Promise<StoredAnswer | undefined> {
  const stored = await db.transaction((tx) => findAnswer(tx as never, once));
  return op.after && stored?.status === UNFINISHED ? undefined : stored;
}

/** Asks the world outside for the rest of the answer. What is kept under a key is what was committed, so a retry asks too. */
async function complete(op: Operation, outcome: Outcome, { once }: RunOptions): Promise<Outcome> {
  const isReplay = "stored" in outcome;
  // A status is kept only of what was complete: the answer of a command that waits for somebody's word.
  if (isReplay && outcome.stored.status !== UNFINISHED) return outcome;
  const output = check(op, await op.after!(isReplay ? JSON.parse(outcome.stored.body) : outcome.output));
  return isReplay ? { stored: once!.render(output, false) } : { output, postings: outcome.postings };
}

/** Keeps the wish instead of what it asked for, under the same Idempotency-Key and with the same rehearsal. */
async function postpone(
  op: Operation,
  actor: Actor,
  postponed: Postponed,
  wish: Wish,
  casing: Casing,
  { dryRun, once }: RunOptions,
): Promise<Outcome> {
  const kept = once && { ...once, render: (output: any) => once.render(output, true) };
  const keeping: Operation = { ...op, output: z.object(WAITING) };
  delete keeping.after;
  const options = { casing, ...(dryRun && { dryRun }), ...(kept && { once: kept }) };
  const outcome = await commit(keeping, actor, (ctx) => postponed.keep(ctx, wish), casing, options);
  return "stored" in outcome ? outcome : { ...outcome, isPostponed: true };
}

/** The fields of a request that an operation knows. */
const known = (op: Operation, wire: unknown) =>
  Object.fromEntries(
    Object.entries(wire as Record<string, unknown>).filter(([key]) => Object.hasOwn(op.input.shape, key)),
  );

/** `enter` for callers that want the answer as plain values: pages, server actions, jobs, tests. */
export async function run<O>(
  op: Operation,
  actor: Actor,
  wire: unknown,
  options: Omit<RunOptions, "once"> = {},
): Promise<O> {
  const outcome = await enter(op, actor, wire, options);
  if ("stored" in outcome) throw new Error("a run without a key cannot be a replay");
  const { output } = outcome;
  for (const key of Object.keys(output)) if (output[key] instanceof Json) output[key] = output[key].parse();
  return output;
}

function admit(op: Operation, actor: Actor) {
  if (op.access === "anyone" || actor.kind === "system") return;
  if (actor.kind === "anyone")
    throw new Refusal(
      "UNAUTHENTICATED",
      op.access === "session"
        ? "Sign in in a browser: this is done from there, not with an API key."
        : "Sign in, or send an API key as `Authorization: Bearer KEY` or `X-API-Key: KEY`.",
    );
  if (op.access === "session" && actor.kind !== "human")
    throw new Refusal("FORBIDDEN", "This is done from a signed-in browser, not with an API key.");
  if (op.access === "owner" && actor.kind === "bot")
    throw new Refusal(
      "FORBIDDEN",
      "Only the owner may do this: from the browser, or with a key that is not bound to a bot.",
    );
  // Whoever may not moderate may not know what moderators can see.
  // A bot decides nothing over others, whoever its owner is.
  if (op.access === "moderator" && (actor.role !== "moderator" || actor.kind === "bot"))
    throw new Refusal("NOT_FOUND", "Nothing here.");
}

const noEvents = () => {
  throw new Error("a query cannot emit events");
};

/** The status under which the answer of a command is kept that is completed outside. */
const UNFINISHED = 0;

class Rehearsed {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    this.outcome = outcome;
  }
}

async function commit(
  op: Operation,
  actor: Actor,
  work: (ctx: Context) => Promise<any>,
  casing: Casing,
  { dryRun, once }: RunOptions,
): Promise<Outcome> {
  const inside = async (ctx: Context): Promise<Outcome> => {
    const stored = once && (await findAnswer(ctx.db, once));
    if (stored) return { stored };
    const done = await work(ctx);
    const output = op.after ? done : check(op, done);
    // What the world outside would add is not known of a rehearsal, and what was written for it is nobody's to see.
    const outcome = { output: dryRun && op.after ? {} : output, postings: ctx.postings };
    if (dryRun) {
      // Deferred constraints speak at commit; a rehearsal has none, so they are asked now.
      await ctx.db.execute(sql`set constraints all immediate`);
      throw new Rehearsed(outcome);
    }
    const kept = () => (op.after ? { status: UNFINISHED, body: JSON.stringify(output) } : once!.render(output, false));
    if (once) await keepAnswer(ctx.db, once, kept(), ctx.now);
    return outcome;
  };
  try {
    return await transact(actor, inside, casing);
  } catch (error) {
    if (error instanceof Rehearsed) return error.outcome;
    throw error;
  }
}

/** Only what the schema names may leave. JSON that Postgres wrote is held to it by its view; tests read it back to prove it. */
function check(op: Operation, output: Record<string, unknown>): Record<string, unknown> {
  const shape = op.output.shape as Record<string, { parse(value: unknown): unknown }>;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(shape)) {
    const value = output[key];
    if (value instanceof Json) {
      if (env.CHECK_ANSWERS && value.casing === "camel") shape[key]!.parse(value.parse());
      out[key] = value;
    } else {
      const parsed = shape[key]!.parse(value);
      if (parsed !== undefined) out[key] = parsed;
    }
  }
  return out;
}
