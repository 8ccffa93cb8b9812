import { runNode } from "../children";
import { openDatabase } from "../database";
import { composeEnvironment, readPlace } from "../environment";
import { joinRealtime } from "../realtime/place";
import { onShutdown } from "../shutdown";
import { openStripe } from "../stripe/place";

/** `npm run admin -- …`: what an operator does by hand; local/admin.ts says what there is. */
export default async function adminCommand(args: string[]) {
  const place = readPlace();
  const database = await openDatabase(place);
  onShutdown(() => database.stop());
  const stripe = args[0] === "reconcile" ? await openStripe(place) : {};
  const realtime = args[0] === "realtime:check" ? await joinRealtime(place, database) : {};
  const env = {
    ...composeEnvironment(place, database.url),
    ...stripe,
    ...realtime,
    DATABASE_OWNER_URL: database.ownerUrl,
  };
  return (await runNode(["local/admin-process.ts", ...args], { env })).code;
}
