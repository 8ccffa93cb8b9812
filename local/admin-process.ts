/** Runs local/admin.ts in a process whose environment is complete before the app's code is read. Started by commands/admin.ts. */
import { runAdmin } from "./admin";

process.exit(await runAdmin(process.argv.slice(2)));
