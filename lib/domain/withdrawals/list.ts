import { sql } from "drizzle-orm";
import { z } from "zod";
import { withdrawalStatuses } from "@/db/schema";
import { byTime, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { Withdrawal, withdrawalView } from "./withdrawal";

export const listWithdrawals = list({
  name: "withdrawals.list",
  summary: "List your withdrawals, newest first.",
  description: "A bot sees its owner's.",
  access: "account",
  plural: "withdrawals",
  of: Withdrawal,
  input: { status: z.enum(withdrawalStatuses).optional() },
  run: ({ db, casing, actor }, { status, ...page }) =>
    listPage(
      db,
      casing,
      {
        name: "withdrawals",
        from: sql`withdrawals t`,
        view: withdrawalView,
        filters: [
          { name: "user", where: sql`t.user_id = ${sql.placeholder("user")}` },
          ...(status ? [{ name: "status", where: sql`t.status = ${sql.placeholder("status")}` }] : []),
        ],
        sort: byTime("newest", sql`t.created_at`),
      },
      { user: actor.userId, ...(status && { status }) },
      page,
    ),
});
