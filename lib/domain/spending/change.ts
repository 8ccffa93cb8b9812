import { sql } from "drizzle-orm";
import { compile, execute } from "@/db/statement";
import type { Context } from "@/lib/core/context";
import { Postponed } from "@/lib/core/postponed";
import { requestApproval } from "@/lib/domain/approvals/request";
import { usd } from "@/lib/domain/money/ledger";
import type { TaskRow } from "@/lib/domain/tasks/queries";
import { isFunded } from "@/lib/domain/tasks/task";
import { loadLimits } from "./limits";
import { refuseCategory } from "./spend";

/** What money is spent on, in words: whoever said yes to a spend, or named categories, meant this. */
const MEANT = ["title", "description", "category", "requiredSkills", "acceptanceCriteria"] as const;

const spentOn = compile(sql`select coalesce(sum(cents - returned), 0)::float8 as cents from bot_spends
  where task_id = ${sql.placeholder("task")} and bot_id = ${sql.placeholder("bot")}`);

/**
 * A bot's change to a task that it pays for here: limits that held for posting it hold for what it is turned into, or they would be
 * none. Of people it asks nothing. Call it with the task's row locked, after a spend of the same change.
 * Refuses SPENDING_LIMIT_EXCEEDED where the bot may not spend on the new category; and postpones the change where the task
 * costs more than the bot may spend without its owner's word, which was given for what it said before.
 */
export async function holdToLimits(ctx: Context<any>, before: TaskRow, wanted: Partial<TaskRow>): Promise<void> {
  if (ctx.actor.kind !== "bot" || !isFunded(before.funding)) return;
  const changed = MEANT.filter(
    (name) => wanted[name] !== undefined && JSON.stringify(wanted[name]) !== JSON.stringify(before[name]),
  );
  if (changed.length === 0) return;
  const bot = ctx.actor.actorId as string;
  const after = { id: before.id, title: wanted.title ?? before.title, category: wanted.category ?? before.category };
  const { allowedCategories, requireApprovalAboveCents: above } = await loadLimits(ctx.db, bot);
  const [spent] = await execute<{ cents: number }>(ctx.db, spentOn, { task: before.id, bot });
  const { cents } = spent!;
  if (changed.includes("category")) refuseCategory(allowedCategories, cents, after);
  if (above === null || cents <= above || ctx.approvedCents !== undefined) return;
  throw new Postponed((again, wish) =>
    requestApproval(again, wish, {
      ...after,
      cents,
      because: `${usd(cents)} is spent on it, more than ${usd(above)} on a task needs your owner's word, and that was given for what it said before`,
    }),
  );
}
