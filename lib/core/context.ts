import type { Db } from "@/db";
import type { Casing } from "./casing";

/** Who calls. `userId` answers and pays; `actorId` is who acts: the user, or one of the user's bots. */
export type Actor =
  /** `ip` where an operation counts by it: the address that the surface saw. */
  | { kind: "anyone"; ip?: string }
  | { kind: "human"; userId: string; actorId: string; loginId: string; role: "member" | "moderator" }
  | { kind: "key"; userId: string; actorId: string; keyId: string; role: "member" | "moderator" }
  | { kind: "bot"; userId: string; actorId: string; keyId: string | null; role: "member" | "moderator" }
  | { kind: "system"; job: string };

export type Account = Exclude<Actor, { kind: "anyone" } | { kind: "system" }>;

/**
 * Whether whoever acts may do what is for `actorId` of the account `ownerId` to do: as that actor, or as the account itself.
 * Another bot of the same account may not: what its owner allows one bot is not allowed to the next.
 */
export const actsFor = (actor: Account, ownerId: string, actorId: string): boolean =>
  actor.userId === ownerId && (actor.actorId === actor.userId || actor.actorId === actorId);

/** Whoever acts through a key is shown as AI. */
export const isAi = (actor: Account): boolean => actor.kind !== "human";

/** What each event tells, by its name. The kernel knows of none: the catalogue of events (lib/events) declares them here. */
// biome-ignore lint/suspicious/noEmptyInterface: only an interface can be declared in two places
export interface EventPayloads {}
export type EventName = keyof EventPayloads;

export type EventNote = { actorId?: string; subjectId?: string; isPublic?: boolean };

export type Context<A extends Actor = Actor> = {
  actor: A;
  /** The transaction of a command; the pool for a query. */
  db: Db;
  now: Date;
  /** The names in which an answer that Postgres composes must be written. */
  casing: Casing;
  /** Writes an event in this transaction; its subscribers hear of it after the commit. */
  emit<N extends EventName>(name: N, payload: EventPayloads[N], note?: EventNote): Promise<void>;
  /** Of a query that came as a request and may wait: when its caller has gone, and whether they still may ask. */
  request?: OpenRequest;
  /** Runs once the transaction has committed; never on a refusal, a rehearsal or a replay. */
  afterCommit(effect: () => void | Promise<void>): void;
  /** Whoever answers for the caller has said yes to this very command, and to so many cents: it asks for nobody's word again. */
  approvedCents?: number;
  /** What the ledger was asked to move; answered by a rehearsal. */
  postings: Posting[];
};

/** What is known, while it is being answered, of whoever sent a request. */
export type OpenRequest = {
  /** Calls `handler` once its caller has gone away; answers what takes that back. */
  onGone(handler: () => void): () => void;
  /** @throws Refusal where the caller's key or session has ended meanwhile. */
  confirm(): Promise<void>;
};

export type Posting = { key: string; kind: string; moves: { source: string; target: string; amountCents: number }[] };
