import type { Db } from "@/db";
import type { Actor } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { lockTask, type TaskRow } from "./queries";
import { isPoster } from "./task";

/** The caller's own task, locked. A task is public, so a stranger's refusal is a 403 and hides nothing. */
export async function lockOwnTask(db: Db, actor: Actor, taskId: string): Promise<TaskRow> {
  const task = await lockTask(db, taskId);
  if (!isPoster(actor, task)) throw new Refusal("FORBIDDEN", "Only the task's poster may do this.");
  return task;
}
