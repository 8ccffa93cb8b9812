import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { blockTasks } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { plain } from "@/lib/core/json";
import { run } from "@/lib/core/run";
import { verifyLedger } from "@/lib/domain/money/verify";
import { balance, person } from "@/local/testing/market";
import { contestBlock, decideBlockContest, listBlockContests } from "./contest";
import { payBlock } from "./pay";
import { postBlock } from "./post";
import { respondToBlock } from "./respond";

const creditsOf = ({ userId }: Account) => balance(`${userId}:credits:usd`);
const earningsOf = ({ userId }: Account) => balance(`${userId}:earnings:usd`);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code ?? error,
  );
const ASKED = {
  title: "Is this review about delivery?",
  description: "Say yes where it is.",
  mode: "consensus",
  responseType: "choice",
  options: ["yes", "no", "unclear"],
  items: ["r1", "r2", "r3"].map((id) => ({ id, prompt: `Review ${id}` })),
  workerCount: 3,
  budgetPerWorker: 2.5,
};
const OUTLIER = [
  { r1: "yes", r2: "no", r3: "yes" },
  { r1: "yes", r2: "no", r3: "yes" },
  { r1: "no", r2: "yes", r3: "no" },
];

let poster: Account;
let crowd: Account[];
beforeAll(async () => {
  crowd = await Promise.all(Array.from({ length: 10 }, (_, n) => person(`Worker ${n}`)));
});
beforeEach(async () => {
  poster = await person("Pia", { dollars: 200 });
});
afterEach(async () => {
  clock.reset();
  expect((await verifyLedger()).violations).toEqual([]);
});

/** A block of three answers, the last of which agrees with nobody's, counted and paid. */
async function paid(): Promise<any> {
  const { block } = plain(await run<any>(postBlock, poster, ASKED)) as any;
  for (const [n, answers] of OUTLIER.entries()) await run(respondToBlock, crowd[n]!, { blockId: block.id, answers });
  await expect
    .poll(async () => (await db.select().from(blockTasks).where(eq(blockTasks.id, block.id)))[0]!.counting)
    .toBe("done");
  await run(payBlock, poster, { blockId: block.id });
  return block;
}

describe("a contest of an unpaid response", () => {
  let moderator: Account;
  beforeAll(async () => {
    moderator = await person("Mo", { role: "moderator" });
  });
  const contested = async () => {
    const block = await paid();
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
    const late = await paid();
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
    await run(postBlock, poster, { ...ASKED, workerCount: 1, budgetPerWorker: 2.4 });
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
