import { WrongState } from "@/lib/core/errors";
import type { TaskStatus } from "./task";

/** The parties' own verbs end where a dispute begins: the money stays as it is until a moderator decides. */
export function refuseDisputed(task: { status: TaskStatus }) {
  if (task.status === "disputed") throw new WrongState("task", task.status, () => "a moderator decides it.");
}
