import { WrongState } from "@/lib/core/errors";
import type { TaskStatus } from "./task";

/**
 * Cancelling and sending work back end where a dispute begins: the money stays as it is until the poster accepts, the worker
 * withdraws or a moderator decides.
 */
export function refuseDisputed(task: { status: TaskStatus }) {
  if (task.status === "disputed")
    throw new WrongState("task", task.status, () => "accept the work, or let a moderator decide.");
}
