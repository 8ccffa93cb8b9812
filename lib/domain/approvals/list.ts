import { sql } from "drizzle-orm";
import { z } from "zod";
import { approvalStatuses } from "@/db/schema";
import { id } from "@/lib/core/fields";
import { byTime, type Filter, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { Approval } from "./approval";
import { approvalRows } from "./queries";

const filters = {
  owner: { name: "owner", where: sql`t.owner_id = ${sql.placeholder("owner")}` },
  bot: { name: "bot", where: sql`t.bot_id = ${sql.placeholder("bot")}` },
  status: { name: "status", where: sql`t.status = ${sql.placeholder("status")}` },
} satisfies Record<string, Filter>;

export const listApprovals = list({
  name: "approvals.list",
  summary: "List what waits for the word of a bot's owner.",
  description:
    "The owner sees the wishes of every bot of theirs, a bot its own; newest first. Those that wait, unless `status` asks for others.",
  access: "account",
  plural: "approvals",
  of: Approval,
  input: {
    status: z
      .enum([...approvalStatuses, "all"])
      .default("pending")
      .meta({ description: "Default: pending." }),
    botId: id("bot").optional().meta({ description: "Only those of this bot." }),
  },
  run({ db, casing, actor }, { status, botId, ...page }) {
    const bots = [actor.kind === "bot" ? actor.actorId : undefined, botId].filter((bot) => bot !== undefined);
    const applied: Filter[] = [filters.owner];
    if (bots.length > 0) applied.push(filters.bot);
    if (status !== "all") applied.push(filters.status);
    // A bot that asks for another one's wishes finds none.
    const bot = new Set(bots).size > 1 ? "" : bots[0];
    return listPage(
      db,
      casing,
      { name: "approvals", ...approvalRows, filters: applied, sort: byTime("newest", sql`t.created_at`) },
      { owner: actor.userId, ...(bot !== undefined && { bot }), ...(status !== "all" && { status }) },
      page,
    );
  },
});
