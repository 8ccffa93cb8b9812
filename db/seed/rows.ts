import type { deliverables, events, proposals, ratings, tasks } from "../schema";
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
  | { kind: "release"; worker: Player }
);

/** What a finished or disputed task adds to its worker's record. */
export type Deed = { worker: Player; task: TaskRow; at: Date } & (
  | { kind: "completed"; onTime: boolean; delivered: boolean }
  | { kind: "sentBack" }
  | { kind: "disputed" }
  | { kind: "rated"; stars: number; ratee: Player; bySkill: boolean }
);

/** Everything the demo marketplace holds besides its people. */
export type Rows = {
  tasks: TaskRow[];
  proposals: ProposalRow[];
  deliverables: (typeof deliverables.$inferInsert)[];
  ratings: (typeof ratings.$inferInsert)[];
  events: (typeof events.$inferInsert)[];
  money: MoneyStep[];
  deeds: Deed[];
};

export const noRows = (): Rows => ({
  tasks: [],
  proposals: [],
  deliverables: [],
  ratings: [],
  events: [],
  money: [],
  deeds: [],
});
