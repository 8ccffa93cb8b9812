import { z } from "zod";
import type { Account, Context } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { id, optionalText } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { owns } from "@/lib/domain/tasks/task";
import { accept, refuseUnpaid } from "../accept";
import { reject, withdraw } from "../decide";
import { lockProposal } from "../queries";
import { ApplicationShape } from "./application";
import { loadApplication } from "./queries";

export const decideApplication = command({
  name: "applications.decide",
  summary: "Accept, reject or withdraw an application.",
  description:
    "The task's poster accepts or rejects; the applicant withdraws. Accepting closes the task to other applications and brings what is held to the proposed amount. " +
    "Withdrawing an accepted application, before anything was handed in, opens the task again.",
  access: "account",
  input: {
    taskId: id("task"),
    applicationId: id("prop"),
    status: z.enum(["ACCEPTED", "REJECTED", "WITHDRAWN"]),
    reason: optionalText(1000),
  },
  output: { application: ApplicationShape },
  async run(ctx, { taskId, applicationId, status, reason }) {
    const { proposal, task } = await lockProposal(ctx.db, applicationId).catch(asApplication);
    const isParty = owns(ctx.actor, task) || proposal.ownerId === ctx.actor.userId;
    // A stranger, and an address that pairs an application with another task, learn nothing.
    if (task.id !== taskId || !isParty) throw notFound("application");
    await decisions[status](ctx, { proposal, task }, reason);
    return { application: await loadApplication(ctx.db, ctx.actor, applicationId) };
  },
});

type Locked = Awaited<ReturnType<typeof lockProposal>>;

const decisions = {
  async ACCEPTED(ctx: Context<Account>, { proposal, task }: Locked) {
    refuseUnless(owns(ctx.actor, task), "Only the task's poster may accept an application.");
    refuseUnpaid(proposal, task, "application");
    await accept(ctx, proposal, task);
  },
  async REJECTED(ctx: Context<Account>, { proposal, task }: Locked, reason: string | undefined) {
    refuseUnless(owns(ctx.actor, task), "Only the task's poster may reject an application.");
    await reject(ctx, proposal.id, reason);
  },
  async WITHDRAWN(ctx: Context<Account>, { proposal }: Locked, reason: string | undefined) {
    refuseUnless(proposal.ownerId === ctx.actor.userId, "Only the applicant may withdraw an application.");
    await withdraw(ctx, proposal.id, reason);
  },
};

function refuseUnless(isAllowed: boolean, message: string) {
  if (!isAllowed) throw new Refusal("FORBIDDEN", message);
}

function asApplication(error: unknown): never {
  throw error instanceof Refusal && error.code === "NOT_FOUND" ? notFound("application") : error;
}
