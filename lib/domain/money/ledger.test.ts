import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { client, db } from "@/db";
import { ledgerAccounts } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { databaseError } from "@/lib/core/errors";
import { enter, run } from "@/lib/core/run";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { commissionTask } from "@/lib/domain/tasks/commission";
import { changePaymentMethod } from "@/lib/domain/tasks/payment-method";
import { person, postTask } from "@/local/testing/market";
import { feeOf } from "./fees";
import { credits, earnings, type Move, transfer } from "./ledger";

/** Many commands at once, also on a busy machine. */
const SLOW_MS = 60_000;
const balance = async (code: string) =>
  (await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.code, code)))[0]?.balance ?? 0;
const violations = () => db.execute(sql`select * from ledger_violations`);
const move = (key: string, moves: Move[]) =>
  db.transaction((tx) => transfer({ db: tx as never, now: clock.now(), postings: [] }, { key, kind: "test", moves }));
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code ?? error,
  );
let serial = 0;
const newKey = () => `test:move:${++serial}`;

test.each([
  [100, 0, 0],
  [100, 250, 2],
  [99, 100, 0],
  [1_000_001, 1_000, 100_000],
])("the fee on %d cents at %d basis points is %d: rounded down, the worker takes the rest", (amount, bps, fee) => {
  expect(feeOf(amount, bps)).toBe(fee);
});

describe("a transfer", () => {
  let ada: string;
  let ben: string;
  beforeEach(async () => {
    ada = (await person("Ada", { dollars: 100 })).userId;
    ben = (await person("Ben")).userId;
  });

  test("under a key already used is nothing when it is the same, and refused when it is another", async () => {
    const key = newKey();
    const moves = [{ source: credits(ada), target: earnings(ben), amount: 700 }];
    await move(key, moves);
    await move(key, moves);
    expect(await balance(`${ben}:earnings:usd`)).toBe(700);
    expect(await outcome(move(key, [{ ...moves[0]!, amount: 800 }]))).toBe("CONFLICT");
    expect(await balance(`${ben}:earnings:usd`)).toBe(700);
  });

  test("of more than there is is refused with both figures, and moves no part of it", async () => {
    await expect(
      move(newKey(), [
        { source: credits(ada), target: earnings(ben), amount: 5000 },
        { source: credits(ada), target: earnings(ben), amount: 5001 },
      ]),
    ).rejects.toMatchObject({
      message: "Insufficient credit balance. Required: $100.01, Available: $100.00",
      extra: { requiredCents: 10_001, availableCents: 10_000 },
    });
    expect(await balance(`${ada}:credits:usd`)).toBe(10_000);
  });

  test("takes whole, positive cents and nothing else", async () => {
    for (const amount of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])
      await expect(move(newKey(), [{ source: credits(ada), target: earnings(ben), amount }])).rejects.toThrow(
        "whole, positive cents",
      );
    await move(newKey(), [{ source: credits(ada), target: earnings(ben), amount: 0 }]);
    expect(await balance(`${ada}:credits:usd`)).toBe(10_000);
  });

  test(
    "among many wallets, in every direction, at once: money is conserved, no wallet below zero, nobody stuck",
    async () => {
      const wallets = await Promise.all(Array.from({ length: 12 }, (_, i) => person(`W${i}`, { dollars: 5 })));
      const pick = (n: number) => credits(wallets[n % wallets.length]!.userId);
      const outcomes = await Promise.all(
        Array.from({ length: 400 }, (_, i) =>
          outcome(
            move(newKey(), [
              { source: pick(i * 7), target: pick(i * 7 + 1 + (i % 5)), amount: 100 + (i % 90) },
              { source: pick(i * 7 + 3), target: pick(i * 7 + 7), amount: 50 + (i % 70) },
            ]),
          ),
        ),
      );
      expect(outcomes.filter((o) => o !== "done" && o !== "INSUFFICIENT_CREDITS")).toEqual([]);
      const balances = await Promise.all(wallets.map(({ userId }) => balance(`${userId}:credits:usd`)));
      expect(balances.reduce((a, b) => a + b)).toBe(12 * 500);
      expect(Math.min(...balances)).toBeGreaterThanOrEqual(0);
      expect(await violations()).toEqual([]);
    },
    SLOW_MS,
  );
});

test(
  "a hundred posts of $10 against $250, at once: twenty-five are held, seventy-five refused, nothing is left over",
  async () => {
    const poster = await person("Poster", { dollars: 250 });
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => outcome(postTask(poster, { budget: 10 }))));
    expect(outcomes.filter((o) => o === "done")).toHaveLength(25);
    expect(outcomes.filter((o) => o === "INSUFFICIENT_CREDITS")).toHaveLength(75);
    const [row] = await db.execute(
      sql`select available::int, reserved::int, (select count(*)::int from tasks where owner_id = ${poster.userId}) as tasks
          from credit_balances where owner_id = ${poster.userId}`,
    );
    expect(row).toEqual({ available: 0, reserved: 25_000, tasks: 25 });
    expect(await violations()).toEqual([]);
  },
  SLOW_MS,
);

test("a rehearsal says what it would post, refuses as the real thing does, and keeps nothing", async () => {
  const poster = await person("Poster", { dollars: 50 });
  const wire = { title: "Plants", description: "Water them", category: "errands", budget: 45 };
  expect(await enter(commissionTask, poster, wire, { dryRun: true })).toMatchObject({
    postings: [{ kind: "task.fund", moves: [{ source: `${poster.userId}:credits:usd`, amountCents: 4500 }] }],
  });
  expect(await outcome(run(commissionTask, poster, { ...wire, budget: 51 }, { dryRun: true }))).toBe(
    "INSUFFICIENT_CREDITS",
  );
  expect(await balance(`${poster.userId}:credits:usd`)).toBe(5000);
});

test("an empty hold is closed, and open again where its task holds money once more", async () => {
  const poster = await person("Poster", { dollars: 50 });
  const task = await postTask(poster, { budget: 45 });
  const isOpen = async () =>
    (
      await db
        .select()
        .from(ledgerAccounts)
        .where(eq(ledgerAccounts.code, `${task.id}:escrow:usd`))
    )[0]!.closedAt === null;
  const change = (paymentMethod: string) => run(changePaymentMethod, poster, { taskId: task.id, paymentMethod });
  expect(await isOpen()).toBe(true);
  await change("offsite");
  expect(await isOpen()).toBe(false);
  await change("credits");
  expect([await isOpen(), await balance(`${task.id}:escrow:usd`)]).toEqual([true, 4500]);
  await run(cancelTask, poster, { taskId: task.id });
  expect([await isOpen(), await balance(`${poster.userId}:credits:usd`)]).toEqual([false, 5000]);
  expect(await violations()).toEqual([]);
});

describe("the database itself refuses", () => {
  let owner: postgres.Sql;
  let a: number;
  let b: number;
  let sealed: number;
  const LEGS = (journal: string, x: number | string, y: number | string, first = "$a", second = "$b") =>
    `insert into ledger_entries (journal_id, account_id, amount, balance_after, account_version)
     values (${journal}, ${first}, ${x}, 0, 0), (${journal}, ${second}, ${y}, 0, 0)`;
  const BOUNDED = ["credits", "earnings", "escrow", "payout_transit", "refund_transit", "fees"];
  const OPEN = (code: string, kind: string, owner: string | null, subject: string | null) =>
    `insert into ledger_accounts (code, kind, owner_id, subject_id, min_balance)
     values ('${code}', '${kind}', ${owner && `'${owner}'`}, ${subject && `'${subject}'`}, ${BOUNDED.includes(kind) ? 0 : null})`;
  const JOURNAL = `insert into ledger_journals (idem_key, kind, request_hash, event_at) values ('$key', 'forged', '', now())`;
  const NEWEST = "currval(pg_get_serial_sequence('ledger_journals', 'id'))";

  beforeAll(async () => {
    owner = postgres(process.env.DATABASE_OWNER_URL!, { max: 1, onnotice() {} });
    const [ada, ben] = [await person("Ada", { dollars: 100 }), await person("Ben", { dollars: 100 })];
    await move("test:sealed", [{ source: credits(ada.userId), target: credits(ben.userId), amount: 1 }]);
    const id = async (code: string) =>
      (await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.code, code)))[0]!.id;
    a = await id(`${ada.userId}:credits:usd`);
    b = await id(`${ben.userId}:credits:usd`);
    sealed = (
      await db.execute<{ id: number }>(sql`select id::int from ledger_journals where idem_key = 'test:sealed'`)
    )[0]!.id;
  });
  afterAll(() => owner.end());

  /** The SQLSTATE with which the statements, run in one transaction and committed, are refused. */
  const attempt = (sql: postgres.Sql, statements: string[]) =>
    sql
      .begin(async (tx) => {
        for (const statement of statements)
          await tx.unsafe(
            statement
              .replaceAll("$key", newKey())
              .replaceAll("$a", String(a))
              .replaceAll("$b", String(b))
              .replaceAll("$sealed", String(sealed)),
          );
      })
      .then(
        () => "done",
        (error) => databaseError(error)?.code ?? error,
      );

  test.each<[string, string, string[]]>([
    ["an overdraft", "23514", [JOURNAL, LEGS(NEWEST, -10_000_000, 10_000_000)]],
    ["an unbalanced journal", "LG006", [JOURNAL, LEGS(NEWEST, -5, 6)]],
    [
      "a journal of one leg",
      "LG006",
      [
        JOURNAL,
        `insert into ledger_entries (journal_id, account_id, amount, balance_after, account_version) values (${NEWEST}, $a, 5, 0, 0)`,
      ],
    ],
    ["a journal without legs", "LG006", [JOURNAL]],
    [
      "money turned into another currency",
      "LG006",
      [
        JOURNAL,
        `insert into ledger_accounts (code, kind, owner_id, currency, min_balance) values ('user_$key:credits:eur', 'credits', 'user_$key', 'eur', 0)`,
        LEGS(NEWEST, -5, 5, "$a", "currval(pg_get_serial_sequence('ledger_accounts', 'id'))"),
      ],
    ],
    [
      "a later leg that unbalances, constraints set immediate",
      "LG006",
      [JOURNAL, LEGS(NEWEST, -5, 5), "set constraints all immediate", LEGS(NEWEST, -5, 6)],
    ],
    ["a leg on a sealed journal", "LG002", [LEGS("$sealed", -5, 5)]],
    ["changing an entry", "LG005", ["update ledger_entries set amount = amount + 1"]],
    ["deleting an entry", "LG005", ["delete from ledger_entries"]],
    ["emptying the entries", "LG005", ["truncate ledger_entries"]],
    ["changing a journal", "LG005", ["update ledger_journals set kind = 'other'"]],
    ["deleting a journal", "LG005", ["delete from ledger_journals"]],
    ["emptying the journals", "LG005", ["truncate ledger_journals cascade"]],
    ["deleting an account", "LG005", ["delete from ledger_accounts"]],
    ["emptying the accounts", "LG005", ["truncate ledger_accounts cascade"]],
    ["a balance written directly", "LG004", ["update ledger_accounts set balance = balance + 100 where id = $a"]],
    ["a version written directly", "LG004", ["update ledger_accounts set version = 0 where id = $a"]],
    [
      "an account that opens with money",
      "LG004",
      [
        "insert into ledger_accounts (code, kind, owner_id, min_balance, balance) values ('user_x:credits:usd', 'credits', 'user_x', 0, 5)",
      ],
    ],
    ["closing an account that has money", "23514", ["update ledger_accounts set closed_at = now() where id = $a"]],
    [
      "a wallet without a floor",
      "23514",
      ["insert into ledger_accounts (code, kind, owner_id) values ('user_x:credits:usd', 'credits', 'user_x')"],
    ],
    ["lowering a wallet's floor", "LG004", ["update ledger_accounts set min_balance = -100 where id = $a"]],
    ["a wallet that changes hands", "LG004", ["update ledger_accounts set owner_id = 'user_other' where id = $a"]],
    ["a changed currency", "LG004", ["update ledger_accounts set currency = 'eur' where id = $a"]],
    ["a wallet's code under another kind", "23514", [OPEN("user_x:credits:usd", "stripe", null, null)]],
    ["a wallet's code under another wallet's kind", "23514", [OPEN("user_x:credits:usd", "earnings", "user_x", null)]],
    ["a wallet in somebody else's name", "23514", [OPEN("user_x:credits:usd", "credits", "user_y", null)]],
    ["a wallet in nobody's name", "23514", [OPEN("user_x:credits:usd", "credits", null, null)]],
    ["a wallet of what is no user", "23514", [OPEN("task_x:credits:usd", "credits", "task_x", null)]],
    ["a hold under another task's name", "23514", [OPEN("task_x:escrow:usd", "escrow", "user_x", "task_y")]],
    [
      "a card's hold that counts as somebody's credits",
      "23514",
      [OPEN("task_x:card:usd", "escrow", "user_x", "task_x")],
    ],
    [
      "a withdrawal's transit as a refund's",
      "23514",
      [OPEN("payout_x:transit:usd", "refund_transit", null, "payout_x")],
    ],
    ["a second account of the platform's", "23514", [OPEN("platform:stripe:2", "stripe", null, null)]],
    ["fees under a free name", "23514", [OPEN("platform:fees:usd:x1", "fees", null, null)]],
    ["an account of the platform's in somebody's name", "23514", [OPEN("platform:loss", "loss", "user_x", null)]],
    [
      "a journal under a used key",
      "23505",
      [
        "insert into ledger_journals (idem_key, kind, request_hash, event_at) values ('test:sealed', 'forged', '', now())",
      ],
    ],
    [
      "two live holds of one task",
      "23505",
      [
        "insert into holds (id, task_id, source, gross) select 'hold_1', id, 'credits', 5 from tasks limit 1",
        "insert into holds (id, task_id, source, gross) select 'hold_2', id, 'credits', 5 from tasks limit 1",
      ],
    ],
  ])("%s, to the owner as to the application", async (_, code, statements) => {
    expect(await attempt(owner, statements)).toBe(code);
    // The application does not even get as far: it may only read, and post through ledger_transfer.
    expect(await attempt(client(), statements)).toBe(statements[0]!.includes("into holds") ? code : "42501");
    expect(await violations()).toEqual([]);
  });

  test("what is posted through the one door, when it would overdraw or reuse a key", async () => {
    const legs = (amount: number) =>
      JSON.stringify([
        { code: "platform:suspense", kind: "suspense", owner: null, subject: null, amount },
        { code: "user_spare:credits:usd", kind: "credits", owner: "user_spare", subject: null, amount: -amount },
      ]);
    const post = (key: string, amount: number) => [
      `select ledger_transfer('${key}', 'test', null, '${legs(amount)}'::jsonb)`,
    ];
    for (const connection of [owner, client()]) {
      expect(await attempt(connection, post("$key", 5))).toBe("LG007");
      expect(await attempt(connection, post("test:sealed", -5))).toBe("LG001");
    }
  });

  test("a leg that calls an account what it is not, through the one door too", async () => {
    const { userId } = await person("Ada", { dollars: 5 });
    const wallet = { code: `${userId}:credits:usd`, kind: "credits", owner: userId, subject: null };
    const missing = { code: "user_unseen:credits:usd", kind: "credits", owner: "user_unseen", subject: null };
    const post = (leg: object, amount = 5) => [
      `select ledger_transfer('$key', 'test', null, '${JSON.stringify([
        { ...leg, amount: -amount },
        { code: "platform:suspense", kind: "suspense", owner: null, subject: null, amount },
      ])}'::jsonb)`,
    ];
    for (const connection of [owner, client()]) {
      for (const wrong of [
        { kind: "stripe" },
        { kind: "earnings" },
        { owner: null },
        { owner: "user_y" },
        { subject: "task_x" },
      ]) {
        expect(await attempt(connection, post({ ...wallet, ...wrong }))).toBe("LG009");
        expect(await attempt(connection, post({ ...missing, ...wrong }))).toBe("23514");
      }
      // Overdrawn under a kind that knows no floor, and paid in under it: neither opens.
      expect(await attempt(connection, post({ ...missing, kind: "loss", owner: null }, 500_000))).toBe("23514");
      expect(await attempt(connection, post(wallet))).toBe("done");
    }
    expect(await balance(wallet.code)).toBe(500 - 10);
    expect(await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.code, missing.code))).toEqual([]);
    expect(await violations()).toEqual([]);
  });

  test("a leg on a closed account, which stays closed", async () => {
    expect(
      await attempt(owner, [
        `insert into ledger_accounts (code, kind, owner_id, min_balance, closed_at) values ('user_gone:credits:usd', 'credits', 'user_gone', 0, now())`,
      ]),
    ).toBe("done");
    const { userId } = await person("Ada", { dollars: 1 });
    expect(await outcome(move(newKey(), [{ source: credits(userId), target: credits("user_gone"), amount: 5 }]))).toBe(
      "CONFLICT",
    );
  });
});
