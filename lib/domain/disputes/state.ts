import { and, count, eq, sql } from "drizzle-orm";
import { newId } from "@/db/id";
import { disputeStatements } from "@/db/schema";
import { type Account, actsFor, isAi } from "@/lib/core/context";
import { notFound, Refusal, WrongState } from "@/lib/core/errors";
import { id, text } from "@/lib/core/fields";
import { findOne } from "@/lib/core/list";
import { command } from "@/lib/core/operation";
import { isPoster, owns } from "@/lib/domain/tasks/task";
import { evidence, MAX_STATEMENT, MAX_STATEMENTS, Statement, statementJoins, statementView } from "./dispute";
import { type Case, lockCase } from "./queries";

export const addStatement = command({
  name: "disputes.state",
  summary: "Make a statement in a dispute.",
  description: `By either party while it is open, at most ${MAX_STATEMENTS} each. The other party and the moderators read it; it cannot be changed.`,
  access: "account",
  input: { disputeId: id("disp"), text: text(MAX_STATEMENT), evidence },
  output: { statement: Statement },
  async run(ctx, { disputeId, ...said }) {
    const found = await lockCase(ctx.db, disputeId);
    const { dispute, task } = found;
    const side = sideOf(ctx.actor, found);
    if (!side) throw notFound("dispute");
    if (!speaksFor(ctx.actor, side, found))
      throw new Refusal("FORBIDDEN", "Another of your account's bots is this party: it speaks for itself, or you do.");
    if (dispute.status !== "open") throw new WrongState("dispute", dispute.status, () => "nothing can be added.");
    const mine = and(eq(disputeStatements.disputeId, disputeId), eq(disputeStatements.side, side));
    const [row] = await ctx.db.select({ made: count() }).from(disputeStatements).where(mine);
    if (row!.made >= MAX_STATEMENTS)
      throw new Refusal("CONFLICT", `Each party makes at most ${MAX_STATEMENTS} statements in one dispute.`);
    const statementId = newId("stmt", ctx.now.getTime());
    await ctx.db.insert(disputeStatements).values({
      id: statementId,
      disputeId,
      side,
      authorId: ctx.actor.actorId,
      byAi: isAi(ctx.actor),
      ...said,
      createdAt: ctx.now,
    });
    await ctx.emit(
      "dispute.statement_added",
      { disputeId, statementId, taskId: task.id, taskTitle: task.title, side },
      { actorId: ctx.actor.actorId, subjectId: task.id },
    );
    const plan = {
      name: "statement",
      from: sql`dispute_statements t`,
      joins: statementJoins,
      view: statementView,
      where: sql`t.id = ${sql.placeholder("id")}`,
    };
    return { statement: (await findOne(ctx.db, ctx.casing, plan, { id: statementId })) as any };
  },
});

const speaksFor = (actor: Account, side: "poster" | "worker", { task, proposal }: Case): boolean =>
  side === "poster" ? isPoster(actor, task) : actsFor(actor, proposal.ownerId, proposal.proposerId);

/** Which party the caller's account is; undefined for everybody else. */
export function sideOf(actor: Account, { dispute, task }: Pick<Case, "dispute" | "task">) {
  if (owns(actor, task)) return "poster" as const;
  return dispute.workerOwnerId === actor.userId ? ("worker" as const) : undefined;
}
