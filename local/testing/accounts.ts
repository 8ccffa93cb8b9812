import { desc, eq } from "drizzle-orm";
import { db } from "@/db";
import { mails } from "@/db/schema";
import { findLogin } from "@/lib/auth/browser";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { signUp } from "@/lib/domain/accounts/sign-up";

type Human = Extract<Account, { kind: "human" }>;
type Session = { userId: string; sid: string };

export const PASSWORD = "plums in the icebox";
let made = 0;

/** An address nobody else has, and an IP of its own, so that tests do not use up each other's limits. */
export function newcomer() {
  const n = ++made;
  return {
    email: `person${n}@example.com`,
    ip: `10.0.${n >> 8}.${n & 255}`,
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
  };
}

/** Somebody who signed up: the answer of sign-up, and the actor behind its session. */
export async function joined(fields: Record<string, unknown> = {}) {
  const who = newcomer();
  const session = await run<Session>(
    signUp,
    { kind: "anyone" },
    { ...who, name: "Ada", password: PASSWORD, acceptTerms: "on", ...fields },
  );
  return { ...who, ...session, actor: (await findLogin(session.sid)) as Human };
}

/** The newest mail to an address, and the secret of the link in it. */
export async function lastMail(to: string): Promise<{ subject: string; text: string; token: string } | undefined> {
  const [mail] = await db.select().from(mails).where(eq(mails.recipient, to)).orderBy(desc(mails.id)).limit(1);
  return mail && { subject: mail.subject, text: mail.text, token: /token=([\w-]+)/.exec(mail.text)?.[1] ?? "" };
}

/** What a refusal says; "done" when there was none. */
export const refusal = (
  work: Promise<unknown>,
): Promise<{ code: string; message: string; details?: unknown; extra?: any }> =>
  work.then(
    () => ({ code: "done", message: "" }),
    (error) => error,
  );
export const codeOf = async (work: Promise<unknown>) => (await refusal(work)).code;
