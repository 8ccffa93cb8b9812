import { writeFileSync } from "node:fs";
import path from "node:path";
import { runNode } from "../children";
import type { Environment } from "../environment";
import { copyOf, databaseOf, type Server } from "./databases";
import { makeFixtures } from "./fixtures";
import type { Load, Measured } from "./generator";
import { type Scenario, scenarios } from "./scenarios";
import { serveApp, serveBare } from "./serve";

export type Pace = {
  rounds: number;
  seconds: number;
  /** Accepts a round. */
  accepts: number;
  callers: number;
  connections: number;
};
export type Compared = { scenario: Scenario; bare: Measured; app: Measured };

const WARM_UP_ACCEPTS = 200;
const WARM_UP_SECONDS = 2;
/** Generators prepare a request or two more than they send. */
const SLACK = 100;

/** Both servers side by side on a copy of one database, round by round in changing order; the medians of all rounds. */
export async function compare(
  server: Server,
  tasks: number,
  env: Environment,
  pace: Pace,
  chosen: Scenario[],
): Promise<Compared[]> {
  await databaseOf(server, tasks, env);
  const database = await copyOf(server, tasks);
  const file = (name: string) => path.join(env.LOCAL_DIR!, name);
  const [fixtures, capture] = [file("fixtures.json"), file("capture.json")];
  const offers = (pace.accepts + SLACK) * 2 * pace.rounds + (WARM_UP_ACCEPTS + SLACK) * 2 + SLACK;
  await makeFixtures(database.ownerUrl, fixtures, pace.callers, offers);
  const own = { ...env, DATABASE_URL: database.url };
  writeFileSync(capture, await lastLine(["local/bench/capture.ts", fixtures], { ...own, LOG_LEVEL: "silent" }), {
    mode: 0o600,
  });
  const [bare, app] = [await serveBare(own, capture, fixtures), await serveApp(own)];
  const servers = { bare: bare.url, app: app.url };
  const generate = generator(fixtures, pace, own);
  try {
    const compared: Compared[] = [];
    for (const scenario of chosen) {
      console.log(`  ${scenarios[scenario].label} …`);
      const rounds: { bare: Measured[]; app: Measured[] } = { bare: [], app: [] };
      for (const name of ["bare", "app"] as const) await generate(servers[name], scenario, true);
      for (let round = 0; round < pace.rounds; round++) {
        const order = round % 2 === 0 ? (["bare", "app"] as const) : (["app", "bare"] as const);
        for (const name of order) rounds[name].push(await generate(servers[name], scenario));
      }
      compared.push({ scenario, bare: medians(rounds.bare), app: medians(rounds.app) });
    }
    return compared;
  } finally {
    await Promise.all([bare.stop(), app.stop()]);
    await database.drop();
  }
}

function generator(fixtures: string, { seconds, accepts, connections }: Pace, env: Environment) {
  // The first ones were accepted when the statements were captured.
  let from = SLACK;
  return async (url: string, scenario: Scenario, isWarmUp = false): Promise<Measured> => {
    const length =
      scenario === "accept"
        ? { amount: isWarmUp ? WARM_UP_ACCEPTS : accepts }
        : { seconds: isWarmUp ? WARM_UP_SECONDS : seconds };
    const load: Load = { url, scenario, fixtures, connections, from: scenario === "accept" ? from : 0, ...length };
    const measured = JSON.parse(await lastLine(["local/bench/generator.ts", JSON.stringify(load)], env)) as Measured;
    if (scenario === "accept") from += (isWarmUp ? WARM_UP_ACCEPTS : accepts) + SLACK;
    if (measured.failed > 0)
      throw new Error(`${url}: ${measured.failed} of ${measured.sent} requests of ${scenario} failed.`);
    return measured;
  };
}

async function lastLine(script: string[], env: Environment): Promise<string> {
  const { code, output } = await runNode(script, { env, stdio: "pipe" });
  if (code !== 0) throw new Error(`${script[0]} failed:\n${output}`);
  return output.trimEnd().split("\n").at(-1)!;
}

function medians(rounds: Measured[]): Measured {
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
  const of = (name: keyof Measured) => median(rounds.map((round) => round[name]));
  return { perSecond: of("perSecond"), p50: of("p50"), p99: of("p99"), failed: of("failed"), sent: of("sent") };
}
