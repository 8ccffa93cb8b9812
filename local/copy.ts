import { build } from "./build";
import { type Database, isEmpty, openDatabase } from "./database";
import { composeEnvironment, type Environment, type Place, readPlace } from "./environment";
import { openRealtime } from "./realtime/place";
import { type DemoSignIn, seed } from "./seeding";
import { onShutdown } from "./shutdown";
import type { Witness } from "./stripe/api";
import { fund, openStripe } from "./stripe/place";
import { letGo, logFile, startWeb, takeOver, type Web } from "./web";

export type Copy = { web: Web; database: Database; env: Environment; signIns: DemoSignIn[] };

export type CopyOptions = {
  place: Place;
  mode: "production" | "dev";
  say(sentence: string): void;
  settings?: Record<string, string>;
  /** Sees what the stand-in for Stripe is asked and answers. */
  witness?: Witness;
};

/** Brings up one whole copy: database, migrations, demo data when it is new, build, web process. Stops with this process. */
export async function startCopy({ place, mode, say, settings, witness }: CopyOptions): Promise<Copy> {
  await takeOver(place);
  onShutdown(() => letGo(place));
  const database = await openDatabase(place, settings);
  onShutdown(() => database.stop());
  const [standIn, realtime] = await Promise.all([openStripe(place, witness), openRealtime(place, database, mode)]);
  const env = { ...composeEnvironment(place, database.url), ...standIn, ...realtime };
  // Demo data goes into a new database of this machine, and never by itself into one that somebody hosts.
  const isNew = isLocal(database) && (await isEmpty(database));
  if (isNew) say("Filling the new database with demo data …");
  const demo = isLocal(database) ? seed({ env, ownerUrl: database.ownerUrl, onlyList: !isNew }) : Promise.resolve([]);
  await Promise.all([isNew ? demo : undefined, prepareCode(mode, env, say)]);
  if (isNew && standIn.STRIPE_API_BASE) await fund(standIn.STRIPE_API_BASE);
  say("Starting the web server …");
  const [web, signIns] = await Promise.all([startWeb({ place, env, mode }), demo]);
  onShutdown(() => web.stop());
  return { web, database, env, signIns };
}

const isLocal = ({ embedded, url }: Database) =>
  embedded || ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);

async function prepareCode(mode: "production" | "dev", env: Environment, say: (sentence: string) => void) {
  if (mode === "production")
    await build({ env, onStart: () => say("Building (half a minute; only after a change) …") });
}

/** The body of `start` and `dev`: one copy on this terminal until it is stopped. */
export async function run(mode: "production" | "dev"): Promise<number> {
  const place = readPlace();
  const say = (sentence: string) => console.log(sentence);
  const { web, database, env, signIns } = await startCopy({ place, mode, say });
  say(`\n  Bothand      ${place.appUrl}`);
  if (env.MAIL_DIR) say(`  Mail box     ${place.appUrl}/mailbox`);
  if (mode === "production") say(`  Request log  ${logFile(place)}`);
  if (database.embedded) say(`  Database     embedded PostgreSQL in ${place.localDir}`);
  for (const { who, email, password } of signIns) say(`  Sign in      ${email}  ${password}  (${who})`);
  say(`\nready ${place.appUrl}`);
  console.error(await web.failed);
  return 1;
}
