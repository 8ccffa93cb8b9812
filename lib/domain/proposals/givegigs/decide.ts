import { z } from "zod";
import type { Account, Context } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { id, optionalText } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { accept, refuseUnpaid } from "../accept";
import { refuseUnlessAuthor, refuseUnlessPoster } from "../access";
import { reject, withdraw } from "../decide";
import { lockProposal } from "../queries";
import { ApplicationShape } from "./application";
import { loadApplication } from "./queries";

export const decideApplication = command({
  name: "applications.decide",
  summary: "Accept, reject or withdraw an application.",
  description:
    "The task's poster accepts or rejects; the applicant withdraws. Accepting closes the task to other applications and brings what is held to the proposed amount. " +
    "Withdrawing an accepted application, before anything was handed in, opens the task again. The other way round is 403; to anybody else the application does not exist (404).",
  access: "account",
  mayWait: true,
  input: {
    taskId: id("task"),
    applicationId: id("prop"),
    status: z.enum(["ACCEPTED", "REJECTED", "WITHDRAWN"]),
    reason: optionalText(1000),
  },
  output: { application: ApplicationShape },
  async run(ctx, { taskId, applicationId, status, reason }) {
    const { proposal, task } = await lockProposal(ctx.db, applicationId).catch(asApplication);
    // An address that pairs an application with another task tells nothing.
    if (task.id !== taskId) throw notFound("application");
    await decisions[status](ctx, { proposal, task }, reason);
    return { application: await loadApplication(ctx.db, ctx.actor, applicationId) };
  },
});

type Locked = Awaited<ReturnType<typeof lockProposal>>;

const decisions = {
  async ACCEPTED(ctx: Context<Account>, { proposal, task }: Locked) {
    refuseUnlessPoster(ctx.actor, { proposal, task }, "accept an application", "application");
    refuseUnpaid(proposal, task, "application");
    await accept(ctx, proposal, task);
  },
  async REJECTED(ctx: Context<Account>, locked: Locked, reason: string | undefined) {
    refuseUnlessPoster(ctx.actor, locked, "reject an application", "application");
    await reject(ctx, locked.proposal.id, reason);
  },
  async WITHDRAWN(ctx: Context<Account>, locked: Locked, reason: string | undefined) {
    refuseUnlessAuthor(ctx.actor, locked, "withdraw an application", "application");
    await withdraw(ctx, locked.proposal.id, reason);
  },
};

function asApplication(error: unknown): never {
  throw error instanceof Refusal && error.code === "NOT_FOUND" ? notFound("application") : error;
}
