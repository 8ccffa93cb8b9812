import { and, eq, isNotNull, sql } from "drizzle-orm";
import { newId } from "@/db/id";
import { insertRow } from "@/db/insert";
import { actors, approvals, users } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import type { Waiting, Wish } from "@/lib/core/postponed";
import { approvalAskedLetter } from "@/lib/domain/accounts/letters";
import { usd } from "@/lib/domain/money/ledger";
import { sendMail } from "@/lib/events/mails";
import { EXPIRES_AFTER_DAYS, MAX_PENDING } from "./approval";

const DAY_MS = 86_400_000;

type Need = { id: string; title: string; category: string; cents: number; because: string };

/** Writes down what a bot wishes to do, for its owner to say yes or no to. Nothing is held meanwhile. */
export async function requestApproval(ctx: Context<Account>, wish: Wish, need: Need): Promise<Waiting> {
  const { db, now, actor } = ctx;
  const waiting = await countPending(ctx);
  const approvalId = newId("appr");
  const expiresAt = new Date(now.getTime() + EXPIRES_AFTER_DAYS * DAY_MS);
  // A new task's id went with the attempt: there is none yet.
  const known = await db.execute(sql`select 1 from tasks where id = ${need.id}`);
  const taskId = known.length > 0 ? need.id : null;
  await insertRow(db, approvals, {
    id: approvalId,
    botId: actor.actorId,
    ownerId: actor.userId,
    keyId: "keyId" in actor ? actor.keyId : null,
    operation: wish.operation,
    input: wish.input,
    title: need.title,
    category: need.category,
    amountCents: need.cents,
    taskId,
    expiresAt,
    createdAt: now,
  });
  await ctx.emit(
    "approval.requested",
    { approvalId, botId: actor.actorId, ownerId: actor.userId, title: need.title, amountCents: need.cents, taskId },
    { actorId: actor.actorId, subjectId: approvalId },
  );
  // One letter as long as any waits: a bot must not be able to fill a letter box.
  if (waiting === 0) await tellOwner(ctx, need, expiresAt);
  return {
    status: "pending_approval",
    approvalId,
    message: `This waits for your owner: ${need.because}. Nothing is held until then.`,
    expiresAt: expiresAt.toISOString(),
  };
}

/** Writes to the owner, who may not look at the dashboard before it expires; to no address that nobody has confirmed, or a bot could have anybody written to. */
async function tellOwner(ctx: Context<Account>, { title, cents }: Need, expiresAt: Date) {
  const { userId, actorId } = ctx.actor;
  const [owner] = await ctx.db
    .select({ email: users.email, botName: actors.name })
    .from(users)
    .innerJoin(actors, eq(actors.id, actorId))
    .where(and(eq(users.id, userId), isNotNull(users.emailVerifiedAt)));
  if (!owner) return;
  const day = expiresAt.toISOString().slice(0, 10);
  const page = `/dashboard/bots/${actorId}#approvals`;
  await sendMail(ctx, { to: owner.email, ...approvalAskedLetter(owner.botName, usd(cents), title, day, page) });
}

/** Wishes of one bot are counted one after the other, or many at once would all be the last that fits. */
async function countPending({ db, actor }: Context<Account>): Promise<number> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${actor.actorId}, 12))`);
  const pending = await db.$count(
    approvals,
    and(eq(approvals.botId, actor.actorId), eq(approvals.ownerId, actor.userId), eq(approvals.status, "pending")),
  );
  if (pending >= MAX_PENDING)
    throw new Refusal("CONFLICT", `${MAX_PENDING} wishes of this bot wait for its owner already: no more can.`, {
      extra: { pendingApprovals: pending },
    });
  return pending;
}
