import { z } from "zod";
import type { Context } from "./context";
import { Moment } from "./fields";

/** What was asked for: the operation's name and the fields of the request that it knows, as its schema takes them. */
export type Wish = { operation: string; input: Record<string, unknown> };
/** What is answered instead, with 202 in either dialect. */
export const WAITING = {
  status: z.literal("pending_approval"),
  approvalId: z.string(),
  message: z.string(),
  expiresAt: Moment,
};
export type Waiting = z.output<z.ZodObject<typeof WAITING>>;

/**
 * Thrown by a command that may not go on without somebody's word. What it has done is undone; `keep` writes the wish down,
 * in a transaction of its own, and its answer is the command's.
 */
export class Postponed extends Error {
  readonly keep: (ctx: Context<any>, wish: Wish) => Promise<Waiting>;

  constructor(keep: (ctx: Context<any>, wish: Wish) => Promise<Waiting>) {
    super("this waits for somebody's word");
    this.keep = keep;
  }
}
