import { z } from "zod";
import type { Account, Actor, Context } from "./context";
import type { OrJson } from "./json";
import type { PageOutput } from "./page";
import { NO_CURSOR, pageInput, pageOutput } from "./page";

export type Shape = z.ZodRawShape;

/**
 * Who may enter. anyone: no caller needed. account: a browser session or a key. owner: the account itself, not one of its
 * bots (a session or an unbound key). session: only a browser session. moderator: an account with that role.
 */
export type Access = "anyone" | "account" | "owner" | "session" | "moderator";
type Caller<A extends Access> = A extends "anyone" ? Actor : Account;

type Declaration<
  A extends Access,
  I extends Shape,
  O extends Shape,
  P = undefined,
  R = OrJson<z.output<z.ZodObject<O>>>,
> = {
  /** noun.verb: the operation's name everywhere (OpenAPI operationId, MCP tool, log line). */
  name: `${string}.${string}`;
  summary: string;
  /** What the summary leaves open; it becomes the OpenAPI description. */
  description?: string;
  access: A;
  /** It may be answered 202 and wait for the word of the bot's owner. */
  mayWait?: boolean;
  input: I;
  output: O;
  /** What fields must say together: told beside what is wrong with single ones. */
  rule?: { path: string; message: string; holds(input: Partial<z.output<z.ZodObject<I>>>): boolean };
  /**
   * Slow work that must hold no transaction, such as hashing a password: done once, before it. `run` gets what it answers. In
   * a rehearsal it asks nobody outside and keeps nothing.
   */
  prepare?(input: z.output<z.ZodObject<I>>, actor: Caller<A>, isRehearsal: boolean): Promise<P>;
  run(ctx: Context<Caller<A>>, input: z.output<z.ZodObject<I>>, prepared: P): Promise<R>;
};

/**
 * A command whose answer needs the world outside: its transaction commits a row that says what is to be asked for, and
 * `after` asks and completes the answer. It may run again for the same commit (a retry under an Idempotency-Key, or after a
 * crash), so it must find what is there already.
 */
type Afterwards<O extends Shape, R> = { after(committed: R): Promise<z.output<z.ZodObject<O>>> };

export type Operation<I extends Shape = any, O extends Shape = any> = {
  kind: "query" | "command";
  name: string;
  summary: string;
  description?: string;
  access: Access;
  mayWait?: boolean;
  input: z.ZodObject<I>;
  output: z.ZodObject<O>;
  /** The plural under which a list is spoken of, and what it lists. */
  list?: { plural: string; of: z.ZodObject };
  prepare?(input: any, actor: any, isRehearsal: boolean): Promise<unknown>;
  run(ctx: Context<any>, input: any, prepared: any): Promise<any>;
  after?(committed: any): Promise<any>;
};

type Rule = { path: string; message: string; holds(input: any): boolean };
const ruled = <I extends Shape>(input: z.ZodObject<I>, rule: Rule | undefined): z.ZodObject<I> =>
  rule
    ? input.refine((value) => typeof value !== "object" || value === null || rule.holds(value), {
        path: [rule.path],
        error: rule.message,
        when: () => true,
      })
    : input;

const declare =
  (kind: Operation["kind"]) =>
  <A extends Access, I extends Shape, O extends Shape, P = undefined>(
    op: Declaration<A, I, O, P>,
  ): Operation<I, O> => ({
    ...op,
    kind,
    input: ruled(z.object(op.input), op.rule),
    output: z.object(op.output),
  });

/** A read, on the pool. */
export const query = declare("query");

/** A write, inside one transaction: rows, ledger and outbox commit together or not at all. */
export const command = declare("command");

/** A write that is completed outside once it has committed. Its `run` answers plain JSON, which `after` gets. */
export const commandWithAfter = <A extends Access, I extends Shape, O extends Shape, R extends object, P = undefined>(
  op: Declaration<A, I, O, P, R> & Afterwards<O, R>,
): Operation<I, O> => ({ ...op, kind: "command", input: z.object(op.input), output: z.object(op.output) });

type ListDeclaration<A extends Access, I extends Shape, T extends z.ZodObject> = Omit<
  Declaration<A, I, Shape>,
  "input" | "output" | "prepare" | "run"
> & {
  plural: string;
  of: T;
  /** Filters; limit, offset and cursor come by themselves. */
  input: I;
  defaultLimit?: number;
  /** Its order moves with every deed, so it gives out no cursor: one that is sent is refused, and pages follow by offset. */
  isRanked?: boolean;
  run(
    ctx: Context<Caller<A>>,
    input: z.output<z.ZodObject<I>> & z.output<z.ZodObject<ReturnType<typeof pageInput>>>,
  ): Promise<OrJson<PageOutput<z.output<T>>>>;
};

/** Marks a field that is read only to be refused by name. */
export const UNDOCUMENTED = "x-undocumented";
const noCursor = z
  .string()
  .optional()
  .refine((value) => value === undefined, NO_CURSOR)
  .meta({ [UNDOCUMENTED]: true });

/** A read of a list: limit, offset, cursor in; items, total and the next cursor out. */
export const list = <A extends Access, I extends Shape, T extends z.ZodObject>(
  op: ListDeclaration<A, I, T>,
): Operation<I, any> => ({
  ...(op as any),
  kind: "query",
  input: ruled(
    z.object({ ...op.input, ...pageInput(op.defaultLimit), ...(op.isRanked && { cursor: noCursor }) }),
    op.rule as Rule | undefined,
  ) as any,
  output: z.object(pageOutput(op.of)),
  list: { plural: op.plural, of: op.of },
});
