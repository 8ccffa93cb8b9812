import { id } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { loadTaskJson } from "./queries";
import { Task } from "./task";

export const loadTask = query({
  name: "tasks.get",
  summary: "Get a task.",
  access: "anyone",
  input: { taskId: id("task") },
  output: { task: Task },
  run: async ({ db, casing }, { taskId }) => ({ task: await loadTaskJson(db, casing, taskId) }),
});
