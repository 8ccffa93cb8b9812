/**
 * Sends requests and prints what came of them, in a process of its own. Argument: a Load as JSON. Started by index.ts.
 */
import autocannon from "autocannon";
import { readFixtures, requestOf, type Scenario } from "./scenarios";

export type Load = {
  url: string;
  scenario: Scenario;
  fixtures: string;
  connections: number;
  /** The first request's number: accepts go on where the last round ended. */
  from: number;
  /** So many requests, or so many seconds. */
  amount?: number;
  seconds?: number;
};
export type Measured = { perSecond: number; p50: number; p99: number; failed: number; sent: number };

const load = JSON.parse(process.argv[2]!) as Load;
const fixtures = readFixtures(load.fixtures);
let next = load.from;
const times: number[] = [];
let failed = 0;
let began = 0;
let ended = 0;

const instance = autocannon({
  url: load.url,
  connections: load.connections,
  ...(load.amount ? { amount: load.amount } : { duration: load.seconds! }),
  sampleInt: 100,
  requests: [
    {
      setupRequest: (request: object) => ({ ...request, ...requestOf(load.scenario, fixtures, next++) }),
    },
  ],
});
instance.on("start", () => {
  began = performance.now();
});
instance.on("response", (_client: unknown, status: number, _bytes: number, ms: number) => {
  ended = performance.now();
  times.push(ms);
  if (status >= 300) failed++;
});
await instance;

times.sort((a, b) => a - b);
const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const measured: Measured = {
  perSecond: (times.length / (ended - began)) * 1000,
  p50: at(0.5),
  p99: at(0.99),
  failed,
  sent: next - load.from,
};
console.log(JSON.stringify(measured));
process.exit(0);
