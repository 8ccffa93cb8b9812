import { and, eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import {
  actors,
  botProfiles,
  chargebacks,
  checkouts,
  logins,
  refills,
  refunds,
  stripeOps,
  tasks,
  users,
  withdrawals,
} from "@/db/schema";
import { findLogin } from "@/lib/auth/browser";
import { loadHolder } from "@/lib/auth/keys";
import { run } from "@/lib/core/run";
import { createKey } from "@/lib/domain/keys/create";
import { deposit } from "@/lib/domain/payments/deposit";
import { handlers } from "@/lib/domain/payments/handlers";
import { drainOps } from "@/lib/domain/payments/ops";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { commissionTask } from "@/lib/domain/tasks/commission";
import { stripe } from "@/lib/vendors/stripe";
import { codeOf, joined, lastMail, newcomer, PASSWORD, refusal } from "@/local/testing/accounts";
import { balance, bot, earn, hired, person, postTask, propose } from "@/local/testing/market";
import { control, eventsOf, hear, payPage } from "@/local/testing/stripe";
import { deleteAccount } from "./delete";
import { signIn } from "./sign-in";
import { signUp } from "./sign-up";
import { listUnsettled } from "./unsettled";

type Person = Awaited<ReturnType<typeof person>>;
const emailOf = ({ userId }: { userId: string }) => `${userId}@example.com`;
const leave = (who: Person, fields: object = {}) => run(deleteAccount, who, { email: emailOf(who), ...fields });
const rowOf = async ({ userId }: { userId: string }) => (await db.select().from(users).where(eq(users.id, userId)))[0]!;
const statusesOf = async ({ userId }: { userId: string }) =>
  (await db.select().from(checkouts).where(eq(checkouts.userId, userId))).map(({ status }) => status).sort();
const everything = () =>
  db.execute(sql`select (select json_agg(u order by u.id) from users u) as users, (select json_agg(a order by a.id) from actors a) as actors,
    (select json_agg(b order by b.id) from bot_profiles b) as bots, (select json_agg(k order by k.id) from api_keys k) as keys,
    (select json_agg(l order by l.id) from ledger_accounts l) as books, (select count(*) from mails) as mails`);

afterEach(async () => {
  await control("calm");
  expect(await db.execute(sql`select * from ledger_violations`)).toEqual([]);
});

describe("deleting an account", () => {
  test("nobody comes in any more, the person is forgotten, and the address is free", async () => {
    const who = await joined({ name: "Ada" });
    const { apiKey } = await run<any>(createKey, who.actor, { name: "mine" });
    const robo = await bot(who.actor, "Robo");
    const answer = await run(deleteAccount, who.actor, { email: who.email.toUpperCase(), password: PASSWORD });
    expect(answer).toEqual({ id: who.userId, deleted: true });
    expect(await rowOf(who)).toMatchObject({
      email: `${who.userId}@deleted.invalid`,
      passwordHash: null,
      stripeCustomer: null,
      deletedAt: expect.any(Date),
    });
    expect(await findLogin(who.sid)).toBeUndefined();
    expect(await codeOf(loadHolder(apiKey))).toBe("INVALID_API_KEY");
    expect(await codeOf(run(signIn, { kind: "anyone" }, { ...who, password: PASSWORD }))).toBe("INVALID_CREDENTIALS");
    const [card] = await db.select().from(actors).where(eq(actors.id, who.userId));
    expect(card!.name).toBe("Deleted account");
    const [profile] = await db.select().from(botProfiles).where(eq(botProfiles.id, robo.actorId));
    expect(profile!.deletedAt).toBeInstanceOf(Date);
    expect((await lastMail(who.email))?.subject).toBe("Your account is deleted");
    const again = { ...newcomer(), email: who.email, name: "Ada", password: PASSWORD, acceptTerms: "on" };
    expect(await run<any>(signUp, { kind: "anyone" }, again)).toMatchObject({
      userId: expect.not.stringMatching(who.userId),
    });
  });

  test("one that only a bot has a key of is deleted by its address alone", async () => {
    const who = await person();
    const key = { ...who, kind: "key" as const, keyId: "key_x" };
    expect(await run(deleteAccount, key, { email: emailOf(who) })).toMatchObject({ deleted: true });
  });

  test("the cards that Stripe keeps are deleted there; asked twice, once is enough", async () => {
    const who = await person();
    const { checkoutUrl, sessionId } = await run<any>(deposit, who, { amount: 25 });
    await payPage(checkoutUrl);
    await hear(await eventsOf(sessionId));
    const { stripeCustomer } = await rowOf(who);
    await leave(who, { giveUp: true });
    await control("fail", { route: "DELETE /v1/customers/*", when: "after", how: "drop", times: 1 });
    await drainOps(handlers, 10_000);
    await db.update(stripeOps).set({ nextAttemptAt: new Date(0) });
    await drainOps(handlers, 10_000);
    expect(await stripe().customers.retrieve(stripeCustomer!)).toMatchObject({ deleted: true });
    const [op] = await db.select().from(stripeOps).where(eq(stripeOps.kind, "customer.delete"));
    expect(op!.status).toBe("done");
    expect(await balance(`${who.userId}:credits:usd`)).toBe(0);
  });

  test("open pages to pay on, a bot's too, keep nobody: they are closed, and what was paid meanwhile goes back to the card", async () => {
    const who = await person();
    const [mine, robos] = [
      await run<any>(deposit, who, { amount: 25 }),
      await run<any>(deposit, await bot(who), { amount: 70 }),
    ];
    expect(await run<any>(deleteAccount, who, { email: emailOf(who) }, { dryRun: true })).toMatchObject({
      deleted: true,
    });
    expect(await statusesOf(who)).toEqual(["open", "open"]);
    await payPage(mine.checkoutUrl);
    await leave(who);
    expect(await statusesOf(who)).toEqual(["expired", "expired"]);
    await drainOps(handlers, 10_000);
    expect(await stripe().checkout.sessions.retrieve(robos.sessionId)).toMatchObject({ status: "expired" });
    expect(await statusesOf(who)).toEqual(["expired", "refunded"]);
    await hear(await eventsOf(mine.sessionId));
    await drainOps(handlers, 10_000);
    expect(await db.select().from(refunds).where(eq(refunds.userId, who.userId))).toMatchObject([
      { amount: 2500, taskId: null, status: "succeeded" },
    ]);
    expect(await balance(`${who.userId}:credits:usd`)).toBe(0);
  });

  test("money in the wallets is given up only by saying so, and is the platform's then", async () => {
    const who = await person("Rich", { dollars: 12 });
    await earn(who, 50);
    const no = await refusal(leave(who));
    expect(no).toMatchObject({ code: "MONEY_HELD", extra: { unsettled: [{ kind: "earnings" }, { kind: "credits" }] } });
    expect(no.message).toBe(
      "Settle this first. $0.50 earned: withdraw it, or give it up. $12.00 of credits: spend it, or give it up.",
    );
    await leave(who, { giveUp: "true" });
    expect([await balance(`${who.userId}:credits:usd`), await balance(`${who.userId}:earnings:usd`)]).toEqual([0, 0]);
    const [fees] = await db.execute<{ cents: number }>(
      sql`select sum(e.amount)::int as cents from ledger_entries e join ledger_accounts a on a.id = e.account_id
        join ledger_journals j on j.id = e.journal_id where j.ref_id = ${who.userId} and a.kind = 'fees'`,
    );
    expect(fees!.cents).toBe(1250);
  });
});

describe("deleting an account is refused, and nothing is written,", () => {
  const other = () => person("Other", { dollars: 200 });
  const begin: Record<string, (who: Person) => Promise<unknown>> = {
    gigs: (who) => postTask(who),
    work: async (who) => propose(who, (await postTask(await other())).id),
    payments: async ({ userId }) => {
      const id = "rfl_00000000000000000000000001";
      await db.insert(refills).values({ id, userId, amount: 700, paymentMethod: "pm_1" });
      return () => db.delete(refills).where(eq(refills.id, id));
    },
    withdrawals: async ({ userId }) => {
      const id = "payout_00000000000000000000000001";
      await db.insert(withdrawals).values({ id, userId, amount: 700 });
      return () => db.delete(withdrawals).where(eq(withdrawals.id, id));
    },
    refunds: async ({ userId }) => {
      await db
        .insert(refunds)
        .values({ id: "rfd_00000000000000000000000001", userId, paymentIntent: "pi_1", amount: 700 });
      return () => db.delete(refunds).where(eq(refunds.userId, userId));
    },
    contested_payments: async ({ userId }) => {
      const inquiry = { id: `dp_${userId}`, userId, paymentIntent: "pi_2", amount: 700, reason: "general" };
      await db.insert(chargebacks).values({ ...inquiry, status: "inquiry" });
    },
  };

  test.each(Object.keys(begin))("while there is something of %s, even by who gives up what is theirs", async (kind) => {
    const who = await person("Busy", { dollars: 100 });
    const undo = await begin[kind]!(who);
    const before = await everything();
    const no = await refusal(leave(who, { giveUp: true }));
    expect(no).toMatchObject({
      code: kind === "work" ? "INVALID_STATE" : "MONEY_HELD",
      extra: { unsettled: [{ kind, count: 1 }] },
    });
    expect(await everything()).toEqual(before);
    if (typeof undo === "function") await undo();
  });

  test("and told whole: every open thing with its money, the bots' too", async () => {
    const [who, poster, worker] = [await person("Both", { dollars: 300 }), await other(), await person("Worker")];
    const robo = await bot(who);
    await postTask(robo, { budget: 20 });
    await hired(who, worker, { budget: 45 });
    await hired(poster, robo, { budget: 30 }, 25);
    const { unsettled } = await run<any>(listUnsettled, who, {});
    expect(unsettled.map(({ kind, count, amountCents, ids }: any) => [kind, count, amountCents, ids.length])).toEqual([
      ["gigs", 2, 6500, 2],
      ["work", 1, 2500, 1],
      ["credits", 1, 23_500, 0],
    ]);
    expect(unsettled[0].message).toBe("2 unfinished gigs with $65.00 held: cancel them, or see them through.");
  });

  test.each([
    ["email", { email: "somebody@example.com" }],
    ["password", { password: undefined }],
    ["password", { password: "not the password" }],
  ])("with another %s", async (field, fields) => {
    const who = await joined();
    const no = await refusal(run(deleteAccount, who.actor, { email: who.email, password: PASSWORD, ...fields }));
    expect(no).toMatchObject({ code: "INVALID_INPUT", details: [{ path: field }] });
    expect((await rowOf(who)).deletedAt).toBeNull();
  });

  test("to its bots, and to nobody", async () => {
    const who = await person();
    expect(await codeOf(run(deleteAccount, await bot(who), { email: emailOf(who) }))).toBe("FORBIDDEN");
    expect(await codeOf(run(deleteAccount, { kind: "anyone" }, { email: emailOf(who) }))).toBe("UNAUTHENTICATED");
  });

  test("by a rehearsal", async () => {
    const who = await person();
    expect(await run(deleteAccount, who, { email: emailOf(who) }, { dryRun: true })).toMatchObject({ deleted: true });
    expect((await rowOf(who)).deletedAt).toBeNull();
  });
});

describe("deleting at the same moment", () => {
  test("as posting, paying, making a bot or signing in: one of both, and nothing is left on a deleted account", async () => {
    const lost: string[] = [];
    for (let n = 0; n < 12; n++) {
      const who = await person("Racer", { dollars: 50 });
      const [gone, posted] = await Promise.allSettled([
        leave(who, { giveUp: true }),
        run<any>(commissionTask, who, { title: `T${n}`, description: "D", category: "errands", budget: 50 }),
        run<any>(deposit, who, { amount: 20 }),
      ]);
      lost.push(gone.status, posted.status);
      if (gone.status === "rejected") continue;
      expect(posted.status).toBe("rejected");
      expect(await db.$count(tasks, eq(tasks.ownerId, who.userId))).toBe(0);
      expect(await db.$count(checkouts, and(eq(checkouts.userId, who.userId), eq(checkouts.status, "open")))).toBe(0);
    }
    expect(lost).toContain("rejected");
  });

  test("what comes for a deleted account afterwards is refused by the database", async () => {
    const who = await person("Late", { dollars: 0 });
    await leave(who);
    const post = { title: "Late", description: "D", category: "errands", paymentMethod: "none" };
    expect(await codeOf(run(commissionTask, who, post))).toBe("UNAUTHENTICATED");
    expect(await codeOf(run(deposit, who, { amount: 20 }))).toBe("UNAUTHENTICATED");
    expect(await db.$count(logins, eq(logins.userId, who.userId))).toBe(0);
  });

  test("once everything is settled it goes through", async () => {
    const who = await person("Done", { dollars: 45 });
    const task = await postTask(who);
    expect(await codeOf(leave(who, { giveUp: true }))).toBe("MONEY_HELD");
    await run(cancelTask, who, { taskId: task.id });
    expect(await leave(who, { giveUp: true })).toMatchObject({ deleted: true });
  });
});
