import path from "node:path";
import { build } from "../build";
import { runNode } from "../children";
import { openDatabase, postgresFolder } from "../database";
import { composeEnvironment, readPlace } from "../environment";
import { stopAbandoned } from "../postgres";
import { freePort } from "../processes";
import { removeFolder } from "../remove";
import { onShutdown } from "../shutdown";

/**
 * `npm run failures`: a production build and a database of its own, whose app, database and Stripe go wrong in every way that
 * local/failures/cases.ts names. `-- --short` does each a few times, `-- <part of a name>` only those.
 */
export default async function failuresCommand(args: string[]) {
  const own = readPlace();
  const port = await freePort();
  const place = {
    ...own,
    localDir: path.join(own.localDir, "failures"),
    port,
    appUrl: `http://localhost:${port}`,
    externalDatabase: undefined,
  };
  // The stand-in for Stripe forgets with its process: books of an earlier run, killed before its end, would not be its.
  await stopAbandoned(postgresFolder(place));
  await removeFolder(place.localDir);
  const database = await openDatabase(place);
  onShutdown(() => database.stop());
  const env = { ...composeEnvironment(place, database.url), DATABASE_OWNER_URL: database.ownerUrl };
  await build({ env, onStart: () => console.log("Building …") });
  return (await runNode(["local/failures/index.ts", ...args], { env })).code;
}
