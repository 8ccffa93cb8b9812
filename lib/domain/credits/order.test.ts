import { expect, test } from "vitest";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { transact } from "@/lib/core/transaction";
import { grantCredits } from "@/lib/domain/money/grant";
import { verifyLedger } from "@/lib/domain/money/verify";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { earn, person, postTask } from "@/local/testing/market";
import { listTransactions } from "./transactions";

type Row = { id: string; wallet: string; amountCents: number; balanceAfterCents: number; createdAt: string };
const SLOW_MS = 60_000;

/** All movements, newest first, walked page by page. */
async function history(who: Account, asked: object = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await run<any>(listTransactions, who, { ...asked, limit: 7, cursor });
    rows.push(...items);
    if (!nextCursor) return rows;
    cursor = nextCursor;
  }
}

/** Each row's balance is the one below it and its own amount; and no row is older than the one below it. */
function expectChain(rows: Row[]) {
  const broken = rows.filter(
    (row, i) => row.balanceAfterCents !== (rows[i + 1]?.balanceAfterCents ?? 0) + row.amountCents,
  );
  expect(broken).toEqual([]);
  const times = rows.map(({ createdAt }) => createdAt);
  expect(times).toEqual(times.toSorted().reverse());
}

test(
  "posts, returns, grants and earnings at the same moment: each line's balance follows from the line below it",
  async () => {
    const who = await person("Busy", { dollars: 500 });
    const early = await Promise.all(Array.from({ length: 20 }, () => postTask(who, { budget: 3 })));
    await Promise.all([
      ...Array.from({ length: 25 }, (_, n) => postTask(who, { budget: 1 + n })),
      ...early.map(({ id }) => run(cancelTask, who, { taskId: id })),
      ...Array.from({ length: 10 }, (_, n) =>
        transact({ kind: "system", job: "test" }, (ctx) =>
          grantCredits(ctx, who.userId, 100 + n, `order:${who.userId}:${n}`),
        ),
      ),
      ...Array.from({ length: 10 }, (_, n) => earn(who, 10 + n)),
    ]);
    const rows = await history(who);
    expect(rows).toHaveLength(1 + 20 + 25 + 20 + 10 + 10);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    for (const wallet of ["credits", "earnings"]) {
      expectChain(rows.filter((row) => row.wallet === wallet));
      expect(await history(who, { wallet })).toEqual(rows.filter((row) => row.wallet === wallet));
    }
    expect((await verifyLedger()).violations).toEqual([]);
  },
  SLOW_MS,
);

test("of two journals the one begun first, and posted second, stands second", async () => {
  const who = await person("Late", { dollars: 10 });
  const grant = (cents: number, now: Date) =>
    transact({ kind: "system", job: "test" }, (ctx) =>
      grantCredits({ ...ctx, now }, who.userId, cents, `late:${who.userId}:${cents}`),
    );
  const began = clock.now();
  await grant(500, new Date(began.getTime() + 1000));
  await grant(7, began);
  const rows = await history(who);
  expect(rows.map(({ amountCents, balanceAfterCents }) => [amountCents, balanceAfterCents])).toEqual([
    [7, 1507],
    [500, 1500],
    [1000, 1000],
  ]);
  expectChain(rows);
});
