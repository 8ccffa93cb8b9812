import { sql } from "drizzle-orm";
import type { Db } from "@/db";
import { compile, execute } from "@/db/statement";
import type { Account } from "@/lib/core/context";

const any = compile(sql`select (exists (select from worker_profiles where id = ${sql.placeholder("user")})
  or exists (select from client_profiles where user_id = ${sql.placeholder("user")})) as known`);

/** Whether the account has a worker or a client profile, or acts as a bot, whose own profile is one. */
export async function hasProfile(db: Db, actor: Account): Promise<boolean> {
  if (actor.kind === "bot") return true;
  const [row] = await execute<{ known: boolean }>(db, any, { user: actor.userId });
  return row!.known;
}
