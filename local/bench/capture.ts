/**
 * Runs one request of each scenario through the app in this process and prints the statements it sent to Postgres, so that
 * the bare server runs the same ones. Arguments: the fixtures' file. Started by index.ts.
 */
import { client, closeDatabase } from "@/db";
import { stopListening } from "@/lib/auth/keys";
import { answer } from "@/lib/surfaces/apis";
import { readFixtures, requestOf, type Scenario, scenarios, type WireRequest } from "./scenarios";

export type Captured = { sql: string; params: unknown[] };
export type Capture = Record<Scenario, { statements: Captured[]; offer: number }>;

/** The bare server opens its transactions itself and checks no key. */
const BESIDES = /^(begin|commit)|"api_keys"/i;
/** Enough that whatever is remembered is remembered: the next request is like all that follow. */
const WARM_UP = 3;

const fixtures = readFixtures(process.argv[2]!);
let heard: Captured[] = [];
client().options.debug = ((_: number, sql: string, params: unknown[]) => heard.push({ sql, params })) as never;

async function send({ method, path, headers, body }: WireRequest) {
  const [pathname, search = ""] = path.split("?");
  const reply = await answer({
    method,
    path: pathname!,
    search,
    header: (name) => headers[name],
    body: async () => Buffer.from(body ?? ""),
    ip: "10.0.0.1",
  })!;
  if (reply.status >= 300) throw new Error(`${method} ${path} answered ${reply.status}: ${reply.body}`);
}

const capture = {} as Capture;
for (const scenario of Object.keys(scenarios) as Scenario[]) {
  for (let i = 0; i < WARM_UP; i++) await send(requestOf(scenario, fixtures, i));
  heard = [];
  // The key of a moment ago, so that it is remembered; another offer, because each is accepted once.
  await send(requestOf(scenario, fixtures, scenario === "accept" ? WARM_UP : 0));
  capture[scenario] = { statements: heard.filter(({ sql }) => !BESIDES.test(sql)), offer: WARM_UP };
}
console.log(JSON.stringify(capture));
await Promise.all([stopListening(), closeDatabase()]);
process.exit(0);
