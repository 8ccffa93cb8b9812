import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";

const CLIENTS = 16;
const WALLETS = 1_000;
const SHARDS = 16;

/** Journals a second: of the app's own code, and of pgbench with the same statements where it is installed. */
export type LedgerSpeed = { name: string; app: number; pgbench: number | undefined };
type Server = { url: string; ownerUrl: string };

const wallet = (n: number | string) => `user_bench${n}`;

/**
 * Sixteen clients move money between a thousand wallets, each movement a transaction: by `transfer`, and by pgbench with the
 * same three statements. Both alternate, and medians are taken.
 */
export async function measureLedger(server: Server, rounds: number, seconds: number): Promise<LedgerSpeed[]> {
  await fill(server);
  // The app's code reads it when it is imported, which nothing in this process did before.
  process.env.DATABASE_POOL ??= String(CLIENTS);
  const speeds: LedgerSpeed[] = [];
  for (const hasFee of [false, true]) {
    const [app, bench]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      app.push(await byTheApp(hasFee, seconds));
      const measured = await byPgbench(server.ownerUrl, hasFee, seconds);
      if (measured !== undefined) bench.push(measured);
    }
    speeds.push({
      name: hasFee ? "two wallets and a fee" : "two wallets",
      app: median(app)!,
      pgbench: median(bench),
    });
  }
  return speeds;
}

const median = (numbers: number[]): number | undefined => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Money in every wallet, once for this database. */
async function fill({ ownerUrl }: Server) {
  const sql = postgres(ownerUrl, { max: 1, onnotice() {} });
  for (let n = 1; n <= WALLETS; n++) {
    const legs = [
      { code: "platform:promotions", kind: "promotions", owner: null, subject: null, amount: -1_000_000_000 },
      { code: `${wallet(n)}:credits:usd`, kind: "credits", owner: wallet(n), subject: null, amount: 1_000_000_000 },
    ];
    await sql`select ledger_transfer(${`bench:grant:${n}`}, 'grant', null, ${JSON.stringify(legs)}::text::jsonb)`;
  }
  await sql.end();
}

async function byTheApp(hasFee: boolean, seconds: number): Promise<number> {
  const { transact } = await import("@/lib/core/transaction");
  const { credits, fees, transfer } = await import("@/lib/domain/money/ledger");
  const any = () => credits(wallet(1 + Math.floor(Math.random() * WALLETS)));
  const until = performance.now() + seconds * 1000;
  let moved = 0;
  const client = async (name: number) => {
    while (performance.now() < until) {
      const [source, target] = [any(), any()];
      if (source.code === target.code) continue;
      const key = `bench:${name}:${Math.random()}`;
      const fee = { source, target: fees(key), amount: 1 };
      await transact({ kind: "system", job: "bench" }, (ctx) =>
        transfer(ctx, {
          key,
          kind: "task.bench",
          moves: [{ source, target, amount: 99 }, ...(hasFee ? [fee] : [])],
        }),
      );
      moved++;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: CLIENTS }, (_, n) => client(n)));
  return moved / ((performance.now() - began) / 1000);
}

/** pgbench takes a colon before a letter or a digit for one of its variables: hence the spaces and the parts. */
const leg = (code: string, kind: string, owner: string, amount: number) =>
  `'{"code":"' || ${code} || '","kind":"${kind}","owner":' || ${owner} || ',"subject": null,"amount": ${amount}}'`;

function scriptOf(hasFee: boolean): string {
  const of = (name: string, amount: number) =>
    leg(
      `'user_bench' || :${name}::text || ':' || 'credits' || ':' || 'usd'`,
      "credits",
      `'"user_bench' || :${name}::text || '"'`,
      amount,
    );
  const legs = [
    of("a", hasFee ? -100 : -99),
    of("b", 99),
    ...(hasFee
      ? [leg(`'platform' || ':' || 'fees' || ':' || 'usd' || ':' || lpad(:f::text, 2, '0')`, "fees", "'null'", 1)]
      : []),
  ];
  // Two wallets that are never the same one.
  return `
\\set a random(1, ${WALLETS})
\\set d random(1, ${WALLETS - 1})
\\set b (:a + :d - 1) % ${WALLETS} + 1
\\set f random(0, ${SHARDS - 1})
\\set n random(1, 9000000000000000000)
BEGIN;
select * from ledger_transfer('bench:' || :client_id::text || ':' || :n::text, 'task.bench', null, ('[' || ${legs.join(" || ',' || ")} || ']')::jsonb, now());
END;
`;
}

async function byPgbench(url: string, hasFee: boolean, seconds: number): Promise<number | undefined> {
  if (spawnSync("pgbench", ["--version"]).status !== 0) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), "ledger-bench-"));
  try {
    const script = path.join(folder, "transfer.sql");
    writeFileSync(script, scriptOf(hasFee));
    const args = ["-n", "-M", "prepared", "-c", String(CLIENTS), "-j", "2", "-T", String(seconds), "-f", script, url];
    const { stdout } = await promisify(execFile)("pgbench", args, { maxBuffer: 10_000_000 });
    return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
