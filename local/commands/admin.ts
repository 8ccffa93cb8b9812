import { runNode } from "../children";
import { openDatabase } from "../database";
import { composeEnvironment, readPlace } from "../environment";
import { onShutdown } from "../shutdown";

/** `npm run admin -- …`: what an operator does by hand; local/admin.ts says what there is. */
export default async function adminCommand(args: string[]) {
  const place = readPlace();
  const database = await openDatabase(place);
  onShutdown(() => database.stop());
  const env = { ...composeEnvironment(place, database.url), DATABASE_OWNER_URL: database.ownerUrl };
  return (await runNode(["local/admin-process.ts", ...args], { env })).code;
}
