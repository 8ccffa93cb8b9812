import { openDatabase } from "../database";
import { readPlace } from "../environment";
import { onShutdown } from "../shutdown";

/** `npm run db:migrate`: brings the database (DATABASE_URL's, or the embedded one) to the newest migration. */
export default async function migrateCommand() {
  const database = await openDatabase(readPlace());
  onShutdown(() => database.stop());
  console.log("The database is at the newest migration.");
  return 0;
}
