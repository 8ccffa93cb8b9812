import { sql } from "drizzle-orm";
import { newId } from "@/db/id";
import { compile, execute } from "@/db/statement";
import { type Account, type Context, isAi } from "@/lib/core/context";

type Said = { content: string; isSystem?: boolean; replyToId?: string | null };
/** Who speaks, and who answers for it. */
export type Speaker = { actorId: string; userId: string; byAi: boolean; keyId: string | null };

const hole = sql.placeholder;

/**
 * The thread counts its messages; whoever speaks has read it where nothing was left to read, and has one more that does
 * not wait for it where something was.
 */
const statement = compile(sql`
  with t as (
    update threads set last_seq = last_seq + 1, last_message_at = ${hole("now")} where id = ${hole("thread")} returning id, last_seq, task_id
  ), m as (
    insert into messages (id, thread_id, seq, sender_id, owner_id, by_ai, content, is_system, reply_to_id, recipient_id, created_at)
    select ${hole("id")}, t.id, t.last_seq, ${hole("actor")}, ${hole("user")}, ${hole("byAi")}, ${hole("content")}, ${hole("isSystem")},
      ${hole("replyTo")}, case when k.id is null or ${hole("isSystem")} then null when k.owner_id = ${hole("user")} then o.proposer_id else k.poster_id end,
      ${hole("now")} from t left join tasks k on k.id = t.task_id left join proposals o on o.id = k.accepted_proposal_id
  )
  update thread_participants p set
    last_read_seq = case when p.last_read_seq + p.skipped = t.last_seq - 1 then t.last_seq else p.last_read_seq end,
    skipped = case when p.last_read_seq + p.skipped = t.last_seq - 1 then 0 else p.skipped + 1 end,
    key_id = ${hole("key")}, by_ai = ${hole("byAi")}
  from t where p.thread_id = t.id and p.actor_id = ${hole("actor")}`);

/** Writes a message. The thread's row must be locked, and whoever speaks be in it. */
export async function say(
  ctx: Pick<Context<any>, "db" | "now">,
  threadId: string,
  speaker: Speaker,
  { content, isSystem = false, replyToId = null }: Said,
): Promise<string> {
  const id = newId("msg", ctx.now.getTime());
  await execute(ctx.db, statement, {
    id,
    thread: threadId,
    actor: speaker.actorId,
    user: speaker.userId,
    byAi: speaker.byAi,
    key: speaker.keyId,
    content,
    isSystem,
    replyTo: replyToId,
    now: ctx.now.toISOString(),
  });
  return id;
}

export const speakerOf = (actor: Account): Speaker => ({
  actorId: actor.actorId,
  userId: actor.userId,
  byAi: isAi(actor),
  keyId: "keyId" in actor ? actor.keyId : null,
});

/** Says what `ctx.actor` has just done, in our words. */
export const announce = (ctx: Context<Account>, threadId: string, content: string): Promise<string> =>
  say(ctx, threadId, speakerOf(ctx.actor), { content, isSystem: true });
