import { existsSync, rmSync } from "node:fs";
import { sleep } from "./processes";

const ATTEMPTS = 100;
const PAUSE_MS = 100;

/**
 * Deletes a folder with all that is in it, also one that processes which were just killed, or are ending, still write to:
 * there Node either throws or returns with half of it left. Throws when it is still there after ten seconds.
 */
export async function removeFolder(folder: string): Promise<void> {
  for (let attempt = 1; existsSync(folder); attempt++) {
    let why: unknown = new Error(`${folder} cannot be deleted: something still writes to it.`);
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      why = error;
    }
    if (attempt === ATTEMPTS && existsSync(folder)) throw why;
    await sleep(PAUSE_MS);
  }
}
