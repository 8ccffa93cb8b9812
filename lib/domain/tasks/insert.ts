import { newId } from "@/db/id";
import { insertRow } from "@/db/insert";
import { tasks } from "@/db/schema";
import { type Account, type Context, isAi } from "@/lib/core/context";
import { together } from "@/lib/core/together";
import { feeBpsOf } from "@/lib/domain/money/fees";
import { openHold } from "@/lib/domain/money/holds";
import { spend } from "@/lib/domain/spending/spend";

export type NewTask = Omit<
  typeof tasks.$inferInsert,
  "id" | "posterId" | "ownerId" | "keyId" | "byAi" | "titleKey" | "feeBps" | "search"
>;

/** Title as the duplicate rule compares it: case and spaces folded. */
export const titleKey = (title: string) => title.toLowerCase().replace(/\s+/g, " ").trim();

/**
 * The one place where tasks come into being, for both dialects and the browser: the row, the money held for it where it is
 * paid from credits, and the word that it is there. Answers its id. Refuses INSUFFICIENT_CREDITS
 * and, for a bot, what its limits refuse; then there is no task.
 */
export async function insertTask(ctx: Context<Account>, fields: NewTask): Promise<string> {
  const { actor, db, now } = ctx;
  const task = {
    ...fields,
    id: newId("task"),
    posterId: actor.actorId,
    ownerId: actor.userId,
    keyId: "keyId" in actor ? actor.keyId : null,
    byAi: isAi(actor),
    titleKey: titleKey(fields.title),
    feeBps: feeBpsOf(fields.funding),
    createdAt: now,
    updatedAt: now,
  };
  await insertRow(db, tasks, task);
  if (fields.funding === "credits") await spend(ctx, { cents: fields.budgetCents!, on: task });
  await together([
    fields.funding === "credits" && openHold(ctx, task, fields.budgetCents!, `task.fund:${task.id}`),
    ctx.emit(
      "task.created",
      {
        taskId: task.id,
        taskTitle: task.title,
        category: task.category,
        budgetCents: task.budgetCents ?? null,
        funding: task.funding,
        requiredSkills: task.requiredSkills ?? [],
        posterId: actor.actorId,
      },
      { actorId: actor.actorId, subjectId: task.id, isPublic: true },
    ),
  ]);
  return task.id;
}
