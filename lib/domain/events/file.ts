import { sql } from "drizzle-orm";
import { compile, execute } from "@/db/statement";
import { transact } from "@/lib/core/transaction";
import type { Event } from "@/lib/events/catalog";
import { audienceOf } from "./audience";
import { KEPT_MS } from "./event";

const isReadAtAll = compile(
  sql`select exists (select from event_readers where asked_at > ${sql.placeholder("since")}::timestamptz) as yes`,
);

// The event's row is locked, so that one that is told twice at once is put down once; readers in the order of their ids, in
// which everybody locks them. What was put down later has the higher number, whenever the event's own transaction began.
const entry = compile(sql`
  with fresh as (select id from events e where id = ${sql.placeholder("event")}
      and not exists (select from event_entries where event_id = e.id) for update),
    readers as (select actor_id from event_readers where actor_id = any(${sql.placeholder("to")}::text[])
      and asked_at > ${sql.placeholder("since")}::timestamptz and exists (select from fresh) order by actor_id for update),
    counted as (update event_readers r set last_seq = r.last_seq + 1 from readers where r.actor_id = readers.actor_id
      returning r.actor_id, r.last_seq)
  insert into event_entries (actor_id, seq, event_id, created_at)
    select actor_id, last_seq, ${sql.placeholder("event")}, ${sql.placeholder("now")}::timestamptz from counted`);

/** Puts an event down for everybody whom it concerns and who reads events: once, however often it is told. */
export const fileEvent = (event: Event): Promise<void> =>
  transact({ kind: "system", job: "events" }, async ({ db, now }) => {
    const readSince = new Date(now.getTime() - KEPT_MS);
    const since = readSince.toISOString();
    const [read] = await execute<{ yes: boolean }>(db, isReadAtAll, { since });
    if (!read!.yes) return;
    const to = await audienceOf(db, event, readSince);
    if (to.length > 0) await execute(db, entry, { event: event.id, to, since, now: now.toISOString() });
  });
