/** Runs db/seed.ts and prints the demo sign-ins as its last line. Arguments: --tasks=<n>, --list. Started by seeding.ts. */
import { parseArgs } from "node:util";
import { demoSignIns, seed } from "@/db/seed";

const { values } = parseArgs({ options: { tasks: { type: "string" }, list: { type: "boolean", default: false } } });
if (!values.list)
  await seed(process.env.DATABASE_OWNER_URL!, { tasks: values.tasks ? Number(values.tasks) : undefined });
console.log(JSON.stringify(demoSignIns));
process.exit(0);
