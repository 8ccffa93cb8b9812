import { newId } from "@/db/id";
import { tasks } from "@/db/schema";
import { type Account, type Context, isAi } from "@/lib/core/context";
import { openHold } from "@/lib/domain/money/holds";
import type { TaskRow } from "./queries";

export type NewTask = Omit<
  typeof tasks.$inferInsert,
  "id" | "posterId" | "ownerId" | "keyId" | "byAi" | "titleKey" | "search"
>;

/** Title as the duplicate rule compares it: case and spaces folded. */
export const titleKey = (title: string) => title.toLowerCase().replace(/\s+/g, " ").trim();

/**
 * The one place where tasks come into being, for both dialects and the browser: the row, the money held for it where it is
 * paid from credits, and the word that it is there. Refuses INSUFFICIENT_CREDITS, and then there is no task.
 */
export async function insertTask(ctx: Context<Account>, fields: NewTask): Promise<TaskRow> {
  const { actor, db, now } = ctx;
  const [task] = await db
    .insert(tasks)
    .values({
      ...fields,
      id: newId("task"),
      posterId: actor.actorId,
      ownerId: actor.userId,
      keyId: "keyId" in actor ? actor.keyId : null,
      byAi: isAi(actor),
      titleKey: titleKey(fields.title),
      createdAt: now,
      updatedAt: now,
    })
    .returning();
  if (fields.funding === "credits") await openHold(ctx, task!, fields.budgetCents!, `task.fund:${task!.id}`);
  await ctx.emit(
    "task.created",
    {
      taskId: task!.id,
      taskTitle: task!.title,
      category: task!.category,
      budgetCents: task!.budgetCents,
      funding: task!.funding,
      requiredSkills: task!.requiredSkills,
      posterId: actor.actorId,
    },
    { actorId: actor.actorId, subjectId: task!.id, isPublic: true },
  );
  return task!;
}
