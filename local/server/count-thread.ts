import { parentPort, workerData } from "node:worker_threads";
import { closeDatabase } from "@/db";
import { countDue } from "@/lib/domain/blocks/counting";

/** Counts one block, on a connection of its own, and says how far it is, and that it has. */
try {
  await countDue(workerData as string, Number.POSITIVE_INFINITY, (progress) => parentPort!.postMessage({ progress }));
} finally {
  await closeDatabase();
}
parentPort!.postMessage({ isDone: true });
