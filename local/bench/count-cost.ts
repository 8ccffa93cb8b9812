/**
 * Times how answers are counted: large blocks by themselves, and small ones from the last answer to the result, through the
 * app's own code on the database of DATABASE_URL. Its one message is what that took.
 */
import { eq } from "drizzle-orm";
import { db } from "@/db";
import { blockTasks } from "@/db/schema";
import { plain } from "@/lib/core/json";
import { run } from "@/lib/core/run";
import type { Response, Spec } from "@/lib/domain/blocks/consensus/block";
import { countBlock } from "@/lib/domain/blocks/consensus/count";
import { seeded } from "@/lib/domain/blocks/consensus/random";
import { postBlock } from "@/lib/domain/blocks/post";
import { respondToBlock } from "@/lib/domain/blocks/respond";
import { person } from "../testing/market";

export type Spent = {
  blocks: { items: number; workers: number; ms: number }[];
  lastToResultMs: number;
  megabytes: number;
};

const SIZES = [
  { items: 10_000, workers: 5 },
  { items: 100_000, workers: 5 },
  { items: 10_000, workers: 100 },
];
const OPTIONS = ["a", "b", "c", "d"];
const PLACES = 9;

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** A block that workers of differing skill answered, the same one each time. */
function block(items: number, workers: number): { spec: Spec; responses: Response[] } {
  const random = seeded(items + workers);
  const ids = Array.from({ length: items }, (_, i) => `i${i}`);
  const truth = ids.map(() => Math.floor(random() * OPTIONS.length));
  const responses = Array.from({ length: workers }, (_, j): Response => {
    const skill = 0.6 + 0.35 * random();
    const said = (i: number) => (random() < skill ? truth[i]! : Math.floor(random() * OPTIONS.length));
    const answers = new Map(ids.map((id, i) => [id, OPTIONS[said(i)]!]));
    return { id: `r${j}`, worker: `w${j}`, isBot: false, answers, history: { right: 0, graded: 0 } };
  });
  const spec: Spec = {
    responseType: "choice",
    options: OPTIONS,
    items: ids.map((id) => ({ id })),
    method: "auto",
    minConfidence: 0.8,
  };
  return { spec, responses };
}

function timeBlocks(times: number) {
  return SIZES.map(({ items, workers }) => {
    const { spec, responses } = block(items, workers);
    const taken = Array.from({ length: times + 1 }, () => {
      const began = performance.now();
      countBlock(spec, responses);
      return performance.now() - began;
    });
    // The first time the code is still being compiled.
    return { items, workers, ms: median(taken.slice(1)) };
  });
}

/** From the moment the last of nine answers is sent to the moment the result lies in the database. */
async function timeLastAnswer(times: number): Promise<number> {
  const poster = await person("Poster", { dollars: 1_000 });
  const crowd = await Promise.all(Array.from({ length: PLACES }, (_, n) => person(`Worker ${n}`)));
  const taken: number[] = [];
  for (let n = 0; n <= times; n++) {
    const asked = {
      title: "Which?",
      description: "Say so.",
      mode: "consensus",
      responseType: "choice",
      options: OPTIONS,
    };
    const items = Array.from({ length: 12 }, (_, i) => ({ id: `i${i}`, prompt: `Item ${i}` }));
    const wire = { ...asked, items, workerCount: PLACES, budgetPerWorker: 0.1 };
    const { id } = (plain(await run<any>(postBlock, poster, wire)) as any).block;
    const answers = Object.fromEntries(items.map((item, i) => [item.id, OPTIONS[i % OPTIONS.length]]));
    for (const who of crowd.slice(1)) await run(respondToBlock, who, { blockId: id, answers });
    const began = performance.now();
    await run(respondToBlock, crowd[0]!, { blockId: id, answers });
    while (
      (await db.select({ counting: blockTasks.counting }).from(blockTasks).where(eq(blockTasks.id, id)))[0]!
        .counting !== "done"
    );
    if (n > 0) taken.push(performance.now() - began);
  }
  return median(taken);
}

const times = Number(process.argv[2]);
const lastToResultMs = await timeLastAnswer(times * 4);
const blocks = timeBlocks(times);
process.send!({ blocks, lastToResultMs, megabytes: process.resourceUsage().maxRSS / 1024 } satisfies Spent);
