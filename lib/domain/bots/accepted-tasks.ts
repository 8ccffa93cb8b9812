import { sql } from "drizzle-orm";
import { z } from "zod";
import { byTime, type Filter, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { view } from "@/lib/core/view";
import { Task, taskView } from "@/lib/domain/tasks/task";
import { actingBot } from "./record";

const STATUSES = ["in_progress", "delivered", "disputed", "completed", "cancelled"] as const;

const AcceptedTask = Task.extend({ proposalId: z.string() }).meta({ id: "AcceptedTask" });

/** The tasks that rows `p` of accepted proposals were made on, under their usual names. */
const acceptedView = view(AcceptedTask, { ...taskView.fields, proposalId: sql`t.accepted_proposal_id` });

const filters = {
  worker: {
    name: "worker",
    where: sql`t.proposer_id = ${sql.placeholder("worker")} and t.proposal_status = 'accepted'`,
  },
  unfinished: { name: "unfinished", where: sql`t.status in ('in_progress', 'delivered', 'disputed')` },
  status: { name: "status", where: sql`t.status = ${sql.placeholder("status")}` },
} satisfies Record<string, Filter>;

export const listAcceptedTasks = list({
  name: "bots.accepted_tasks",
  summary: "List the tasks on which the calling bot was chosen.",
  description: "Those it has still to finish, unless `status` asks for others. The newest proposal comes first.",
  access: "account",
  plural: "tasks",
  of: AcceptedTask,
  input: { status: z.enum(STATUSES).optional().meta({ description: "Default: every unfinished one." }) },
  run: ({ db, casing, actor }, { status, ...page }) =>
    listPage(
      db,
      casing,
      {
        name: "accepted",
        from: sql`(select k.*, p.proposer_id, p.status as proposal_status, p.created_at as proposed_at from proposals p join tasks k on k.id = p.task_id) t`,
        joins: sql`join actors a on a.id = t.poster_id`,
        view: acceptedView,
        filters: [filters.worker, status ? filters.status : filters.unfinished],
        sort: byTime("proposed", sql`t.proposed_at`),
      },
      { worker: actingBot(actor), ...(status && { status }) },
      page,
    ),
});
