import { sql } from "drizzle-orm";
import { z } from "zod";
import { byTime, type Filter, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { isArchived, listedThreadView, ownThreads, THREAD_STATUSES, THREAD_TYPES, Thread, threadJoins } from "./thread";

const ofType: Filter = { name: "type", where: sql`t.kind = ${sql.placeholder("type")}` };
const ofStatus: Record<(typeof THREAD_STATUSES)[number], Filter> = {
  ACTIVE: { name: "active", where: sql`not ${isArchived} and t.hired_at is null` },
  HIRED: { name: "hired", where: sql`not ${isArchived} and t.hired_at is not null` },
  ARCHIVED: { name: "archived", where: isArchived },
};

export const listThreads = list({
  name: "chat.list",
  summary: "List your threads.",
  description: "Those you are in, by their most recent message.",
  access: "account",
  plural: "threads",
  of: Thread,
  input: { type: z.enum(THREAD_TYPES).optional(), status: z.enum(THREAD_STATUSES).optional() },
  run({ db, casing, actor }, { type, status, ...page }) {
    const filters: Filter[] = [];
    if (type) filters.push(ofType);
    if (status) filters.push(ofStatus[status]);
    return listPage(
      db,
      casing,
      {
        name: "threads",
        from: ownThreads,
        joins: threadJoins,
        view: listedThreadView,
        filters,
        sort: byTime("latest", sql`t.last_message_at`),
      },
      { me: actor.actorId, ...(type && { type: type.toLowerCase() }) },
      page,
    );
  },
});
