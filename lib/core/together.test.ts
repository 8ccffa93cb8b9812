import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { db } from "@/db";
import { databaseError } from "./errors";
import { together } from "./together";

const inTransaction = <T>(work: (tx: typeof db) => Promise<T>) => db.transaction((tx) => work(tx as never));
/** Hands an error on only after many turns, as code does that has a word to say about it. */
const slowly = async <T>(work: PromiseLike<T>) => {
  try {
    return await work;
  } catch (error) {
    for (let i = 0; i < 50; i++) await Promise.resolve();
    throw error;
  }
};

describe("statements of one transaction that go out together", () => {
  test("answer each in its place", async () => {
    const [one, none, two] = await inTransaction((tx) =>
      together([tx.execute(sql`select 1 as n`), undefined, tx.execute(sql`select 2 as n`)]),
    );
    expect([one[0]!.n, none, two[0]!.n]).toEqual([1, undefined, 2]);
  });

  test("where one fails, its own error is thrown, however late it is noticed, and the next transaction is well", async () => {
    const failure = await inTransaction((tx) =>
      together([slowly(tx.execute(sql`select 1 / 0`)), tx.execute(sql`select 3 as n`), tx.execute(sql`select 4 as n`)]),
    ).catch((error) => error);
    expect(databaseError(failure)?.code).toBe("22012");
    expect([...(await db.execute(sql`select 5 as n`))]).toEqual([{ n: 5 }]);
  });
});
