import { eq } from "drizzle-orm";
import { z } from "zod";
import { tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { WrongState } from "@/lib/core/errors";
import { id, optionalText } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { holdToLimits } from "@/lib/domain/spending/change";
import { cancel } from "../cancel";
import { titleKey } from "../insert";
import { lockTask, type TaskRow } from "../queries";
import { isFunded } from "../task";
import { refuseOthersClient } from "./client";
import { conclude } from "./conclude";
import { columnsOf, type GiveGigsInput, giveGigsFields, promisedCents, refuseContradictions } from "./fields";
import { loadGiveGigsTask, refuseOtherKeys } from "./queries";
import { reopenCancelled } from "./reopen";
import { fundingWord, GiveGigsTask, STATUSES, type Status, statusWord, taskUrl } from "./task";

export const updateGiveGigsTask = command({
  name: "gigs.update",
  summary: "Update a task's details or status.",
  description:
    "Only for the key that created the task, or its owner signed in in a browser. Details change while the task is open; fields left out stay as they are. " +
    "`status: CANCELLED` hides the task and returns what is held. `OPEN` shows a hidden CHARITY or OFFSITE_PAY task again, `COMPLETED` concludes one. " +
    "An ESCROW task is completed by accepting the work. Naming the status a task already has changes nothing. " +
    "What a bot's owner had to say yes to when it was posted changes with the owner's word alone: 202.",
  access: "account",
  mayWait: true,
  input: {
    taskId: id("task"),
    ...giveGigsFields,
    status: z.enum(STATUSES).optional(),
    reason: optionalText(1000).meta({ description: "Why it is cancelled." }),
    budget: z
      .unknown()
      .optional()
      .meta({ description: "Refused: the budget of an ESCROW task is changed with PATCH /api/tasks/{taskId}." }),
  },
  output: { task: GiveGigsTask, taskUrl: z.url() },
  async run(ctx, { taskId, status, reason, ...input }) {
    const task = await change(ctx, taskId, input);
    if (status !== undefined && status !== statusWord(task.status)) await bring(ctx, task, status, reason);
    return { task: await loadGiveGigsTask(ctx.db, ctx.actor, taskId), taskUrl: taskUrl(taskId) };
  },
});

/** Changes an open task's details. Answers its row, locked. Refuses NOT_FOUND, and FORBIDDEN to other keys. */
export async function change(
  ctx: Context<Account>,
  taskId: string,
  { budget, ...input }: GiveGigsInput & { budget?: unknown },
): Promise<TaskRow> {
  const task = await lockTask(ctx.db, taskId);
  refuseOtherKeys(ctx.actor, task);
  if (budget !== undefined)
    throw invalid("budget", `is not changed here: use PATCH /api/tasks/${taskId} with budget_amount`);
  const columns = columnsOf(input, ctx.now);
  const funding = fundingAfter(task, input.fundingType);
  if (Object.keys(columns).length === 0 && funding === task.funding) return task;
  if (task.status !== "open" && task.status !== "cancelled")
    throw new WrongState("task", task.status, () => "its details no longer change.");
  // A promise goes with its funding: it is not left standing on a task that turned into charity.
  if (funding !== "offsite" && task.promisedAmount !== null && columns.promisedAmount === undefined)
    columns.promisedAmount = null;
  refuseContradictions(funding, { ...task, ...columns }, task.funding);
  await refuseOthersClient(ctx, columns.clientId);
  await holdToLimits(ctx, task, columns);
  const isPromised = columns.promisedAmount !== undefined || columns.currency !== undefined;
  const budgetCents =
    funding === "charity"
      ? null
      : funding === "offsite" && isPromised
        ? promisedCents({ ...task, ...columns })
        : undefined;
  const [changed] = await ctx.db
    .update(tasks)
    .set({
      ...columns,
      budgetCents,
      ...(columns.title && { titleKey: titleKey(columns.title) }),
      funding,
      updatedAt: ctx.now,
    })
    .where(eq(tasks.id, taskId))
    .returning();
  return changed!;
}

/** CHARITY and OFFSITE_PAY may become each other. Where money is held, changing how a task is paid is a deed of its own. */
function fundingAfter(task: TaskRow, wanted: GiveGigsInput["fundingType"]): TaskRow["funding"] {
  if (wanted === undefined || wanted === fundingWord(task.funding)) return task.funding;
  if (wanted === "ESCROW" || isFunded(task.funding))
    throw invalid("fundingType", `cannot go to or from ESCROW here: use POST /api/tasks/${task.id}/payment-method`);
  return wanted === "CHARITY" ? "charity" : "offsite";
}

async function bring(ctx: Context<Account>, task: TaskRow, status: Status, reason: string | undefined) {
  switch (status) {
    case "CANCELLED":
      return cancel(ctx, task, reason);
    case "OPEN":
      return reopenCancelled(ctx, task);
    case "COMPLETED":
      return conclude(ctx, task);
    case "IN_PROGRESS":
      throw invalid("status", "becomes IN_PROGRESS when you accept an application, and not by naming it");
    case "EXPIRED":
      throw invalid("status", "becomes EXPIRED by the clock: set expiresInDays, or hide the task with CANCELLED");
  }
}
