import { sql } from "drizzle-orm";
import { z } from "zod";
import { taskStatuses } from "@/db/schema";
import { Moment } from "@/lib/core/fields";
import { byTime, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { given, inDollars, utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";

/** A task of the account's with money held for it. */
export const HeldPayment = z
  .object({
    taskId: z.string(),
    title: z.string(),
    status: z.enum(taskStatuses),
    amount: z.number().meta({ description: "Dollars held now." }),
    amountCents: z.int(),
    feeCents: z.int().meta({ description: "The fee in it, if the worker gets all of it." }),
    currency: z.string(),
    source: z.enum(["credits", "card"]).meta({ description: "What it came from, and goes back to." }),
    poster: ActorCard,
    worker: ActorCard.nullable().meta({ description: "Null while nobody is chosen." }),
    heldAt: Moment,
    deliveredAt: Moment.nullable(),
  })
  .meta({ id: "HeldPayment" });

/** Rows `t` of tasks with their live hold `h`, poster `a`, and the accepted proposal `p` of worker `b`. */
const heldView = view(HeldPayment, {
  taskId: sql`t.id`,
  title: sql`t.title`,
  status: sql`t.status`,
  amount: inDollars(sql`h.gross`),
  amountCents: sql`h.gross`,
  feeCents: sql`h.gross * h.fee_bps / 10000`,
  currency: sql`t.currency`,
  source: sql`h.source`,
  poster: actorCard("a", sql`t.by_ai`),
  worker: given(sql`b.id is not null`, actorCard("b", sql`p.by_ai`)),
  heldAt: utc(sql`h.created_at`),
  deliveredAt: sql`case when t.status = 'delivered' then ${utc(sql`t.delivered_at`)} end`,
});

export const listHeld = list({
  name: "credits.held",
  summary: "List your tasks that have money held, newest first.",
  description:
    "Those from credits make up `reserved` of the balance; those from a card stand beside it. A bot sees its owner's.",
  access: "account",
  plural: "held",
  of: HeldPayment,
  input: {},
  run: ({ db, casing, actor }, page) =>
    listPage(
      db,
      casing,
      {
        name: "held",
        from: sql`tasks t`,
        joins: sql`join holds h on h.task_id = t.id and h.settled_at is null join actors a on a.id = t.poster_id
          left join proposals p on p.id = t.accepted_proposal_id left join actors b on b.id = p.proposer_id`,
        view: heldView,
        filters: [
          {
            name: "owner",
            where: sql`t.owner_id = ${sql.placeholder("owner")} and t.status in ('open', 'in_progress', 'delivered', 'disputed')
              and exists (select from holds l where l.task_id = t.id and l.settled_at is null)`,
          },
        ],
        sort: byTime("newest", sql`t.created_at`),
      },
      { owner: actor.userId },
      page,
    ),
});
