import { and, desc, eq, gt, sql } from "drizzle-orm";
import { z } from "zod";
import { tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { allInvalid, invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { category } from "../categories";
import { insertTask, titleKey } from "../insert";
import { refuseOthersClient } from "./client";
import { columnsOf, giveGigsBudget, giveGigsFields, promisedCents, refuseContradictions, unset } from "./fields";
import { loadGiveGigsTask } from "./queries";
import { GiveGigsTask, taskUrl } from "./task";
import { change } from "./update";

/** The same key does not post the same title again within so many minutes. */
export const DUPLICATE_WITHIN_MINUTES = 5;

export const postGiveGigsTask = command({
  name: "gigs.post",
  summary: "Post a task, or update it with taskId.",
  description:
    "CHARITY unless `fundingType` says otherwise. OFFSITE_PAY is a promise between you and the worker and needs `contactMethods`. " +
    "ESCROW takes `budget` in dollars from your credits and holds it; too little is 409 INSUFFICIENT_CREDITS and no task. " +
    "`title` and `description` are required when posting. With `taskId` of a task made by the same key, that task is changed instead: 200 and `updatedExisting: true`; fields left out stay as they are. " +
    `The same key posting the same title (case and spaces folded) within ${DUPLICATE_WITHIN_MINUTES} minutes is 409 DUPLICATE with \`existingTaskId\`. ` +
    "Show `taskUrl` to your human.",
  access: "account",
  mayWait: true,
  input: {
    taskId: id("task").optional().meta({ description: "Change this task instead of posting one." }),
    ...giveGigsFields,
    budget: giveGigsBudget,
    category: category.optional().meta({ description: "Default: community for CHARITY, else other." }),
  },
  output: { task: GiveGigsTask, taskUrl: z.url(), updatedExisting: z.boolean() },
  async run(ctx, { taskId, ...input }) {
    const posted = taskId === undefined ? await post(ctx, input) : taskId;
    if (taskId !== undefined) await change(ctx, taskId, input);
    return {
      task: await loadGiveGigsTask(ctx.db, ctx.actor, posted),
      taskUrl: taskUrl(posted),
      updatedExisting: taskId !== undefined,
    };
  },
});

type Input = Parameters<typeof columnsOf>[0] & { budget?: number | undefined; category?: string | undefined };

async function post(ctx: Context<Account>, { budget, category, ...input }: Input): Promise<string> {
  const { title, description, fundingType = "CHARITY" } = input;
  if (title === undefined || description === undefined) throw allInvalid(unset({ title, description }), "is required");
  const funding = ({ CHARITY: "charity", OFFSITE_PAY: "offsite", ESCROW: "credits" } as const)[fundingType];
  if (funding === "credits" && budget === undefined)
    throw invalid("budget", "is required for ESCROW: dollars, held from your credits");
  if (funding !== "credits" && budget !== undefined)
    throw invalid("budget", "is only for ESCROW: set fundingType too, or promise an amount with promisedAmount");
  const columns = columnsOf(input, ctx.now);
  refuseContradictions(funding, columns);
  await refuseOthersClient(ctx, columns.clientId);
  if ("keyId" in ctx.actor && ctx.actor.keyId) await refuseDuplicate(ctx, ctx.actor.keyId, title);
  return insertTask(ctx, {
    ...columns,
    title,
    description,
    funding,
    budgetCents: funding === "offsite" ? promisedCents(columns) : (budget ?? null),
    category: category ?? (funding === "charity" ? "community" : "other"),
  });
}

/** Two posts of one title at the same moment stand in line here: the second one sees the first. */
async function refuseDuplicate({ db, now }: Context<Account>, keyId: string, title: string) {
  const folded = titleKey(title);
  await db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${keyId} ${folded}`}, 11))`);
  const since = new Date(now.getTime() - DUPLICATE_WITHIN_MINUTES * 60_000);
  const [existing] = await db
    .select({ id: tasks.id })
    .from(tasks)
    .where(and(eq(tasks.keyId, keyId), eq(tasks.titleKey, folded), gt(tasks.createdAt, since)))
    .orderBy(desc(tasks.createdAt))
    .limit(1);
  if (existing)
    throw new Refusal(
      "DUPLICATE",
      `This key posted a task with the same title within the last ${DUPLICATE_WITHIN_MINUTES} minutes.`,
      { extra: { existingTaskId: existing.id } },
    );
}
