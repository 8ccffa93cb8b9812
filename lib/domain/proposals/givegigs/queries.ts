import { sql } from "drizzle-orm";
import type { Db } from "@/db";
import type { Account } from "@/lib/core/context";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { findOne } from "@/lib/core/list";
import { proposalJoins } from "../proposal";
import { applicationView } from "./application";

/** The application in GiveGigs' words as `actor` may see it, as JSON. */
export async function loadApplication(db: Db, actor: Account, id: string): Promise<Json<any>> {
  const plan = {
    name: "givegigs_application",
    from: sql`proposals t`,
    joins: proposalJoins,
    view: applicationView,
    where: sql`t.id = ${sql.placeholder("id")}`,
  };
  const found = await findOne(db, "camel", plan, { id, viewer: actor.userId });
  if (!found) throw notFound("application");
  return found as Json<any>;
}
