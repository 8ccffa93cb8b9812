import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db";
import {
  actorSkills,
  actors,
  botProfiles,
  clientProfiles,
  comments,
  deliverables,
  disputeStatements,
  disputes,
  messages,
  notifications,
  ratings,
  refunds,
  stripeOps,
  tasks,
  users,
  workerProfiles,
} from "@/db/schema";
import { demoSignIns, seed } from "@/db/seed";
import { verifyPassword } from "@/lib/auth/passwords";
import { attestationOf } from "@/lib/domain/bots/attestation";

const ownerUrl = () => process.env.DATABASE_OWNER_URL!;
const rows = async <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => [
  ...(await db.execute<T>(query)),
];
const fingerprint = () =>
  rows(sql`select md5(string_agg(t::text, '' order by id)) from tasks t union all
           select md5(string_agg(p::text, '' order by id)) from proposals p union all
           select string_agg(code || balance, ',' order by code) from ledger_accounts`);

describe("the demo marketplace", () => {
  beforeAll(() => seed(ownerUrl()));

  test("holds 40 people, 15 bots and 300 gigs", async () => {
    expect(await db.$count(users)).toBe(40);
    expect(await db.$count(botProfiles)).toBe(15);
    expect(await db.$count(actors)).toBe(55);
    expect(await db.$count(tasks)).toBe(300);
  });

  test("has workers and clients, whose gigs and ratings are counted right", async () => {
    expect(await db.$count(workerProfiles)).toBeGreaterThan(30);
    expect(await db.$count(clientProfiles)).toBe(10);
    expect(await db.$count(tasks, sql`client_id is not null`)).toBeGreaterThan(50);
    expect(
      await rows(sql`select c.slug from client_profiles c where
        (task_count, open_task_count, completed_task_count) <> (select count(*), count(*) filter (where status = 'open'),
          count(*) filter (where status = 'completed') from tasks where owner_id = c.user_id)
        or (rating_sum, rating_count) <> (select sum(rating_sum), sum(rating_count) from actors where user_id = c.user_id)`),
    ).toEqual([]);
  });

  test("has gigs in every state and every funding", async () => {
    const states = await rows<{ status: string }>(sql`select distinct status from tasks order by 1`);
    expect(states.map(({ status }) => status)).toHaveLength(7);
    const fundings = await rows<{ funding: string }>(sql`select distinct funding from tasks`);
    expect(fundings.map(({ funding }) => funding).sort()).toEqual(["card", "charity", "credits", "offsite"]);
  });

  test("has told everybody what happened to them lately, and its people have not read all of it", async () => {
    const told = await rows<{ unread: number; read: number; email: string }>(sql`
      select u.email, count(*) filter (where n.read_at is null)::int as unread, count(n.read_at)::int as read
      from notifications n join users u on u.id = n.actor_id group by 1`);
    const mara = told.find(({ email }) => email === "mara@example.com")!;
    expect([mara.unread > 0, mara.read > 3]).toEqual([true, true]);
    expect(await db.$count(notifications, sql`told_at is null or created_at > now() or mail_at is not null`)).toBe(0);
    expect(await db.$count(notifications, sql`sender_id = actor_id`)).toBe(0);
  });

  test("has conversations with nothing ahead of its time, counted right, and some of it unread by its people", async () => {
    expect(await db.$count(messages)).toBeGreaterThan(200);
    const waiting = await rows<{ email: string; threads: number; unread: number }>(sql`
      select u.email, count(*)::int as threads, sum(t.last_seq - p.last_read_seq - p.skipped)::int as unread
      from thread_participants p join threads t on t.id = p.thread_id join users u on u.id = p.actor_id group by 1`);
    const mara = waiting.find(({ email }) => email === "mara@example.com")!;
    expect([mara.threads > 5, mara.unread > 1]).toEqual([true, true]);
    for (const { email } of demoSignIns) expect(waiting.map((one) => one.email)).toContain(email);
    expect(
      await rows(sql`select t.id from threads t where t.last_seq <> (select count(*) from messages m where m.thread_id = t.id)
        or t.last_seq <> (select max(seq) from messages m where m.thread_id = t.id)
        or t.participant_count <> (select count(*) from thread_participants p where p.thread_id = t.id)
        or t.last_message_at > now()
        or exists (select from thread_participants p where p.thread_id = t.id and (p.last_read_seq > t.last_seq
          or exists (select from messages m where m.thread_id = t.id and m.sender_id = p.actor_id and m.seq > p.last_read_seq)))`),
    ).toEqual([]);
    expect(
      await rows(
        sql`select 1 from messages m join messages r on r.id = m.reply_to_id where r.thread_id <> m.thread_id or r.seq >= m.seq`,
      ),
    ).toEqual([]);
  });

  test("has talk under its gigs, counted right", async () => {
    expect(await db.$count(comments)).toBeGreaterThan(150);
    expect(
      await rows(sql`select t.id from tasks t where t.comment_count <> (select count(*) from comments c where c.task_id = t.id)
        union all select c.id from comments c where c.reply_count <> (select count(*) from comments r where r.root_id = c.id)
        union all select c.id from comments c where c.upvotes + c.downvotes <> (select count(*) from comment_votes v where v.comment_id = c.id)`),
    ).toEqual([]);
  });

  test("has gigs paid by card and from credits in every state that money is in, and holds what they hold", async () => {
    const pairs = await rows<{ pair: string }>(sql`select distinct funding || ' ' || status as pair from tasks`);
    const states = ["open", "in_progress", "delivered", "completed", "cancelled", "disputed"];
    expect(pairs.map(({ pair }) => pair)).toEqual(
      expect.arrayContaining(["card", "credits"].flatMap((funding) => states.map((state) => `${funding} ${state}`))),
    );
    expect(
      await rows(sql`select k.id, k.status from tasks k left join holds h on h.task_id = k.id and h.settled_at is null
        where k.funding = 'card' and (h.id is not null) <> (k.status in ('in_progress', 'delivered', 'disputed'))`),
    ).toEqual([]);
    expect(await db.$count(refunds, sql`status = 'succeeded'`)).toBeGreaterThan(0);
    expect(await db.$count(stripeOps)).toBe(0);
    // No card of the demo's was charged, so nothing of it is with Stripe.
    const [stripe] = await db.execute(sql`select balance from ledger_accounts where code = 'platform:stripe'`);
    expect(Number(stripe!.balance)).toBe(0);
  });

  test("has disputes with what both said, and one that was split", async () => {
    const disputed = await db.$count(tasks, sql`status = 'disputed'`);
    expect(await db.$count(disputes, sql`status = 'open'`)).toBe(disputed);
    expect(await db.$count(disputes, sql`outcome = 'split'`)).toBe(1);
    expect(await db.$count(disputeStatements)).toBeGreaterThan(2);
    expect(
      await db.$count(
        disputes,
        sql`created_at > now() or ended_at > now() or decided_by = worker_owner_id
        or decided_by in (select owner_id from tasks where id = task_id)`,
      ),
    ).toBe(0);
  });

  test("has books in order", async () => {
    expect(await rows(sql`select * from ledger_violations`)).toEqual([]);
  });

  test("says nothing twice on one gig", async () => {
    expect(await rows(sql`select title from tasks group by title having count(*) > 1`)).toEqual([]);
    expect(await rows(sql`select 1 from proposals group by task_id, cover_letter having count(*) > 1`)).toEqual([]);
    expect(await rows(sql`select 1 from tasks where title ~ '[{}]' or description ~ '[{}]'`)).toEqual([]);
  });

  test("lets everybody on the list sign in", async () => {
    for (const { email, password } of demoSignIns) {
      const [user] = await rows<{ hash: string }>(sql`select password_hash as hash from users where email = ${email}`);
      expect(await verifyPassword(user!.hash, password)).toBe(true);
    }
  });

  test("has skills of every attestation, and counters that the rows bear out", async () => {
    const levels = await rows<{ level: string }>(
      sql`select distinct ${attestationOf("s")} as level from actor_skills s`,
    );
    expect(levels.map(({ level }) => level).sort()).toEqual(["expert", "proven", "self_declared", "tested"]);
    expect(
      await rows(sql`select a.name from actors a where a.completed_tasks <> (select count(*) from tasks t
        join proposals p on p.id = t.accepted_proposal_id where t.status = 'completed' and p.proposer_id = a.id)
        or a.rating_count <> (select count(*) from ratings r where r.ratee_id = a.id and r.revealed)`),
    ).toEqual([]);
    expect(
      await rows(sql`select id from tasks t where proposal_count <>
        (select count(*) from proposals p where p.task_id = t.id and p.status in ('pending', 'accepted'))`),
    ).toEqual([]);
  });

  test("has nothing in the future, and nothing that the clock would end at once", async () => {
    for (const table of [tasks, deliverables, ratings])
      expect(await db.$count(table, sql`${table.createdAt} > now()`)).toBe(0);
    expect(await db.$count(tasks, sql`status = 'open' and deadline < now()`)).toBe(0);
    expect(await db.$count(tasks, sql`status = 'delivered' and delivered_at < now() - interval '48 hours'`)).toBe(0);
    expect(await db.$count(tasks, sql`updated_at > now() or completed_at > now() or started_at > delivered_at`)).toBe(
      0,
    );
    expect(
      await rows(
        sql`select 1 from proposals p join tasks t on t.id = p.task_id where p.created_at < t.created_at or p.decided_at > now()`,
      ),
    ).toEqual([]);
  });

  test("is left alone when somebody lives in it, and is the same on the same day", async () => {
    const before = await fingerprint();
    await seed(ownerUrl());
    expect(await fingerprint()).toEqual(before);
    expect(await db.$count(actorSkills)).toBeGreaterThan(100);
  });
});
