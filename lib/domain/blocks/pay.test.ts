import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { plain } from "@/lib/core/json";
import { enter, run } from "@/lib/core/run";
import { listTransactions } from "@/lib/domain/credits/transactions";
import { verifyLedger } from "@/lib/domain/money/verify";
import { listNotifications } from "@/lib/domain/notifications/list";
import { tellDue } from "@/lib/domain/notifications/tell";
import { runClock } from "@/lib/events/clock";
import { drain } from "@/lib/events/drain";
import { ASKED, filled, ITEMS, post, refusal, respond, rowOf } from "@/local/testing/blocks";
import { setFees } from "@/local/testing/fees";
import { balance, bot, person } from "@/local/testing/market";
import { cancelBlock } from "./cancel";
import { countConsensus } from "./consensus-now";
import { contestBlock, decideBlockContest, listBlockContests } from "./contest";
import { payBlock } from "./pay";

const creditsOf = ({ userId }: Account) => balance(`${userId}:credits:usd`);
const earningsOf = ({ userId }: Account) => balance(`${userId}:earnings:usd`);

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

test("its poster hears that it is counted and paid, each worker what came of the own answers", async () => {
  const told = async (who: Account) =>
    ((await run<any>(listNotifications, who, {})).items as any[])
      .filter(({ blockTaskId }) => blockTaskId === block.id)
      .map(({ notificationType, title, messagePreview }) => [notificationType, title, messagePreview]);
  const block = await filled(poster, crowd);
  await run(payBlock, poster, { blockId: block.id });
  await drain(5_000);
  await tellDue(5_000);
  expect(await told(poster)).toEqual([
    ["BLOCK_PAID", `“${ASKED.title}” is paid`, "$7.50 to workers, $0.00 back to you"],
    ["BLOCK_COUNTED", `The answers to “${ASKED.title}” are counted`, "3 responses"],
  ]);
  expect(await told(crowd[0]!)).toEqual([
    ["RESPONSE_SETTLED", `Your answers to “${ASKED.title}” are settled`, "$2.50 is in your earnings"],
  ]);
});

describe("paying", () => {
  const outlier = [
    { r1: "yes", r2: "no", r3: "yes" },
    { r1: "yes", r2: "no", r3: "yes" },
    { r1: "no", r2: "yes", r3: "no" },
  ];

  test("by agreement: in full to who meets the threshold, nothing to the outlier, the rest goes back", async () => {
    const before = await Promise.all(crowd.slice(0, 3).map(earningsOf));
    const block = await filled(poster, crowd, {}, outlier);
    const rehearsed = plain(
      ((await enter(payBlock, poster, { blockId: block.id }, { dryRun: true })) as any).output,
    ) as any;
    expect((await rowOf(block.id)).status).toBe("completed");
    const paid = plain(await run<any>(payBlock, poster, { blockId: block.id })) as any;
    expect(paid.payouts).toEqual(rehearsed.payouts);
    expect(paid).toMatchObject({
      paidCents: 500,
      feeCents: 0,
      returnedCents: 250,
      heldCents: 750,
      block: { status: "paid" },
    });
    expect(paid.payouts.map((line: any) => [line.amountCents, line.reason])).toEqual([
      [250, "meets_threshold"],
      [250, "meets_threshold"],
      [0, "below_threshold"],
    ]);
    const after = await Promise.all(crowd.slice(0, 3).map(earningsOf));
    expect(after.map((cents, n) => cents - before[n]!)).toEqual([250, 250, 0]);
    expect(await creditsOf(poster)).toBe(20_000 - 500);
    const [movement] = (plain(await run<any>(listTransactions, crowd[0]!, { wallet: "earnings" })) as any).items;
    expect(movement).toMatchObject({ type: "earning", amountCents: 250, feeCents: 0, blockTaskId: block.id });
    expect(movement.description).toBe(`Earned with “${ASKED.title}”`);
  });

  test("twenty calls at once pay once, and each answers the same lines", async () => {
    const block = await filled(poster, crowd, {}, outlier);
    const calls = await Promise.all(
      Array.from({ length: 20 }, async () => plain(await run<any>(payBlock, poster, { blockId: block.id })) as any),
    );
    expect(new Set(calls.map(({ payouts }) => JSON.stringify(payouts))).size).toBe(1);
    expect(await creditsOf(poster)).toBe(20_000 - 500);
    expect(await refusal(run(countConsensus, poster, { blockId: block.id }))).toBe("ALREADY_PAID");
  });

  test("a fee comes out of each line, and the sum is what was held", async () => {
    setFees({ credits: 1_000 });
    const [before] = [await earningsOf(crowd[0]!)];
    const block = await filled(poster, crowd, { budgetPerWorker: 0.19, payoutPolicy: "all" });
    const paid = plain(await run<any>(payBlock, poster, { blockId: block.id })) as any;
    expect(paid).toMatchObject({ paidCents: 54, feeCents: 3, returnedCents: 0, heldCents: 57 });
    expect((await earningsOf(crowd[0]!)) - before!).toBe(18);
    const [movement] = (plain(await run<any>(listTransactions, crowd[0]!, { wallet: "earnings" })) as any).items;
    expect(movement).toMatchObject({ amountCents: 18, feeCents: 1 });
  });

  test("base and bonus: four fifths for all, more for who answers well", async () => {
    const block = await filled(poster, crowd, { payoutPolicy: "base_plus_bonus", budgetPerWorker: 1 }, outlier);
    const { payouts, paidCents, returnedCents } = plain(await run<any>(payBlock, poster, { blockId: block.id })) as any;
    const cents = payouts.map((line: any) => line.amountCents);
    expect(Math.min(...cents)).toBeGreaterThanOrEqual(80);
    expect(cents[0]).toBeGreaterThan(cents[2]);
    expect(paidCents + returnedCents).toBe(300);
  });

  test("who fails the known answers, and who says nothing, is paid nothing by agreement", async () => {
    const items = [1, 2, 3, 4].map((n) => ({ id: `g${n}`, prompt: `Known ${n}`, gold: "yes" })).concat(ITEMS as never);
    const say = (gold: string | null, other: string | null) =>
      Object.fromEntries(items.map(({ id }) => [id, id.startsWith("g") ? gold : other]));
    const block = await filled(poster, crowd, { items }, [say("yes", "no"), say("no", "no"), say(null, null)]);
    const { payouts } = plain(await run<any>(payBlock, poster, { blockId: block.id })) as any;
    expect(payouts.map((line: any) => line.reason)).toEqual(["meets_threshold", "failed_gold", "invalid"]);
  });

  test("not while answers are taken, not by a stranger or another bot; by the clock after two days", async () => {
    const block = await post(poster);
    await respond(crowd[0]!, block.id);
    expect(await refusal(run(payBlock, poster, { blockId: block.id }))).toBe("BLOCK_OPEN");
    expect(await refusal(run(payBlock, crowd[0]!, { blockId: block.id }))).toBe("FORBIDDEN");
    expect(await refusal(run(payBlock, await bot(poster), { blockId: block.id }))).toBe("FORBIDDEN");
    await run(countConsensus, poster, { blockId: block.id, close: true });
    clock.advance(47 * 3_600_000);
    await runClock(5_000);
    expect((await rowOf(block.id)).status).toBe("completed");
    clock.advance(2 * 3_600_000);
    await runClock(5_000);
    expect((await rowOf(block.id)).status).toBe("paid");
  });

  test("cancelling gives everything back, once, and only while nobody has answered", async () => {
    const [open, answered] = [await post(poster), await post(poster)];
    await respond(crowd[0]!, answered.id);
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => refusal(run(cancelBlock, poster, { blockId: open.id }))),
    );
    expect(outcomes.filter((one) => one === "done")).toHaveLength(1);
    expect(await creditsOf(poster)).toBe(20_000 - 750);
    expect(await refusal(run(cancelBlock, poster, { blockId: answered.id }))).toBe("INVALID_STATE");
    expect(await refusal(run(cancelBlock, crowd[0]!, { blockId: answered.id }))).toBe("FORBIDDEN");
  });

  test("cancelled and answered at one moment: one of the two happens, and the money is in one place", async () => {
    for (let n = 0; n < 10; n++) {
      const block = await post(poster, { budgetPerWorker: 0.1 });
      const [cancelled, responded] = await Promise.all([
        refusal(run(cancelBlock, poster, { blockId: block.id })),
        refusal(respond(crowd[0]!, block.id)),
      ]);
      expect([cancelled, responded].filter((one) => one === "done")).toHaveLength(1);
    }
  });
});

describe("a contest of an unpaid response", () => {
  const outlier = [
    { r1: "yes", r2: "no", r3: "yes" },
    { r1: "yes", r2: "no", r3: "yes" },
    { r1: "no", r2: "yes", r3: "no" },
  ];
  let moderator: Account;
  beforeAll(async () => {
    moderator = await person("Mo", { role: "moderator" });
  });
  const contested = async () => {
    const block = await filled(poster, crowd, {}, outlier);
    await run(payBlock, poster, { blockId: block.id });
    const asked = { blockId: block.id, reason: "I read them all." };
    const { contest } = plain(await run<any>(contestBlock, crowd[2]!, asked)) as any;
    return { block, contest };
  };
  const decide = async (contestId: string, outcome: string, who = moderator): Promise<any> =>
    plain(await run<any>(decideBlockContest, who, { contestId, outcome, reason: "Both readings hold." }));

  test("is made once, by whoever was not paid in full, within fourteen days", async () => {
    const { block, contest } = await contested();
    expect(contest).toMatchObject({ status: "open", unpaidCents: 250, paidReason: "below_threshold" });
    const again = (who: Account) => refusal(run(contestBlock, who, { blockId: block.id, reason: "Again." }));
    expect([await again(crowd[2]!), await again(crowd[0]!), await again(crowd[9]!)]).toEqual([
      "DUPLICATE",
      "CONFLICT",
      "FORBIDDEN",
    ]);
    const { items } = plain(await run<any>(listBlockContests, moderator, { limit: 100 })) as any;
    expect(items.map(({ id }: any) => id)).toContain(contest.id);
    expect(await refusal(run(listBlockContests, poster, {}))).toBe("NOT_FOUND");
    const late = await filled(poster, crowd, {}, outlier);
    await run(payBlock, poster, { blockId: late.id });
    clock.advance(15 * 86_400_000);
    expect(await refusal(run(contestBlock, crowd[2]!, { blockId: late.id, reason: "Late." }))).toBe("CONFLICT");
  });

  test("upheld pays from the poster's credits, once, also when two moderators decide at once", async () => {
    const before = await earningsOf(crowd[2]!);
    const { contest } = await contested();
    const other = await person("Mia", { role: "moderator" });
    const outcomes = await Promise.all([
      refusal(decide(contest.id, "upheld")),
      refusal(decide(contest.id, "upheld", other)),
    ]);
    expect(outcomes.sort()).toEqual(["INVALID_STATE", "done"]);
    expect([(await earningsOf(crowd[2]!)) - before, await creditsOf(poster)]).toEqual([250, 20_000 - 750]);
  });

  test("where the poster's credits do not reach the platform gives the rest; dismissed moves nothing", async () => {
    poster = await person("Poor", { dollars: 7.5 });
    const before = await earningsOf(crowd[2]!);
    const { contest } = await contested();
    // What came back is spent again before a moderator decides.
    await post(poster, { workerCount: 1, budgetPerWorker: 2.4 });
    expect((await decide(contest.id, "upheld")).contest).toMatchObject({ status: "upheld", paidCents: 250 });
    expect([(await earningsOf(crowd[2]!)) - before, await creditsOf(poster)]).toEqual([250, 0]);
    poster = await person("Pia", { dollars: 20 });
    const dismissed = await contested();
    expect((await decide(dismissed.contest.id, "dismissed")).contest).toMatchObject({
      status: "dismissed",
      paidCents: 0,
    });
    expect((await earningsOf(crowd[2]!)) - before).toBe(250);
  });
});
