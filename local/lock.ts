import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { identify, lives, readIdentity, sleep } from "./processes";

const POLL_MS = 50;

/**
 * Runs `work` while holding `file` as a lock between processes of this machine. A lock whose holder died (kill -9
 * included) is taken over. Waits without limit: the holder is alive and at work.
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(file), { recursive: true });
  // Written aside and linked into place, so that nobody ever reads a half-written holder.
  const mine = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(mine, JSON.stringify(identify()));
  try {
    while (!take(mine, file)) await sleep(POLL_MS);
    try {
      return await work();
    } finally {
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function take(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const holder = readIdentity(file);
  if (holder && !lives(holder)) {
    // Of several who see the dead holder one wins the rename; what it moved away is looked at once more.
    const aside = `${mine}.stale`;
    try {
      renameSync(file, aside);
      const moved = readIdentity(aside);
      if (moved && lives(moved)) linkSync(aside, file);
    } catch {
      // Another process was quicker.
    }
    rmSync(aside, { force: true });
  }
  return false;
}
