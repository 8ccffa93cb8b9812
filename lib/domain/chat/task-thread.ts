import { sql } from "drizzle-orm";
import { newId } from "@/db/id";
import { compile, execute } from "@/db/statement";
import type { Account, Context } from "@/lib/core/context";
import type { ProposalRow } from "@/lib/domain/proposals/queries";
import type { TaskRow } from "@/lib/domain/tasks/queries";
import { beginningOf, letIn, nameOf, refuseRemoved, takeOut } from "./participants";
import { findParticipant, lockTaskThread, lockThreadRow, participantsOf, type ThreadRow } from "./queries";
import { announce, type Speaker, say, speakerOf } from "./say";

const hole = sql.placeholder;

/** The whole of a thread that begins with a hire, in one statement; nothing where the task has one already. */
const opened = compile(sql`
  with t as (
    insert into threads (id, kind, task_id, owner_id, last_seq, last_message_at, participant_count, created_at)
    values (${hole("thread")}, 'task', ${hole("task")}, ${hole("poster")}, 1, ${hole("now")}, 2, ${hole("now")})
    on conflict (task_id) do nothing returning id
  ), p as (
    insert into thread_participants (thread_id, actor_id, user_id, role, key_id, by_ai, last_read_seq, joined_at)
    select t.id, v.actor, v.account, v.role, v.key, v.by_ai, v.seen, ${hole("now")}::timestamptz from t cross join (values
      (${hole("poster")}::text, ${hole("owner")}::text, 'owner', ${hole("posterKey")}::text, ${hole("posterByAi")}::boolean, 1),
      (${hole("worker")}::text, ${hole("workerOwner")}::text, 'member', ${hole("workerKey")}::text, ${hole("workerByAi")}::boolean, 0)
    ) v (actor, account, role, key, by_ai, seen)
  ), m as (
    insert into messages (id, thread_id, seq, sender_id, owner_id, by_ai, content, is_system, created_at)
    select ${hole("message")}, t.id, 1, ${hole("poster")}, ${hole("owner")}, ${hole("posterByAi")}, a.name || ' was hired.', true, ${hole("now")}::timestamptz
    from t join actors a on a.id = ${hole("worker")}
  )
  select id from t`);

/** Opens the thread of a task that somebody was just hired for, or lets them into the one there is. The task must be locked. */
export async function openForHire(ctx: Context<any>, task: TaskRow, proposal: ProposalRow): Promise<void> {
  const { db, now } = ctx;
  const [fresh] = await execute<{ id: string }>(db, opened, {
    thread: newId("thread", now.getTime()),
    message: newId("msg", now.getTime()),
    task: task.id,
    poster: task.posterId,
    owner: task.ownerId,
    posterKey: task.keyId,
    posterByAi: task.byAi,
    worker: proposal.proposerId,
    workerOwner: proposal.ownerId,
    workerKey: proposal.keyId,
    workerByAi: proposal.byAi,
    now: now.toISOString(),
  });
  if (fresh) return;
  const thread = (await lockTaskThread(db, task.id))!;
  await letIn(ctx, thread, {
    actorId: proposal.proposerId,
    userId: proposal.ownerId,
    byAi: proposal.byAi,
    keyId: proposal.keyId,
    // Whoever was asked into the thread before keeps what they could read; whoever was hired after another sees none of that.
    isHired: true,
  });
  const name = await nameOf(ctx, proposal.proposerId);
  await say(ctx, thread.id, posterOf(task), { content: `${name} was hired.`, isSystem: true });
}

/** Whoever was hired and withdrew is out of the task's thread, with whoever of their account came in beside. The task must be locked. */
export async function closeForWithdrawn(ctx: Context<Account>, proposal: ProposalRow): Promise<void> {
  const thread = await lockTaskThread(ctx.db, proposal.taskId);
  if (!thread) return;
  if (await findParticipant(ctx.db, thread.id, proposal.proposerId)) {
    const name = await nameOf(ctx, proposal.proposerId);
    await announce(ctx, thread.id, `${name} withdrew.`);
  }
  for (const { actorId } of await participantsOf(ctx.db, thread.id, proposal.ownerId))
    await takeOut(ctx, thread, actorId, actorId);
}

/**
 * The thread of a task, opened for its poster where there is none: it begins with the poster alone. The task must be locked.
 * @returns the thread, locked, and whether it was there already.
 */
export async function openForPoster(
  ctx: Context<any>,
  task: TaskRow,
): Promise<{ thread: ThreadRow; existing: boolean }> {
  const { db, now } = ctx;
  const found = await lockTaskThread(db, task.id);
  if (found) return { thread: found, existing: true };
  const id = newId("thread", now.getTime());
  await execute(db, begun, { thread: id, task: task.id, poster: task.posterId, now: now.toISOString() });
  const thread = (await lockThreadRow(db, id))!;
  await letIn(ctx, thread, { ...posterOf(task), role: "owner", fromSeq: 0 });
  return { thread, existing: false };
}

/** Whoever posted a task, as the one who speaks in its thread. */
const posterOf = (task: TaskRow): Speaker => ({
  actorId: task.posterId,
  userId: task.ownerId,
  byAi: task.byAi,
  keyId: task.keyId,
});

const begun = compile(sql`insert into threads (id, kind, task_id, owner_id, last_message_at, created_at)
  values (${hole("thread")}, 'task', ${hole("task")}, ${hole("poster")}, ${hole("now")}, ${hole("now")})`);

/** Which of a task's two sides somebody acts for, and who was hired for it. */
export type Party = { isPoster: boolean; workerId: string | null };

/**
 * Lets whoever acts for one of a task's two parties into its thread: the account posted the task or was hired for it, and
 * acts as itself or as another of its bots than the one that is in there.
 */
export async function joinAsParty(
  ctx: Context<Account>,
  thread: ThreadRow,
  { isPoster, workerId }: Party,
): Promise<void> {
  const { db, actor } = ctx;
  if (await findParticipant(db, thread.id, actor.actorId)) return;
  await refuseRemoved(db, thread.id, actor);
  await letIn(ctx, thread, {
    ...speakerOf(actor),
    role: isPoster ? "captain" : "member",
    fromSeq: isPoster ? 0 : await beginningOf(db, thread, workerId!),
  });
  await announce(ctx, thread.id, `${await nameOf(ctx, actor.actorId)} joined.`);
}
