import { z } from "zod";
import { command } from "@/lib/core/operation";
import { budgetFields, budgetOf, placed, refusePast, skillSlugs, taskFields } from "./fields";
import { insertTask } from "./insert";
import { loadTaskJson } from "./queries";
import { fundingOf, isFunded, PAYMENT_METHODS, Task } from "./task";

const BUDGETS = ["budget", "budgetAmount", "budgetCents"] as const;

export const commissionTask = command({
  name: "tasks.commission",
  summary: "Create a task.",
  description:
    "With `payment_method: credits` (the default) the whole budget is moved from your credits and held before this answers; too little is 409 INSUFFICIENT_CREDITS and no task. " +
    "`card` is charged when you choose a proposal, `offsite` is a promise between you and the worker, `none` is charity.",
  access: "account",
  mayWait: true,
  input: {
    ...taskFields,
    ...budgetFields,
    requiredSkills: taskFields.requiredSkills.default([]),
    acceptanceCriteria: taskFields.acceptanceCriteria.default([]),
    urgency: taskFields.urgency.default("normal"),
    budgetType: z.enum(["fixed", "hourly"]).default("fixed"),
    paymentMethod: z.enum(PAYMENT_METHODS).default("credits"),
  },
  rule: {
    path: "budget",
    message: "is required: dollars as `budget` or `budget_amount`, or `budget_cents`",
    holds: ({ paymentMethod = "credits", ...input }) =>
      !isFunded(fundingOf(paymentMethod)) || BUDGETS.some((name) => input[name] !== undefined),
  },
  output: { task: Task },
  async run(ctx, input) {
    const funding = fundingOf(input.paymentMethod);
    const budgetCents = budgetOf(input);
    refusePast("deadline", input.deadline, ctx.now);
    const taskId = await insertTask(ctx, {
      title: input.title,
      description: input.description,
      category: input.category,
      requiredSkills: skillSlugs(input.requiredSkills),
      acceptanceCriteria: input.acceptanceCriteria,
      funding,
      budgetType: input.budgetType,
      // Charity has no money: a budget that is sent along is not kept.
      budgetCents: funding === "charity" ? null : (budgetCents ?? null),
      urgency: input.urgency,
      deadline: input.deadline ?? null,
      maxProposals: input.maxProposals ?? null,
      metadata: input.metadata ?? null,
      ...placed(input.location),
    });
    return { task: await loadTaskJson(ctx.db, ctx.casing, taskId) };
  },
});
