import { sql } from "drizzle-orm";
import { z } from "zod";
import { disputeStatuses } from "@/db/schema";
import { id } from "@/lib/core/fields";
import { byTime, type Filter, type ListPlan, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { Dispute, disputeJoins, disputeView } from "./dispute";

const filters = {
  party: {
    name: "party",
    where: sql`(t.worker_owner_id = ${sql.placeholder("party")} or exists (select from tasks o where o.id = t.task_id and o.owner_id = ${sql.placeholder("party")}))`,
  },
  // A bot is a party where it posted, or was hired: what its owner's other bots are in is not its own.
  bot: {
    name: "bot",
    where: sql`(exists (select from proposals o where o.id = t.proposal_id and o.proposer_id = ${sql.placeholder("bot")})
      or exists (select from tasks o where o.id = t.task_id and o.poster_id = ${sql.placeholder("bot")}))`,
  },
  taskId: { name: "taskId", where: sql`t.task_id = ${sql.placeholder("taskId")}` },
  status: { name: "status", where: sql`t.status = ${sql.placeholder("status")}` },
  ended: { name: "ended", where: sql`t.status <> 'open'` },
} satisfies Record<string, Filter>;

const plan = (name: string, applied: Filter[], direction: "asc" | "desc"): ListPlan => ({
  name,
  from: sql`disputes t`,
  joins: disputeJoins,
  view: disputeView,
  filters: applied,
  sort: byTime(direction === "asc" ? "oldest" : "newest", sql`t.created_at`, direction),
});

export const listDisputes = list({
  name: "disputes.list",
  summary: "List the disputes you are a party to.",
  description:
    "As poster or as worker, the newest first. There are no others to list: `mine` may be said and changes nothing.",
  access: "account",
  plural: "disputes",
  of: Dispute,
  input: {
    mine: z.boolean().optional(),
    taskId: id("task").optional(),
    status: z.enum(disputeStatuses).optional(),
  },
  run({ actor, db, casing }, { taskId, status, mine: _, ...page }) {
    const applied: Filter[] = [filters.party];
    const isBot = actor.actorId !== actor.userId;
    if (isBot) applied.push(filters.bot);
    if (taskId) applied.push(filters.taskId);
    if (status) applied.push(filters.status);
    const values = {
      party: actor.userId,
      ...(isBot && { bot: actor.actorId }),
      ...(taskId && { taskId }),
      ...(status && { status }),
    };
    return listPage(db, casing, plan("disputes", applied, "desc"), values, page);
  },
});

export const listDisputeQueue = list({
  name: "moderation.disputes",
  summary: "List the disputes that wait for a moderator, or have ended.",
  description: "Open ones are listed the oldest first, ended ones the newest first.",
  access: "moderator",
  plural: "disputes",
  of: Dispute,
  input: { status: z.enum(["open", "ended"]).default("open") },
  run: ({ db, casing }, { status, ...page }) =>
    status === "open"
      ? listPage(db, casing, plan("queue", [filters.status], "asc"), { status }, page)
      : listPage(db, casing, plan("queue", [filters.ended], "desc"), {}, page),
});
