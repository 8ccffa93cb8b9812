import { encode } from "next-auth/jwt";
import { SESSION_COOKIE, SESSION_SECONDS } from "@/lib/auth/browser";
import { run } from "@/lib/core/run";
import { signUp } from "@/lib/domain/accounts/sign-up";
import { verifyEmail } from "@/lib/domain/accounts/verify";
import { env } from "@/lib/env";
import { runAdmin } from "@/local/admin";
import { lastMail } from "@/local/testing/accounts";

/** A question of support/operator.ts: an operator's command, or somebody who is to have an account and a browser session. */
export type Question = { id: number } & (
  | { admin: string[] }
  | { join: { name: string; email: string; password: string } }
);
export type Reply = { id: number; failed?: string; lines?: string[]; cookie?: { name: string; value: string } };

async function answer(question: Question): Promise<Omit<Reply, "id">> {
  if ("admin" in question) {
    const lines: string[] = [];
    console.log = console.error = (line: string) => lines.push(line);
    const code = await runAdmin(question.admin);
    return { lines, failed: code === 0 ? undefined : lines.join("\n") };
  }
  const who = { ...question.join, acceptTerms: "on", ip: "127.0.0.1", userAgent: "the tests' own browser" };
  const { userId, sid } = await run<{ userId: string; sid: string }>(signUp, { kind: "anyone" }, who);
  await run(verifyEmail, { kind: "anyone" }, { token: (await lastMail(who.email))!.token });
  const secret = env.NEXTAUTH_SECRET!;
  const value = await encode({ token: { sub: userId, sid }, secret, maxAge: SESSION_SECONDS });
  return { cookie: { name: SESSION_COOKIE, value } };
}

// One after the other: each has the console to itself.
let last: Promise<unknown> = Promise.resolve();
process.on("message", (question: Question) => {
  last = last
    .then(() => answer(question))
    .catch((error) => ({ failed: String(error?.stack ?? error) }))
    .then((reply) => process.send!({ id: question.id, ...(reply as object) }));
});
process.on("disconnect", () => process.exit());
