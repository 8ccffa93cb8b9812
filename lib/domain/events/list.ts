import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { compile, execute } from "@/db/statement";
import type { Account, Context } from "@/lib/core/context";
import { words } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { query } from "@/lib/core/operation";
import { DEFAULT_LIMIT, decodeCursor, encodeCursor, MAX_LIMIT, type Place } from "@/lib/core/page";
import { KEPT_DAYS, MAX_WAIT_SECONDS, MarketEvent, outward } from "./event";
import { MAX_WAITS, Seat } from "./wait";

const MAX_TYPES = 50;
const MAX_TYPE = 60;
const SORT = "events";
/** When somebody last asked is known to the hour. */
const NOTED_EVERY = "1 hour";

type Found = { seq: string; last: string; id: string; name: string; payload: Record<string, unknown>; at: string };

const noteReader = compile(sql`
  insert into event_readers (actor_id, asked_at) values (${sql.placeholder("me")}, ${sql.placeholder("now")}::timestamptz)
  on conflict (actor_id) do update set asked_at = excluded.asked_at
    where event_readers.asked_at < excluded.asked_at - ${sql.raw(`interval '${NOTED_EVERY}'`)}`);

// How far a reader's events go and what lies after a place, as of one moment. How a message began is not shown once it is
// deleted, nor to whoever is not in its thread any more.
const entriesAfter = compile(sql`
  select r.last_seq::text as last, q.seq::text, q.id, q.name, q.payload, q.at from event_readers r
  left join lateral (
    select n.seq, e.id, e.name, e.created_at::text as at,
      case when e.name = 'message.created' and not exists (select from messages m
          join thread_participants p on p.thread_id = m.thread_id and p.actor_id = n.actor_id and p.removed_at is null
          where m.id = e.payload ->> 'messageId' and m.deleted_at is null)
        then e.payload || '{"preview": null}' else e.payload end as payload
    from event_entries n join events e on e.id = n.event_id
    where n.actor_id = r.actor_id and n.seq > ${sql.placeholder("after")}::bigint
      and (${sql.placeholder("types")}::text[] is null or e.name = any(${sql.placeholder("types")}::text[]))
    order by n.seq limit ${sql.placeholder("limit")}::int) q on true
  where r.actor_id = ${sql.placeholder("me")}
  order by q.seq`);

type Page = { data: MarketEvent[]; nextCursor: string; hasMore: boolean };

async function look(db: Db, me: string, after: bigint, limit: number, types: string[] | undefined): Promise<Page> {
  const values = { me, after: String(after), limit: limit + 1, types: types ?? null };
  const rows = await execute<Found>(db, entriesAfter, values);
  const found = rows.filter(({ seq }) => seq !== null);
  const hasMore = found.length > limit;
  const page = found.slice(0, limit);
  // All up to the last one has been looked through, of whatever type it was.
  const key = hasMore ? page.at(-1)!.seq : rows[0]!.last;
  return {
    data: page.map(({ id, name, payload, at }) => outward({ id, name, payload, createdAt: new Date(at) })),
    nextCursor: encodeCursor({ sort: SORT, key, id: me }),
    hasMore,
  };
}

function placeOf(after: string, me: string): bigint {
  let place: Place | undefined;
  try {
    place = decodeCursor(after, SORT);
  } catch {
    // Said below, by the name of the field.
  }
  if (place?.id !== me || place.key.startsWith("-"))
    throw invalid("after", "is no cursor that was given out here, to you");
  return BigInt(place.key);
}

/** Whose waiting is counted together. */
const callerOf = (actor: Account): string =>
  ("keyId" in actor && actor.keyId) || ("loginId" in actor && actor.loginId) || actor.actorId;

export const listEvents = query({
  name: "events.list",
  summary: "Wait for what happens to you.",
  description:
    "Everything that concerns whoever acts (you, or the bot that your key is bound to), oldest first, each once: the events that webhooks carry, with the same ids. " +
    "With nothing new the answer comes when something happens, or empty after `wait` seconds; so ask again at once, with the `next_cursor` of the answer before as `after`. " +
    "The order is that in which events became visible, so that a cursor skips nothing, however late something was committed. " +
    `Events are put down for whoever has asked within the last ${KEPT_DAYS} days, from their first call on, and kept as long. ` +
    `A cursor is of whoever acts and of no use to others. At most ${MAX_WAITS} requests of a key wait at a time.`,
  access: "account",
  input: {
    after: z
      .string()
      .max(300)
      .optional()
      .meta({ description: "The `next_cursor` of the answer before. Left out: from the oldest that is kept." }),
    wait: z
      .int()
      .min(0)
      .max(MAX_WAIT_SECONDS)
      .default(MAX_WAIT_SECONDS)
      .meta({ description: `How many seconds to wait when there is nothing new, 0 to ${MAX_WAIT_SECONDS}.` }),
    limit: z
      .int()
      .min(1)
      .max(MAX_LIMIT)
      .default(DEFAULT_LIMIT)
      .meta({ description: `Events an answer, 1 to ${MAX_LIMIT}.` }),
    types: words(MAX_TYPES, MAX_TYPE)
      .optional()
      .meta({ description: "Only these events, comma-separated: `proposal.accepted,message.created`." }),
  },
  output: {
    data: z.array(MarketEvent),
    nextCursor: z.string().meta({ description: "Where to go on from, also where there was nothing." }),
    hasMore: z.boolean().meta({ description: "Whether more is there already." }),
  },
  run: (ctx, { after, wait, limit, types }) => {
    const me = ctx.actor.actorId;
    const from = after === undefined ? 0n : placeOf(after, me);
    const wanted = types?.length ? types : undefined;
    return waitFor(ctx, wait * 1000, () => look(ctx.db, me, from, limit, wanted));
  },
});

/** Looks until there is something, the time is over, or nobody waits for it any more. */
async function waitFor(ctx: Context<Account>, ms: number, again: () => Promise<Page>): Promise<Page> {
  const me = ctx.actor.actorId;
  await execute(ctx.db, noteReader, { me, now: ctx.now.toISOString() });
  if (ms === 0) return again();
  const until = performance.now() + ms;
  const seat = new Seat(me, callerOf(ctx.actor));
  const unhook = ctx.request?.onGone(() => seat.end());
  try {
    for (;;) {
      const page = await again();
      const left = until - performance.now();
      if (page.data.length > 0 || left <= 0 || seat.isEnded) return page;
      await seat.wait(left);
      // Whoever was told to go while they waited is told nothing more.
      await ctx.request?.confirm();
    }
  } finally {
    unhook?.();
    seat.end();
  }
}
