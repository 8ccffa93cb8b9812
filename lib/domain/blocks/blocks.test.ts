import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { blockResponses, blockResults, blockTasks } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { plain } from "@/lib/core/json";
import { run } from "@/lib/core/run";
import { verifyLedger } from "@/lib/domain/money/verify";
import { setCommissioning } from "@/lib/domain/spending/commissioning";
import { runClock } from "@/lib/events/clock";
import { ASKED, counted, filled, ITEMS, post, refusal, respond, results, rowOf } from "@/local/testing/blocks";
import { setFees } from "@/local/testing/fees";
import { balance, bot, person } from "@/local/testing/market";
import { countConsensus } from "./consensus-now";
import { sumHeldBlocks } from "./held";
import { listBlocks } from "./list";
import { loadBlock } from "./load";
import { payBlock } from "./pay";
import { loadBlockStanding } from "./standing";

const creditsOf = ({ userId }: Account) => balance(`${userId}:credits:usd`);
const _earningsOf = ({ userId }: Account) => balance(`${userId}:earnings:usd`);

let poster: Account;
let crowd: Account[];
beforeAll(async () => {
  crowd = await Promise.all(Array.from({ length: 12 }, (_, n) => person(`Worker ${n}`)));
});
beforeEach(async () => {
  poster = await person("Pia", { dollars: 200 });
});
afterEach(async () => {
  setFees();
  clock.reset();
  expect((await verifyLedger()).violations).toEqual([]);
});

describe("posting a block task", () => {
  test("holds the pay of all its workers, and shows what is asked without what is known", async () => {
    const items = [...ITEMS, { id: "g1", prompt: "It never arrived.", gold: "yes" }];
    const block = await post(poster, {
      items,
      license: { type: "CC-BY-4.0", price: 49 },
      payoutPolicy: "base_plus_bonus",
    });
    expect(block).toMatchObject({
      status: "open",
      itemCount: 4,
      workerCount: 3,
      responseCount: 0,
      budgetPerWorker: 2.5,
      heldCents: 750,
      payoutPolicy: "base_plus_bonus",
      license: { type: "CC-BY-4.0", price: 49 },
      poster: { isBot: false },
    });
    expect([await creditsOf(poster), await balance(`${block.id}:escrow:usd`)]).toEqual([20_000 - 750, 750]);
    expect(await run(sumHeldBlocks, poster, {})).toEqual({ count: 1, cents: 750 });
    expect((await run<any>(loadBlockStanding, poster, { blockId: block.id })).standing.role).toBe("poster");
    expect((await run<any>(loadBlockStanding, await bot(poster), { blockId: block.id })).standing).toMatchObject({
      role: "visitor",
      isOwn: true,
    });
    const seen = (plain(await run<any>(loadBlock, crowd[0]!, { blockId: block.id })) as any).block;
    expect(seen.items.map(({ id }: any) => id)).toEqual(["r1", "r2", "r3", "g1"]);
    expect(JSON.stringify(seen)).not.toContain("gold");
    expect(
      (plain(await run<any>(listBlocks, { kind: "anyone" } as never, { limit: 100 })) as any).items,
    ).toContainEqual(expect.objectContaining({ id: block.id }));
  });

  test("without items it asks its title; without credits there is no block", async () => {
    const block = await post(poster, { items: undefined, responseType: "boolean", options: undefined });
    expect((plain(await run<any>(loadBlock, poster, { blockId: block.id })) as any).block.items).toEqual([
      { id: "1", prompt: ASKED.title, options: null },
    ]);
    expect(await refusal(post(poster, { budgetPerWorker: 1_000 }))).toBe("INSUFFICIENT_CREDITS");
    expect(await db.select().from(blockTasks).where(eq(blockTasks.ownerId, poster.userId))).toHaveLength(1);
  });

  test.each<[string, object, string]>([
    ["no budget", { budgetPerWorker: undefined }, "budgetPerWorker"],
    ["choice without options", { options: undefined }, "items.0.options"],
    ["an option twice", { options: ["yes", "yes"] }, "options"],
    ["options for a text", { responseType: "text" }, "options"],
    ["an id twice", { items: [ITEMS[0], ITEMS[0]] }, "items.1.id"],
    ["gold that is no option", { items: [{ id: "a", prompt: "?", gold: "maybe" }] }, "items.0.gold"],
    ["a survey with a method", { mode: "survey", method: "majority" }, "method"],
    ["a survey that pays by agreement", { mode: "survey", payoutPolicy: "agreement" }, "payoutPolicy"],
    ["a method of another type", { method: "borda" }, "method"],
    ["too many answers", { workerCount: 1001 }, "workerCount"],
    ["a deadline that has passed", { deadline: "2020-01-01T00:00:00Z" }, "deadline"],
    ["a licence that does not exist", { license: { type: "MIT", price: 1 } }, "license.type"],
    [
      "an early stop past the last worker",
      { earlyStop: { minResponses: 4, confidence: 0.9 } },
      "earlyStop.minResponses",
    ],
  ])("refuses %s, naming the field, and writes nothing", async (_, fields, path) => {
    const error = await post(poster, fields).catch((thrown) => thrown);
    expect(error.code).toBe("INVALID_INPUT");
    expect(error.details.map((one: any) => one.path)).toContain(path);
    expect(await creditsOf(poster)).toBe(20_000);
  });

  test("a bot's limits hold for it", async () => {
    const robo = await bot(poster);
    await run(setCommissioning, poster, { botId: robo.actorId, dailyMaxCents: 1_000 });
    await post(robo);
    expect(await refusal(post(robo))).toBe("SPENDING_LIMIT_EXCEEDED");
  });
});

describe("answering", () => {
  test("two hundred at one moment for nine places: nine, and the rest is told so", async () => {
    const many = await Promise.all(Array.from({ length: 200 }, (_, n) => person(`Rush ${n}`)));
    const block = await post(poster, { workerCount: 9, budgetPerWorker: 1 });
    const outcomes = await Promise.all(many.map((who) => refusal(respond(who, block.id))));
    const tally = (word: string) => outcomes.filter((one) => one === word).length;
    expect([tally("done"), tally("BLOCK_FULL")]).toEqual([9, 191]);
    expect((await counted(block.id)).taken).toBe(9);
    const rows = await db.select().from(blockResponses).where(eq(blockResponses.blockId, block.id));
    expect(rows.map(({ slot }) => slot).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("one account with a browser, a key and three bots answers once, also when all ask at once", async () => {
    const owner = await person("Many");
    const bots = await Promise.all([1, 2, 3].map((n) => bot(owner, `Bot ${n}`)));
    const key: Account = { kind: "key", userId: owner.userId, actorId: owner.actorId, keyId: "key_x", role: "member" };
    const block = await post(poster);
    const outcomes = await Promise.all([owner, key, ...bots].map((who) => refusal(respond(who, block.id))));
    expect(outcomes.filter((one) => one === "done")).toHaveLength(1);
    expect(outcomes.filter((one) => one === "ALREADY_RESPONDED")).toHaveLength(4);
    expect((await rowOf(block.id)).taken).toBe(1);
  });

  test("never one's own, nor by a bot of one's own; nobody without an account; no block that is not", async () => {
    const block = await post(poster);
    expect(await refusal(respond(poster, block.id))).toBe("OWN_BLOCK");
    expect(await refusal(respond(await bot(poster), block.id))).toBe("OWN_BLOCK");
    expect(await refusal(respond({ kind: "anyone" } as never, block.id))).toBe("UNAUTHENTICATED");
    expect(await refusal(respond(crowd[0]!, "block_00000000000000000000000000"))).toBe("NOT_FOUND");
    expect((await rowOf(block.id)).taken).toBe(0);
  });

  test("bots take no more than their share", async () => {
    const block = await post(poster, { workerCount: 4, maxBotShare: 0.5 });
    const bots = await Promise.all([0, 1, 2].map(async (n) => bot(await person(`Owner ${n}`))));
    expect(await Promise.all(bots.map((who) => refusal(respond(who, block.id))))).toEqual(
      expect.arrayContaining(["done", "done", "BOT_SHARE_REACHED"]),
    );
    expect(await refusal(respond(crowd[0]!, block.id))).toBe("done");
  });

  test.each<[string, unknown, string]>([
    ["an option that is none", { r1: "maybe", r2: "no", r3: "no" }, "answers.r1"],
    ["an item left out", { r1: "yes", r2: "no" }, "answers.r3"],
    ["an item of another block", { r1: "yes", r2: "no", r3: "no", x9: "no" }, "answers.x9"],
    [
      "an item twice",
      [
        { item_id: "r1", answer: "yes" },
        { item_id: "r1", answer: "no" },
      ],
      "answers.r1",
    ],
    ["a bare value for three items", "yes", "answers"],
    ["a number", { r1: 1, r2: "no", r3: "no" }, "answers.r1"],
  ])("refuses %s, naming the item, and gives the place to somebody else", async (_, answers, path) => {
    const block = await post(poster);
    const error = await respond(crowd[0]!, block.id, answers).catch((thrown) => thrown);
    expect(error.code).toBe("INVALID_ANSWER");
    expect(error.details.map((one: any) => one.path)).toContain(path);
    expect((await rowOf(block.id)).taken).toBe(0);
  });

  test.each<[string, object, unknown, unknown]>([
    ["boolean", {}, "true", true],
    ["number", { number: { min: 0, max: 10, step: 0.5 } }, 7.5, 7.5],
    ["text", {}, "  Two\r\nlines ", "Two\nlines"],
    ["multi_choice", { options: ["a", "b", "c"] }, ["c", "a"], ["a", "c"]],
    ["ranking", { options: ["a", "b", "c"] }, ["c", "a", "b"], ["c", "a", "b"]],
  ])("takes %s answers as they are meant", async (responseType, fields, sent, kept) => {
    const block = await post(poster, { responseType, options: undefined, items: undefined, ...fields });
    await respond(crowd[0]!, block.id, sent);
    const [row] = await db.select().from(blockResponses).where(eq(blockResponses.blockId, block.id));
    expect(row!.answers).toEqual([kept]);
  });

  test.each<[string, object, unknown]>([
    ["number", { number: { min: 0, max: 10, step: 0.5 } }, 7.25],
    ["number", { number: { min: 0, max: 10 } }, 10.01],
    ["number", {}, "ten"],
    ["text", { maxLength: 5 }, "sixsix"],
    ["text", {}, "  "],
    ["multi_choice", { options: ["a", "b"] }, ["a", "a"]],
    ["ranking", { options: ["a", "b", "c"] }, ["a", "b"]],
    ["boolean", {}, 1],
  ])("refuses a %s that is none (%o, %o)", async (responseType, fields, sent) => {
    const block = await post(poster, { responseType, options: undefined, items: undefined, ...fields });
    expect(await refusal(respond(crowd[0]!, block.id, sent))).toBe("INVALID_ANSWER");
  });
});

describe("the result", () => {
  test("is there when the last place is taken, to its poster alone until the block is paid", async () => {
    const block = await filled(poster, crowd, {}, [
      { r1: "yes", r2: "no", r3: "yes" },
      { r1: "yes", r2: "no", r3: "no" },
    ]);
    const found = await results(poster, block.id);
    expect(found).toMatchObject({ version: 1, nResponses: 3, status: "completed", counting: "done", survey: null });
    expect(found.items).toMatchObject([
      { itemId: "r1", answer: "yes", n: 3, votes: { yes: 3, no: 0, unclear: 0 } },
      { itemId: "r2", answer: "no" },
      { itemId: "r3", answer: "yes", votes: { yes: 2, no: 1, unclear: 0 } },
    ]);
    expect(found.responses).toHaveLength(3);
    expect(JSON.stringify(found)).not.toContain(crowd[0]!.userId);
    for (const who of [crowd[0]!, crowd[11]!]) expect(await refusal(results(who, block.id))).toBe("NOT_FOUND");
    await run(payBlock, poster, { blockId: block.id });
    const own = await results(crowd[0]!, block.id);
    expect([own.workers, own.responses, own.payouts].map((part) => part.length)).toEqual([1, 1, 1]);
    expect(await refusal(results(crowd[11]!, block.id))).toBe("NOT_FOUND");
  });

  test("the same answers give the same bytes and no new version; by hand while open, it stays open", async () => {
    const block = await post(poster);
    expect(await refusal(run(countConsensus, poster, { blockId: block.id }))).toBe("NOT_ENOUGH_RESPONSES");
    await respond(crowd[0]!, block.id);
    const first = (await run<any>(countConsensus, poster, { blockId: block.id })).results;
    expect(first).toMatchObject({ version: 1, status: "open", nResponses: 1 });
    const again = (await run<any>(countConsensus, poster, { blockId: block.id })).results;
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    await respond(crowd[1]!, block.id);
    const closed = (await run<any>(countConsensus, poster, { blockId: block.id, close: true })).results;
    expect(closed).toMatchObject({ version: 2, status: "completed", counting: "done", nResponses: 2 });
    expect(await refusal(respond(crowd[2]!, block.id))).toBe("BLOCK_CLOSED");
    expect(await refusal(run(countConsensus, crowd[0]!, { blockId: block.id }))).toBe("FORBIDDEN");
  });

  test("an answer that comes while it is counted is in the next count and lost from neither", async () => {
    const block = await post(poster, { workerCount: 12 });
    await respond(crowd[0]!, block.id);
    await Promise.all([
      ...crowd.slice(1).map((who) => respond(who, block.id)),
      ...[1, 2, 3, 4].map(() => run(countConsensus, poster, { blockId: block.id })),
    ]);
    const row = await counted(block.id);
    expect((await results(poster, block.id)).nResponses).toBe(12);
    const versions = await db.select().from(blockResults).where(eq(blockResults.blockId, block.id));
    expect(versions.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: row.resultVersion }, (_, n) => n + 1),
    );
  });

  test("a deadline completes it on what there is; without any answer everything goes back", async () => {
    const deadline = new Date(Date.now() + 3_600_000).toISOString();
    const [answered, empty] = [await post(poster, { deadline }), await post(poster, { deadline })];
    await respond(crowd[0]!, answered.id);
    clock.advance(2 * 3_600_000);
    expect(await refusal(respond(crowd[1]!, answered.id))).toBe("BLOCK_CLOSED");
    await runClock(5_000);
    expect(await counted(answered.id)).toMatchObject({ status: "completed", taken: 1 });
    expect(await rowOf(empty.id)).toMatchObject({ status: "expired" });
    const paid = plain(await run<any>(payBlock, poster, { blockId: answered.id })) as any;
    expect(paid).toMatchObject({ paidCents: 250, returnedCents: 500, feeCents: 0, heldCents: 750 });
    expect(await creditsOf(poster)).toBe(20_000 - 250);
  });

  test("an early stop takes no more answers once every item is certain", async () => {
    const block = await post(poster, { workerCount: 12, earlyStop: { minResponses: 3, confidence: 0.8 } });
    for (let n = 0; n < 12 && (await rowOf(block.id)).status === "open"; n++) {
      await refusal(respond(crowd[n]!, block.id));
      await expect
        .poll(async () => {
          const row = await rowOf(block.id);
          return row.taken < 3 || row.resultVersion >= row.taken - 2;
        })
        .toBe(true);
    }
    const row = await counted(block.id);
    expect(row.status).toBe("completed");
    expect(row.taken).toBeLessThan(12);
    const paid = plain(await run<any>(payBlock, poster, { blockId: block.id })) as any;
    expect(paid.paidCents).toBe(250 * row.taken);
  });

  test("a survey has distributions, no right answer, and shows no group of fewer than k", async () => {
    const block = await post(poster, { mode: "survey", workerCount: 12, privacy: { k: 5 } });
    expect(await refusal(run(countConsensus, poster, { blockId: block.id }))).toBe("SURVEY_HAS_NO_CONSENSUS");
    for (const [n, who] of crowd.entries())
      await respond(who, block.id, {
        r1: n < 5 ? "yes" : "no",
        r2: n === 0 ? "unclear" : n < 6 ? "yes" : "no",
        r3: null,
      });
    await counted(block.id);
    const found = await results(poster, block.id);
    expect(found).toMatchObject({ mode: "survey", survey: { k: 5 }, agreement: null, method: null, responses: [] });
    expect(found.items[0]).toMatchObject({ itemId: "r1", n: 12, missing: 0 });
    expect(found.items[0].options.map((one: any) => one.all.count)).toEqual([5, 7, 0]);
    // One said unclear: that is not shown, and the five beside it neither, or the total would give it back.
    expect(found.items[1].options.map((one: any) => one.all.count)).toEqual([null, 6, null]);
    expect(found.items[2]).toMatchObject({ n: 0, missing: 12 });
    const paid = plain(await run<any>(payBlock, poster, { blockId: block.id })) as any;
    expect(paid.payouts.map((line: any) => line.reason)).toEqual(Array(12).fill("valid"));
  });
});
