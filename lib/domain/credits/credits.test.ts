import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { grantCredits } from "@/lib/domain/money/grant";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { bot, hired, person, postTask } from "@/local/testing/market";
import { getBalance } from "./balance";
import { listTransactions } from "./transactions";

afterAll(closeDatabase);

type Person = Awaited<ReturnType<typeof person>>;
const page = (actor: Person, input: object = {}) => run<any>(listTransactions, actor, input);

describe("balance and transactions", () => {
  let poster: Person;
  let worker: Person;
  beforeAll(async () => {
    poster = await person("Poster", { dollars: 100 });
    worker = await person("Worker", { dollars: 5 });
    const { task } = await hired(poster, worker, { title: "Big one", budget: 45 }, 40);
    const { deliverable } = await run<any>(submitDeliverable, worker, { taskId: task.id, content: "Done." });
    await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
    await run(cancelTask, poster, { taskId: (await postTask(poster, { title: "Off", budget: 10 })).id });
    await postTask(poster, { title: "Open", budget: 20 });
  });

  test("the balance tells what is free, held and earned", async () => {
    expect(await run(getBalance, poster, {})).toEqual({
      available: 40,
      reserved: 20,
      total: 60,
      currency: "USD",
      availableCents: 4000,
      reservedCents: 2000,
      totalCents: 6000,
      balanceCents: 4000,
      earningsBalanceCents: 0,
      lifetimeEarnedCents: 0,
      lifetimeWithdrawnCents: 0,
      autoRefillEnabled: false,
      contestedCents: 0,
      owedCents: 0,
    });
    expect(await run(getBalance, await bot(worker), {})).toMatchObject({
      available: 5,
      reserved: 0,
      earningsBalanceCents: 4000,
      lifetimeEarnedCents: 4000,
    });
    expect(await run(getBalance, await person(), {})).toMatchObject({ available: 0, total: 0 });
  });

  test("every movement is told in words, newest first, with the balance it left", async () => {
    const { items, total, nextCursor } = await page(poster);
    expect(items.map((t: any) => [t.type, t.amount, t.balanceAfterCents, t.description])).toEqual([
      ["hold", -20, 4000, "Held for “Open”"],
      ["return", 10, 6000, "Returned from “Off”"],
      ["hold", -10, 5000, "Held for “Off”"],
      ["return", 5, 6000, "Rest returned from “Big one”"],
      ["hold", -45, 5500, "Held for “Big one”"],
      ["grant", 100, 10000, "Promotional credits"],
    ]);
    expect([total, nextCursor]).toEqual([6, null]);
    expect(items[0].taskId).toMatch(/^task_/);
    expect(items.at(-1).taskId).toBeNull();
    for (const { id } of items) expect(id).toMatch(/^txn_[0-9a-hjkmnp-tv-z]{26}$/);
    expect(new Set(items.map((t: any) => t.id)).size).toBe(6);
    expect((await page(poster)).items.map((t: any) => t.id)).toEqual(items.map((t: any) => t.id));
    expect((await page(worker)).items.map((t: any) => [t.type, t.wallet, t.amount])).toEqual([
      ["earning", "earnings", 40],
      ["grant", "credits", 5],
    ]);
  });

  test("another account sees none of it, and nobody sees any without signing in", async () => {
    expect(await page(await person())).toMatchObject({ items: [], total: 0 });
    await expect(run(listTransactions, { kind: "anyone" }, {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  test("filters narrow it; bad ones are refused by name", async () => {
    expect((await page(poster, { type: "hold" })).items).toHaveLength(3);
    expect(await page(poster, { type: "return", wallet: "credits" })).toMatchObject({ total: 2 });
    expect((await page(poster, { from: new Date(Date.now() + 60_000).toISOString() })).items).toEqual([]);
    expect((await page(poster, { to: new Date(Date.now() + 60_000).toISOString() })).items).toHaveLength(6);
    await expect(page(poster, { type: "theft" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(page(poster, { from: "2026-02-01", to: "2026-01-01" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: [{ path: "to", message: "must be later than from" }],
    });
    for (const from of ["0000-01-01", "0001-01-01T00:00:00+12:00", "9999-12-31T23:00:00-12:00"])
      await expect(page(poster, { from })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect((await page(poster, { from: "0001-01-01", to: "9999-12-31" })).items).toHaveLength(6);
    await expect(page(poster, { cursor: "nonsense" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("cursors walk both wallets once through, also after a page that was reached by offset", async () => {
    const both = await person("Both", { dollars: 100 });
    for (let i = 0; i < 3; i++) {
      const { task } = await hired(poster, both, { budget: 2 }, 2);
      const { deliverable } = await run<any>(submitDeliverable, both, { taskId: task.id, content: "Done." });
      await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
      await postTask(both, { title: `Mine ${i}`, budget: 3 });
    }
    const all = (await page(both)).items.map((t: any) => t.id);
    expect(all).toHaveLength(7);
    for (const start of [{ limit: 2 }, { limit: 2, offset: 3 }]) {
      const seen: string[] = [];
      for (let at = await page(both, start); ; at = await page(both, { limit: 2, cursor: at.nextCursor })) {
        seen.push(...at.items.map((t: any) => t.id));
        if (!at.nextCursor) break;
      }
      expect(seen).toEqual(all.slice("offset" in start ? 3 : 0));
    }
  });

  test("cursors walk a history of one wallet alone", async () => {
    const earner = await person("Earner");
    for (let i = 0; i < 3; i++) {
      const { task } = await hired(poster, earner, { budget: 2 }, 2);
      const { deliverable } = await run<any>(submitDeliverable, earner, { taskId: task.id, content: "Done." });
      await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
    }
    const first = await page(earner, { limit: 2 });
    const rest = await page(earner, { limit: 2, cursor: first.nextCursor });
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([2, 1, null]);
    const forged = Buffer.from(`txn|1|txn_${"z".repeat(26)}`).toString("base64url");
    await expect(page(earner, { cursor: forged })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  test("a later moment of the product's clock is the moment that is told", async () => {
    const late = await person("Late");
    clock.advance(86_400_000);
    await db.transaction((tx) =>
      grantCredits({ db: tx as never, now: clock.now(), postings: [] }, late.userId, 100, "credits.test"),
    );
    const [grant] = (await page(late)).items;
    expect(Math.abs(Date.parse(grant.createdAt) - clock.now().getTime())).toBeLessThan(5000);
    clock.reset();
  });
});
