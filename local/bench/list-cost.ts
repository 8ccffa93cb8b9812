/**
 * Times the app's own code for one of the lists, on one connection to the database of DATABASE_URL: a round whenever
 * sizes.ts asks for one, answered as milliseconds by measure. Its first message says what there is to measure.
 */
import { closeDatabase } from "@/db";
import type { ListName } from "./lists";
import { measuresOf } from "./measures";

/** Milliseconds by the name of what was measured, one number each time. */
export type Times = Record<string, number[]>;
/** What a process can measure: the address of each measure that has one, and what bounds it. */
export type Offer = { name: string; http?: string | undefined; bound?: string | undefined }[];

async function answerRounds(list: ListName) {
  const measures = await measuresOf[list]();
  process.on("message", async (times: number) => {
    if (times === 0) {
      await closeDatabase();
      process.exit(0);
    }
    const round: Times = {};
    for (const { name, direct } of measures) {
      if (!direct) continue;
      const taken: number[] = [];
      round[name] = taken;
      for (let i = 0; i < times; i++) {
        const began = performance.now();
        await direct();
        taken.push(performance.now() - began);
      }
    }
    process.send!(round);
  });
  // The next round may be minutes away, while larger databases are made: nothing else keeps this process.
  process.channel?.ref();
  process.send!(measures.map(({ name, http, bound }) => ({ name, http, bound })) satisfies Offer);
}

if (process.send && process.argv[1]?.endsWith("list-cost.ts")) await answerRounds(process.argv[2] as ListName);
