import { parseArgs } from "node:util";
import { openDatabase } from "../database";
import { composeEnvironment, readPlace } from "../environment";
import { seed } from "../seeding";
import { onShutdown } from "../shutdown";

/** `npm run seed`: demo data; `npm run seed -- --tasks 100000` for load. */
export default async function seedCommand(args: string[]) {
  const { values } = parseArgs({ args, options: { tasks: { type: "string" } } });
  const tasks = values.tasks === undefined ? undefined : Number(values.tasks);
  if (tasks !== undefined && !(Number.isInteger(tasks) && tasks > 0)) throw new Error("--tasks takes a whole number.");
  const place = readPlace();
  const database = await openDatabase(place);
  onShutdown(() => database.stop());
  const began = performance.now();
  const signIns = await seed({ env: composeEnvironment(place, database.url), ownerUrl: database.ownerUrl, tasks });
  console.log(`Seeded in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  for (const { who, email, password } of signIns) console.log(`  ${email}  ${password}  (${who})`);
  return 0;
}
