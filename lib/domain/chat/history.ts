import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { messages } from "@/db/schema";
import { compile, execute, type Statement } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import { id } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { Json } from "@/lib/core/json";
import { query } from "@/lib/core/operation";
import { transact } from "@/lib/core/transaction";
import { Message, messageJoins, messageView } from "./message";
import { loadParticipant, loadThreadJson, type ParticipantRow } from "./queries";
import { markReadUpTo } from "./read";
import { Thread, unreadOf } from "./thread";

const DEFAULT_MESSAGES = 50;
const MAX_MESSAGES = 100;
const MAX_OFFSET = 10_000;

const hole = sql.placeholder;
const limit = z.int().min(1).max(MAX_MESSAGES).default(DEFAULT_MESSAGES);

/** The messages on one side of a place, those next to it first taken, the oldest first answered. */
const compose = (casing: Casing, side: "before" | "after"): Statement => {
  const direction = sql.raw(side === "before" ? "desc" : "asc");
  const beyond = side === "before" ? sql`m.seq < ${hole("place")}::bigint` : sql`m.seq > ${hole("place")}::bigint`;
  // One more than asked for is looked up, and tells whether there is more.
  const isShown = sql`t.place <= ${hole("offset")}::int + ${hole("limit")}::int`;
  return compile(sql`
    select coalesce(json_agg(row_to_json(v) order by t.seq) filter (where ${isShown}), '[]')::text as items,
      count(*) filter (where ${isShown})::int as found, max(t.seq) filter (where ${isShown})::float8 as last, count(*) > ${hole("limit")}::int as more
    from (select m.*, row_number() over (order by m.seq ${direction}) as place from messages m where m.thread_id = ${hole("thread")} and ${beyond} and m.seq > ${hole("from")}::bigint
      and m.deleted_at is null order by m.seq ${direction} limit ${hole("limit")}::int + 1 offset ${hole("offset")}::int) t
    ${messageJoins} cross join lateral (select ${messageView.columns(casing)}) v`);
};
const statements = new Map<string, Statement>();
const statementFor = (casing: Casing, side: "before" | "after"): Statement => {
  const key = `${casing}:${side}`;
  const known = statements.get(key) ?? compose(casing, side);
  statements.set(key, known);
  return known;
};

type Slice = { messages: Json<any>; last: number | null; hasMore: boolean };
type Place = { before: number } | { after: number };

/** What was said on one side of a place in a thread, as far as `me` may read it, oldest first. */
async function sliceOf(
  db: Db,
  casing: Casing,
  me: ParticipantRow,
  place: Place,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<Slice> {
  const side = "before" in place ? "before" : "after";
  const [row] = await execute<{ items: string; found: number; last: number | null; more: boolean }>(
    db,
    statementFor(casing, side),
    {
      thread: me.threadId,
      from: me.fromSeq,
      place: "before" in place ? place.before : place.after,
      limit,
      offset,
    },
  );
  return { messages: new Json(row!.items, casing, row!.found), last: row!.last, hasMore: row!.more };
}

const END = Number.MAX_SAFE_INTEGER;

export const loadThread = query({
  name: "chat.get",
  summary: "Read a thread.",
  description:
    "Its newest messages, oldest first, and everybody in it. `before` goes back from a message, `offset` skips so many of the newest ones. What is answered counts as read, with all that was said before it. To everybody who is not in it the thread does not exist (404).",
  access: "account",
  input: {
    threadId: id("thread"),
    before: id("msg").optional().meta({ description: "A message's id: only what was said before it." }),
    limit: limit.meta({ description: `Messages, 1 to ${MAX_MESSAGES}.` }),
    offset: z
      .int()
      .min(0)
      .max(MAX_OFFSET)
      .default(0)
      .meta({ description: `Messages to skip, at most ${MAX_OFFSET}; \`before\` reaches deeper.` }),
    peek: z.boolean().default(false).meta({ description: "true: nothing counts as read by this." }),
  },
  output: {
    thread: Thread,
    messages: z.array(Message),
    hasMore: z.boolean().meta({ description: "Something older follows." }),
    limit: z.int(),
    offset: z.int(),
  },
  async run({ db, casing, actor }, { threadId, before, limit, offset, peek }) {
    const me = await loadParticipant(db, actor, threadId);
    const place = before === undefined ? END : await seqOf(db, threadId, before);
    const { messages, last, hasMore } = await sliceOf(db, casing, me, { before: place }, { limit, offset });
    // Of the newest page everything is read, so that what was deleted at its end does not go on waiting.
    const upTo = before === undefined && offset === 0 ? END : (last ?? 0);
    if (!peek && upTo > me.lastReadSeq) await transact(actor, (ctx) => markReadUpTo(ctx, me, upTo));
    return { thread: await loadThreadJson(db, casing, actor, threadId), messages, hasMore, limit, offset };
  },
});

/** The place of a message in its thread, also of one that was deleted since it was read. */
async function seqOf(db: Db, threadId: string, messageId: string): Promise<number> {
  const [row] = await db
    .select({ seq: messages.seq })
    .from(messages)
    .where(and(eq(messages.id, messageId), eq(messages.threadId, threadId)));
  if (!row) throw invalid("before", "is no message of this thread");
  return row.seq;
}

const seq = z.int().min(0).optional();

export const listMessages = query({
  name: "chat.messages",
  summary: "Read messages without marking them as read.",
  description:
    "Those `after` or `before` a number, oldest first; the newest ones where neither is given. This is how a client that was away finds what it missed: ask `after` the last number it has, until `hasMore` is false.",
  access: "account",
  input: {
    threadId: id("thread"),
    after: seq.meta({ description: "A message's `seq`." }),
    before: seq.meta({ description: "A message's `seq`." }),
    limit: limit.meta({ description: `Messages, 1 to ${MAX_MESSAGES}.` }),
  },
  output: {
    messages: z.array(Message),
    hasMore: z.boolean().meta({ description: "More lies in the direction that was asked for." }),
    lastSeq: z.int(),
    lastReadSeq: z.int(),
    unreadCount: z.int(),
  },
  rule: {
    path: "before",
    message: "cannot be combined with after",
    holds: ({ after, before }) => after === undefined || before === undefined,
  },
  async run({ db, casing, actor }, { threadId, after, before, limit }) {
    const me = await loadParticipant(db, actor, threadId);
    const place = after === undefined ? { before: before ?? END } : { after };
    // Before the messages: what is said between the two is then answered without being counted, and never the other way round.
    const [now] = await execute<{ lastSeq: number; lastReadSeq: number; unreadCount: number }>(db, standing, {
      thread: threadId,
      actor: actor.actorId,
    });
    const { messages, hasMore } = await sliceOf(db, casing, me, place, { limit });
    return { messages, hasMore, ...now! };
  },
});

const standing = compile(sql`select t.last_seq::float8 as "lastSeq", p.last_read_seq::float8 as "lastReadSeq",
    ${unreadOf("t", "p")} as "unreadCount"
  from thread_participants p join threads t on t.id = p.thread_id where p.thread_id = ${hole("thread")} and p.actor_id = ${hole("actor")}`);
