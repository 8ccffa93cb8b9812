import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "@playwright/test";

// `npm test` says which database it is; by hand the command finds it in LOCAL_DIR, which takes a second longer.
const COMMAND = process.env.DATABASE_URL
  ? ["--import", "./local/hooks.mjs", "local/admin-process.ts"]
  : ["local/cli.mjs", "admin"];

/** What `npm run admin -- …` prints. Rejects when it refuses. */
async function admin(...args: string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [...COMMAND, ...args])).stdout;
}

/** Gives an account credits, as an operator does. */
export async function grant(email: string, dollars: number) {
  expect(await admin("grant", email, String(dollars))).toContain(`was granted $${dollars.toFixed(2)}`);
}

/** Proves the whole ledger, and every hold against its task. */
export async function verifyMoney() {
  expect(await admin("verify")).toContain("All is well");
}
