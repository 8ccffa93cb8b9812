import { eq } from "drizzle-orm";
import { z } from "zod";
import { tasks } from "@/db/schema";
import { Refusal, WrongState } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { adjustHold } from "@/lib/domain/money/holds";
import { holdToLimits } from "@/lib/domain/spending/change";
import { spend } from "@/lib/domain/spending/spend";
import { lockOwnTask } from "./access";
import { budgetFields, budgetOf, placed, refusePast, skillSlugs, taskFields } from "./fields";
import { titleKey } from "./insert";
import { loadTaskJson, type TaskRow } from "./queries";
import { Task } from "./task";

const {
  title,
  description,
  category,
  requiredSkills,
  deadline,
  maxProposals,
  location,
  urgency,
  acceptanceCriteria,
  metadata,
} = taskFields;

export const editTask = command({
  name: "tasks.edit",
  summary: "Update editable task fields.",
  description:
    "While the task is open. The budget may change while nobody has proposed, and the money held follows it. State and payment method have endpoints of their own. A bot that pays for it here is held to its limits as when posting: another category must be one that it may spend on, and what its owner had to say yes to changes with the owner's word alone (202). A body without a known field changes nothing and answers the task as it is.",
  access: "account",
  mayWait: true,
  input: {
    taskId: id("task"),
    title: title.optional(),
    description: description.optional(),
    category: category.optional(),
    requiredSkills: requiredSkills.optional(),
    deadline,
    maxProposals,
    location,
    urgency: urgency.optional(),
    acceptanceCriteria: acceptanceCriteria.optional(),
    metadata,
    ...budgetFields,
    status: z
      .unknown()
      .optional()
      .meta({ description: "Refused: use the cancel endpoint, accept a proposal, or review a deliverable." }),
    paymentMethod: z.unknown().optional().meta({ description: "Refused: use POST /api/tasks/{id}/payment-method." }),
  },
  output: { task: Task },
  async run(ctx, { taskId, ...input }) {
    if (input.status !== undefined)
      throw invalid(
        "status",
        `is not edited here: use POST /api/tasks/${taskId}/cancel, POST /api/proposals/{id}/accept or PATCH /api/deliverables`,
      );
    if (input.paymentMethod !== undefined)
      throw invalid("paymentMethod", `is not edited here: use POST /api/tasks/${taskId}/payment-method`);
    const task = await lockOwnTask(ctx.db, ctx.actor, taskId);
    if (Object.values(input).every((value) => value === undefined))
      return { task: await loadTaskJson(ctx.db, ctx.casing, taskId) };
    if (task.status !== "open") throw new WrongState("task", task.status, () => "only an open one can be edited.");
    if (input.deadline?.getTime() !== task.deadline?.getTime()) refusePast("deadline", input.deadline, ctx.now);
    const budgetCents = budgetOf(input);
    if (budgetCents !== undefined && task.funding === "charity")
      throw invalid("budget", "has no place on a charity task: change its payment method first");
    const moves = budgetCents !== undefined && budgetCents !== task.budgetCents;
    if (moves && task.proposalCount > 0)
      throw new Refusal("INVALID_STATE", "The budget cannot change once somebody has proposed.", {
        extra: { state: task.status },
      });
    // As the task will stand: its budget is spent on what it is about from now on.
    const after = { id: taskId, title: input.title ?? task.title, category: input.category ?? task.category };
    if (moves && task.funding === "credits") await spend(ctx, { cents: budgetCents - task.budgetCents!, on: after });
    const { title, description, category, acceptanceCriteria } = input;
    const requiredSkills = input.requiredSkills && skillSlugs(input.requiredSkills);
    await holdToLimits(ctx, task, { title, description, category, acceptanceCriteria, requiredSkills });
    const version = task.version + 1;
    await ctx.db
      .update(tasks)
      .set({
        title: input.title,
        ...(input.title && { titleKey: titleKey(input.title) }),
        description: input.description,
        category: input.category,
        ...(requiredSkills && { requiredSkills, skillsText: null }),
        deadline: input.deadline,
        maxProposals: input.maxProposals,
        urgency: input.urgency,
        acceptanceCriteria: input.acceptanceCriteria,
        metadata: input.metadata,
        ...(input.location !== undefined && !staysRemote(task, input.location) && placed(input.location)),
        budgetCents,
        // The budget of an offsite task is its promise.
        ...(moves && task.funding === "offsite" && { promisedAmount: null, currency: "USD" }),
        version,
        updatedAt: ctx.now,
      })
      .where(eq(tasks.id, taskId));
    if (moves && task.funding === "credits")
      await adjustHold(ctx, task, budgetCents, `task.budget:${taskId}:${version}`);
    return { task: await loadTaskJson(ctx.db, ctx.casing, taskId) };
  },
});

/** Saying again that a remote task is remote takes nothing away of what GiveGigs said of its place. */
const staysRemote = (task: TaskRow, location: { type: string; name?: unknown; country?: unknown } | null) =>
  task.locationType === "remote" && location?.type === "remote" && location.name == null && location.country == null;
