import { type ChildProcess, execFile, fork } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "@playwright/test";
import type { Question, Reply } from "./operator-process";

/** `npm test` says which database it is, so that one process a worker answers; by hand each command finds it in LOCAL_DIR. */
const isInside = Boolean(process.env.DATABASE_URL && process.env.NEXTAUTH_SECRET);

let helper: ChildProcess | undefined;
let asked = 0;

async function ask(question: { admin: string[] } | { join: Newcomer }): Promise<Reply> {
  helper ??= fork("e2e/support/operator-process.ts", {
    execArgv: ["--import", "./local/hooks.mjs", "--disable-warning=ExperimentalWarning"],
  });
  const id = ++asked;
  const [child, { promise, resolve, reject }] = [helper, Promise.withResolvers<Reply>()];
  const hear = (reply: Reply) => reply.id === id && resolve(reply);
  const lose = () => reject(new Error("The operator's process ended."));
  child.on("message", hear).once("exit", lose);
  child.send({ id, ...question } as Question);
  const reply = await promise.finally(() => child.off("message", hear).off("exit", lose));
  if (reply.failed !== undefined) throw new Error(reply.failed);
  return reply;
}

/** What `npm run admin -- …` prints. Rejects when it refuses. */
async function admin(...args: string[]): Promise<string> {
  if (isInside) return (await ask({ admin: args })).lines!.join("\n");
  return (await promisify(execFile)(process.execPath, ["local/cli.mjs", "admin", ...args])).stdout;
}

/** Gives an account credits, as an operator does. */
export async function grant(email: string, dollars: number) {
  expect(await admin("grant", email, String(dollars))).toContain(`was granted $${dollars.toFixed(2)}`);
}

/** Makes an account a moderator's, as an operator does. */
export async function appoint(email: string) {
  expect(await admin("moderator", email)).toContain(`${email} is a moderator now.`);
}

/** Proves the whole ledger, and every hold against its task. */
export async function verifyMoney() {
  expect(await admin("verify")).toContain("All is well");
}

type Newcomer = { name: string; email: string; password: string };

/** Makes an account through the door that the form goes through, and gives its session's cookie; undefined by hand. */
export async function accountWithoutForm(who: Newcomer): Promise<{ name: string; value: string } | undefined> {
  return isInside ? (await ask({ join: who })).cookie : undefined;
}
