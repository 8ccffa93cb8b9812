import { eq } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { proposals, tasks } from "@/db/schema";
import { type Account, actsFor } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import type { Party } from "../task-thread";

const isTaskId = idPattern("task");

/** Refuses whoever is neither the task's poster nor the one accepted for it. @returns which of the two it is, and who was accepted. */
export async function loadParty(db: Db, actor: Account, taskId: string): Promise<Party> {
  const [task] = isTaskId.test(taskId)
    ? await db
        .select({
          ownerId: tasks.ownerId,
          posterId: tasks.posterId,
          workerOwnerId: proposals.ownerId,
          workerId: proposals.proposerId,
        })
        .from(tasks)
        .leftJoin(proposals, eq(proposals.id, tasks.acceptedProposalId))
        .where(eq(tasks.id, taskId))
    : [];
  if (!task) throw notFound("task");
  const isPoster = actsFor(actor, task.ownerId, task.posterId);
  const isWorker = task.workerOwnerId !== null && actsFor(actor, task.workerOwnerId, task.workerId!);
  if (!isPoster && !isWorker)
    throw new Refusal("FORBIDDEN", "Only the task's poster and its accepted worker write to each other here.");
  return { isPoster, workerId: task.workerId };
}
