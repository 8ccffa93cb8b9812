import { isShuttingDown, listenForSignals, shutDown } from "./shutdown";

/** Resolves to the exit code. */
export type Command = (args: string[]) => Promise<number>;

const commands: Record<string, { about: string; load: () => Promise<{ default: Command }> }> = {
  start: { about: "everything in production mode, on one machine", load: () => import("./commands/start") },
  dev: { about: "the same with hot reload", load: () => import("./commands/dev") },
  test: {
    about: "all checks and tests; or some: unit, e2e, part of a file's name",
    load: () => import("./commands/test"),
  },
  bench: { about: "speed beside a bare server", load: () => import("./commands/bench") },
  failures: {
    about: "what goes wrong with money, done over and over, with its counts",
    load: () => import("./commands/failures"),
  },
  simulate: {
    about: "how often each way of counting a block finds the truth, by who answers",
    load: () => import("./commands/simulate"),
  },
  seed: { about: "demo data; --tasks N for load", load: () => import("./commands/seed") },
  admin: {
    about: "grant <email> <dollars> | moderator <email> | reconcile | verify",
    load: () => import("./commands/admin"),
  },
  build: { about: "the production build", load: () => import("./commands/build") },
  migrate: { about: "bring the database to the newest migration", load: () => import("./commands/migrate") },
};

listenForSignals();
const [name = "", ...args] = process.argv.slice(2);
const command = commands[name];
let code = 1;
try {
  if (command) code = await (await command.load()).default(args);
  else for (const [name, { about }] of Object.entries(commands)) console.log(`npm run ${name.padEnd(8)} ${about}`);
} catch (error) {
  // People get the sentence; whoever looks for a fault in the launcher itself sets DEBUG.
  if (!isShuttingDown()) console.error(error instanceof Error && !process.env.DEBUG ? error.message : error);
}
await shutDown();
process.exit(code);
