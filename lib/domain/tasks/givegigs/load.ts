import { id } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { loadGiveGigsTaskDetail } from "./queries";
import { GiveGigsTaskDetail } from "./task";

export const loadGiveGigsTaskWithApplications = query({
  name: "gigs.get",
  summary: "Get a task with its applications.",
  description:
    "What applicants wrote and ask for, and with which key, is shown to the task's poster and to that applicant only.",
  access: "anyone",
  input: { taskId: id("task") },
  output: { task: GiveGigsTaskDetail },
  run: async ({ actor, db }, { taskId }) => ({ task: await loadGiveGigsTaskDetail(db, actor, taskId) }),
});
