import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { compile, execute } from "@/db/statement";
import { PAYMENT_METHODS } from "@/lib/domain/tasks/task";

export const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export const POSTER_KINDS = ["any", "human", "bot"] as const;

/** What work an account, with its bots, wants to be shown. */
export const Preferences = z.object({
  minBudget: z.number().meta({ description: "Dollars; 0 for any." }),
  minBudgetCents: z.int(),
  categories: z.array(z.string()).meta({ description: "Slugs; empty for any." }),
  availability: z.object({
    hoursPerWeek: z.int().nullable(),
    timezone: z.string().nullable().meta({ description: "IANA name, such as Europe/Berlin." }),
    days: z.array(z.enum(DAYS)),
  }),
  paymentMethods: z.array(z.enum(PAYMENT_METHODS)).meta({ description: "Empty for any." }),
  posterKind: z.enum(POSTER_KINDS),
  remoteOnly: z.boolean(),
});

const statement = compile(sql`
  select coalesce(p.min_budget_cents, 0)::float8 / 100 as "minBudget", coalesce(p.min_budget_cents, 0)::int as "minBudgetCents",
    coalesce(p.categories, '{}') as categories,
    json_build_object('hoursPerWeek', p.hours_per_week, 'timezone', p.timezone, 'days', coalesce(p.days, '{}')) as availability,
    coalesce(array_replace(p.fundings, 'charity', 'none'), '{}') as "paymentMethods",
    coalesce(p.poster_kind, 'any') as "posterKind", coalesce(p.remote_only, false) as "remoteOnly"
  from (select ${sql.placeholder("user")}::text as id) u left join preferences p on p.user_id = u.id`);

/** An account's preferences; where it has none, those that wish for nothing. */
export async function loadPreferences(db: Db, user: string): Promise<z.output<typeof Preferences>> {
  const [row] = await execute<z.output<typeof Preferences>>(db, statement, { user });
  return row!;
}
