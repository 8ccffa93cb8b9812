import { parentPort, workerData } from "node:worker_threads";
import { closeDatabase } from "@/db";
import { countDue } from "@/lib/domain/blocks/counting";

/** Counts one block, on a connection of its own, and says that it has. */
try {
  await countDue(workerData as string);
} finally {
  await closeDatabase();
}
parentPort!.postMessage("counted");
