import { sql } from "drizzle-orm";
import { z } from "zod";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { byTime, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { findTaskOwner } from "@/lib/domain/tasks/queries";
import { proposalJoins } from "../proposal";
import { APPLICATION_STATUSES, ApplicationShape, applicationView } from "./application";

const byTask = { name: "task", where: sql`t.task_id = ${sql.placeholder("task")}` };
const byStatus = { name: "status", where: sql`t.status = ${sql.placeholder("status")}` };

export const listApplications = list({
  name: "applications.list",
  summary: "List a task's applications.",
  description:
    "Oldest first. What applicants wrote and ask for, and with which key, is shown to the task's poster and to that applicant only.",
  access: "anyone",
  plural: "applications",
  of: ApplicationShape,
  input: { taskId: id("task"), status: z.enum(APPLICATION_STATUSES).optional() },
  async run({ actor, db }, { taskId, status, ...page }) {
    if ((await findTaskOwner(db, taskId)) === undefined) throw notFound("task");
    return listPage(
      db,
      "camel",
      {
        name: "givegigs_applications",
        from: sql`proposals t`,
        joins: proposalJoins,
        view: applicationView,
        filters: status ? [byTask, byStatus] : [byTask],
        sort: byTime("oldest", sql`t.created_at`, "asc"),
      },
      {
        task: taskId,
        viewer: "userId" in actor ? actor.userId : null,
        ...(status && { status: status.toLowerCase() }),
      },
      page,
    );
  },
});
