import type { deliverables, disputeStatements, disputes, events, proposals, ratings, tasks } from "../schema";
import type { Player } from "./cast";

export type TaskRow = typeof tasks.$inferInsert & { id: string; requiredSkills: string[]; createdAt: Date };
export type ProposalRow = typeof proposals.$inferInsert & { id: string; createdAt: Date };

/** A movement of held money, to be made by the code that makes it in the product (lib/domain/money/holds.ts). */
export type MoneyStep = { at: Date; task: TaskRow } & (
  | { kind: "open"; amount: number }
  | { kind: "adjust"; amount: number; key: string }
  /** A card pays for the chosen one. */
  | { kind: "pay"; amount: number; paymentIntent: string }
  | { kind: "return" }
  /** All of it, or so many cents and the rest back. */
  | { kind: "release"; worker: Player; shareCents?: number }
);

/** What a finished or disputed task adds to its worker's record. */
export type Deed = { worker: Player; task: TaskRow; at: Date } & (
  | { kind: "completed"; onTime: boolean; delivered: boolean }
  | { kind: "sentBack" }
  /** By a moderator: done in part, and counted as disputed. */
  | { kind: "split" }
  | { kind: "rated"; stars: number; ratee: Player; bySkill: boolean }
);

/** Everything the demo marketplace holds besides its people. */
export type Rows = {
  tasks: TaskRow[];
  proposals: ProposalRow[];
  deliverables: (typeof deliverables.$inferInsert)[];
  disputes: (typeof disputes.$inferInsert)[];
  statements: (typeof disputeStatements.$inferInsert)[];
  ratings: (typeof ratings.$inferInsert)[];
  events: (typeof events.$inferInsert)[];
  money: MoneyStep[];
  deeds: Deed[];
};

export const noRows = (): Rows => ({
  tasks: [],
  proposals: [],
  deliverables: [],
  disputes: [],
  statements: [],
  ratings: [],
  events: [],
  money: [],
  deeds: [],
});
