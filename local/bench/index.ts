/**
 * `npm run bench`: how fast the app is beside a bare server, in one run on one machine; what its lists cost as their table
 * grows; how soon a message is where people look; how long it takes to start and what it takes of the memory. It prints, and passes no judgement that could fail.
 *
 *   --tasks 100000                   size of the database for the comparison
 *   --sizes 10000,100000,1000000     sizes for the cost of lists; databases are made once and kept in LOCAL_DIR
 *   --lists tasks,workers,clients,histories    some of the lists
 *   --rounds 5                       rounds of each server; medians are shown
 *   --only compare,sizes,ledger,realtime,consensus,start    some of the parts
 *   --scenarios get,post             some lines of the comparison
 *   --quick                          seconds instead of minutes, and figures that mean little
 */
import { listenForSignals, shutDown } from "../shutdown";
import { compare } from "./compare";
import { measureConsensus } from "./consensus";
import { measureLedger } from "./ledger";
import { LISTS } from "./lists";
import { readOptions } from "./options";
import { measureRealtime } from "./realtime";
import { comparisonTable, consensusTable, ledgerTable, realtimeTables, sizesTable, startsTable } from "./report";
import { costsAt } from "./sizes";
import { measureStarts } from "./start-times";

const { quick, parts, tasks, sizes, lists, scenarios, pace } = readOptions(process.argv.slice(2));
const LIST_TIMES = quick ? 10 : 200;

const server = { url: process.env.DATABASE_URL!, ownerUrl: process.env.DATABASE_OWNER_URL! };
// Children get no more than the app's own processes do: the schema's owner is the bench's business alone.
const { DATABASE_OWNER_URL: _, ...env } = process.env;

listenForSignals();
try {
  if (parts.includes("start")) {
    console.log("\nStarting a copy in an empty folder, and again …");
    console.log(`\n${startsTable(await measureStarts(env))}`);
  }
  if (parts.includes("compare")) {
    console.log(
      `\n${tasks.toLocaleString("en")} tasks, ${pace.connections} connections, medians of ${pace.rounds} alternating rounds`,
    );
    const compared = await compare(server, tasks, env, pace, scenarios);
    console.log(`\n${comparisonTable(compared)}`);
  }
  if (parts.includes("ledger")) {
    const speeds = await measureLedger(server, pace.rounds, quick ? 1 : 5);
    console.log(`\nThe ledger posted by 16 clients, beside pgbench with the same statements`);
    console.log(`\n${ledgerTable(speeds)}`);
  }
  if (parts.includes("realtime")) {
    const speeds = await measureRealtime(server, env, quick ? 30 : 300);
    console.log(
      "\nFrom a message to those who listen, through the relay; known are the figures of the design, on two cores",
    );
    console.log(`\n${realtimeTables(speeds)}`);
  }
  if (parts.includes("consensus")) {
    const spent = await measureConsensus(server, env, quick ? 1 : 5);
    console.log(`\nAnswers made into one, in one thread (medians)\n\n${consensusTable(spent)}`);
  }
  if (parts.includes("sizes")) {
    for (const list of lists) {
      const times = list === "tasks" ? LIST_TIMES : Math.ceil(LIST_TIMES / 4);
      const costs = await costsAt(server, list, sizes, env, times);
      console.log(`\n${LISTS[list]} through the app's own code, on one connection (medians of ${times})`);
      console.log(`\n${sizesTable(costs, "direct")}`);
      console.log("\nThe same over HTTP, one request at a time, totals kept for a minute");
      console.log(`\n${sizesTable(costs, "http")}`);
    }
  }
} finally {
  await shutDown();
}
process.exit(0);
