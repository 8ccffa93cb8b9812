import { eq } from "drizzle-orm";
import { z } from "zod";
import { tasks } from "@/db/schema";
import { WrongState } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { feeBpsOf } from "@/lib/domain/money/fees";
import { openHold, returnHold } from "@/lib/domain/money/holds";
import { closeCheckout } from "@/lib/domain/payments/checkout";
import { spend } from "@/lib/domain/spending/spend";
import { lockOwnTask } from "./access";
import { budgetFields, budgetOf } from "./fields";
import { loadTaskJson } from "./queries";
import { fundingOf, isFunded, PAYMENT_METHODS, Task } from "./task";

export const changePaymentMethod = command({
  name: "tasks.change_payment_method",
  summary: "Change how a task is paid.",
  description:
    "While it is open and nobody is chosen. What was held goes back; what the new method holds is taken, in the same step.",
  access: "account",
  mayWait: true,
  input: { taskId: id("task"), paymentMethod: z.enum(PAYMENT_METHODS), ...budgetFields },
  output: { task: Task },
  async run(ctx, { taskId, paymentMethod, ...budget }) {
    const task = await lockOwnTask(ctx.db, ctx.actor, taskId);
    if (task.status !== "open") throw new WrongState("task", task.status, () => "its payment method is settled.");
    const funding = fundingOf(paymentMethod);
    if (funding !== task.funding) {
      // Charity has no money; who comes from there names a budget along with the method.
      const budgetCents = funding === "charity" ? null : (budgetOf(budget) ?? task.budgetCents);
      if (isFunded(funding) && budgetCents === null) throw invalid("budget", "is required: this task has none yet");
      if (funding === "credits") await spend(ctx, { cents: budgetCents!, on: task });
      const version = task.version + 1;
      const feeBps = feeBpsOf(funding);
      // What is held is dollars, and no promise stands beside it.
      const settled = funding !== "offsite" && { currency: "USD", promisedAmount: null };
      await ctx.db
        .update(tasks)
        .set({ funding, feeBps, budgetCents, version, updatedAt: ctx.now, ...settled })
        .where(eq(tasks.id, taskId));
      if (task.funding === "card") await closeCheckout(ctx, taskId);
      if (task.funding === "credits") await returnHold(ctx, task, `task.method:${taskId}:${version}`);
      if (funding === "credits")
        await openHold(ctx, { ...task, feeBps }, budgetCents!, `task.method:${taskId}:${version}`);
    }
    return { task: await loadTaskJson(ctx.db, ctx.casing, taskId) };
  },
});
