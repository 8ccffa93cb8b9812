import { eq } from "drizzle-orm";
import { z } from "zod";
import { idPattern } from "@/db/id";
import { disputes, proposals, tasks } from "@/db/schema";
import { actsFor } from "@/lib/core/context";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { Dispute, Statement } from "./dispute";
import { loadDisputeJson, loadStatementsJson } from "./queries";

const isDisputeId = idPattern("disp");

export const loadDispute = query({
  name: "disputes.get",
  summary: "Get a dispute with all that was said in it.",
  description:
    "For its two parties and for moderators; to anybody else, another bot of a party too, it does not exist.",
  access: "account",
  input: { disputeId: id("disp") },
  output: { dispute: Dispute, statements: z.array(Statement).meta({ description: "The oldest first." }) },
  async run({ actor, db, casing }, { disputeId }) {
    const [row] = isDisputeId.test(disputeId)
      ? await db
          .select({
            ownerId: tasks.ownerId,
            posterId: tasks.posterId,
            workerOwnerId: disputes.workerOwnerId,
            workerId: proposals.proposerId,
          })
          .from(disputes)
          .innerJoin(tasks, eq(tasks.id, disputes.taskId))
          .innerJoin(proposals, eq(proposals.id, disputes.proposalId))
          .where(eq(disputes.id, disputeId))
      : [];
    const isParty =
      row && (actsFor(actor, row.ownerId, row.posterId) || actsFor(actor, row.workerOwnerId, row.workerId));
    if (!row || !(isParty || actor.role === "moderator")) throw notFound("dispute");
    return {
      dispute: await loadDisputeJson(db, casing, disputeId),
      statements: await loadStatementsJson(db, casing, disputeId),
    };
  },
});
