import type { Db } from "@/db";
import { execute, type Statement, type Values } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import type { Account } from "@/lib/core/context";
import { Json } from "@/lib/core/json";
import type { Page } from "@/lib/core/page";

type PageRequest = { limit: number; offset: number };
type Ctx = { db: Db; actor: Account; casing: Casing; now: Date };

export const RANKED_LIMIT = 20;

/** A page of a ranking. Scores move with every task and deed, so there is no cursor: pages are asked for by offset. */
export async function rankedPage(
  ctx: Ctx,
  statement: Statement,
  page: PageRequest,
  values: Values = {},
): Promise<Page> {
  const [row] = await execute<{ items: string; total: number; found: number }>(ctx.db, statement, {
    actor: ctx.actor.actorId,
    user: ctx.actor.userId,
    now: ctx.now.toISOString(),
    limit: page.limit,
    offset: page.offset,
    ...values,
  });
  return {
    items: new Json(row!.items, ctx.casing, row!.found),
    total: row!.total,
    totalIsEstimate: false,
    limit: page.limit,
    offset: page.offset,
    nextCursor: null,
  };
}

/** A statement for each casing, composed when it is first asked for. */
export function perCasing(compose: (casing: Casing) => Statement): (casing: Casing) => Statement {
  const known = new Map<Casing, Statement>();
  return (casing) => {
    const statement = known.get(casing) ?? compose(casing);
    known.set(casing, statement);
    return statement;
  };
}
