import { and, eq, gt, isNull, lte, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { messages, threadParticipants } from "@/db/schema";
import { compile, execute } from "@/db/statement";
import type { Account, Context } from "@/lib/core/context";
import { id } from "@/lib/core/fields";
import { command, query } from "@/lib/core/operation";
import { markThreadRead } from "@/lib/domain/notifications/read";
import { loadParticipant, type ParticipantRow } from "./queries";
import { unreadOf } from "./thread";

const hole = sql.placeholder;

/** Runs once the participant's row is locked: then every message of its own that is counted in it can be seen. */
const advance = compile(sql`
  update thread_participants p set
    last_read_seq = r.seq,
    skipped = (select count(*)::int from messages m where m.thread_id = p.thread_id and m.seq > r.seq
      and (m.sender_id = p.actor_id or m.deleted_at is not null))
  from (select least(${hole("seq")}::bigint, last_seq) as seq from threads where id = ${hole("thread")}) r
  where p.thread_id = ${hole("thread")} and p.actor_id = ${hole("actor")} and p.last_read_seq < r.seq returning 1 as moved`);

/**
 * Everything up to message `seq` has been read: what waits is counted from there. Going back changes nothing.
 * @returns whether anything changed.
 */
export async function markReadUpTo(ctx: Context<Account>, me: ParticipantRow, seq: number): Promise<boolean> {
  const { db, actor } = ctx;
  const [locked] = await db
    .select({ read: threadParticipants.lastReadSeq })
    .from(threadParticipants)
    .where(and(eq(threadParticipants.threadId, me.threadId), eq(threadParticipants.actorId, actor.actorId)))
    .for("update");
  if (!locked || locked.read >= seq) return false;
  const [moved] = await execute(db, advance, { thread: me.threadId, actor: actor.actorId, seq });
  if (!moved) return false;
  await stamp(ctx, me.threadId, locked.read, seq);
  await markThreadRead(ctx, me.threadId, actor.actorId, seq);
  return true;
}

/** When whoever it was said to read it: they themselves, or the account behind their bot. */
async function stamp({ db, actor, now }: Context<Account>, threadId: string, after: number, upTo: number) {
  const own =
    actor.actorId === actor.userId
      ? sql`(select id from actors where user_id = ${actor.userId})`
      : sql`(${actor.actorId}::text)`;
  await db
    .update(messages)
    .set({ readAt: now })
    .where(
      and(
        eq(messages.threadId, threadId),
        gt(messages.seq, after),
        lte(messages.seq, upTo),
        sql`${messages.recipientId} in ${own}`,
        isNull(messages.readAt),
      ),
    );
}

const unread = compile(sql`select ${unreadOf("t", "p")} as unread
  from thread_participants p join threads t on t.id = p.thread_id where p.thread_id = ${hole("thread")} and p.actor_id = ${hole("actor")}`);

/** How many messages of a thread wait for somebody. */
const countUnreadIn = async (db: Db, threadId: string, actorId: string): Promise<number> =>
  (await execute<{ unread: number }>(db, unread, { thread: threadId, actor: actorId }))[0]?.unread ?? 0;

export const markRead = command({
  name: "chat.mark_read",
  summary: "Mark a thread as read.",
  description: "Up to the message numbered `seq`, or all of it. Reading the thread itself does the same.",
  access: "account",
  input: { threadId: id("thread"), seq: z.int().min(0).optional() },
  output: { unreadCount: z.int() },
  async run(ctx, { threadId, seq }) {
    const me = await loadParticipant(ctx.db, ctx.actor, threadId);
    await markReadUpTo(ctx, me, seq ?? Number.MAX_SAFE_INTEGER);
    return { unreadCount: await countUnreadIn(ctx.db, threadId, ctx.actor.actorId) };
  },
});

const total = compile(sql`select coalesce(sum(${unreadOf("t", "p")}), 0)::int as unread
  from thread_participants p join threads t on t.id = p.thread_id where p.actor_id = ${hole("actor")} and p.removed_at is null`);

export const countUnread = query({
  name: "chat.unread",
  summary: "Count your unread messages.",
  description: "In all threads you are in.",
  access: "account",
  input: {},
  output: { unreadCount: z.int() },
  async run({ db, actor }) {
    return { unreadCount: (await execute<{ unread: number }>(db, total, { actor: actor.actorId }))[0]!.unread };
  },
});
