import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import nodemailer, { type Transporter } from "nodemailer";
import { appUrl, env } from "@/lib/env";
import { log } from "@/lib/log";
import { letterHtml } from "./letter";

/** A mail as it leaves. Its id becomes the Message-ID, so that one sent twice is recognised as one. */
export type Letter = {
  id: string;
  recipient: string;
  subject: string;
  text: string;
  /** Where one click ends letters of this kind. */
  unsubscribe: string | null;
  createdAt: Date;
};

const TIMEOUT_MS = 10_000;
const MAX_SAID = 300;

let transport: Transporter | undefined;
let hasWarned = false;

/** Hands one mail to the SMTP server, to Resend, or to the folder that stands in for them. Rejects when it was not taken. */
export async function post(letter: Letter): Promise<void> {
  if (env.SMTP_URL) return send(letter);
  if (env.RESEND_API_KEY) return resend(letter, env.RESEND_API_KEY);
  if (env.MAIL_DIR) return file(letter, env.MAIL_DIR);
  if (hasWarned) return;
  hasWarned = true;
  log.warn("none of SMTP_URL, RESEND_API_KEY and MAIL_DIR is set: mail goes nowhere");
}

/** RFC 8058: the reader's mail program shows a button, and posts to this address when it is pressed. */
const headersOf = ({ unsubscribe }: Letter): Record<string, string> => ({
  "Auto-Submitted": "auto-generated",
  ...(unsubscribe && {
    "List-Unsubscribe": `<${unsubscribe}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  }),
});

async function send(letter: Letter) {
  const { id, recipient, subject, text } = letter;
  transport ??= nodemailer.createTransport(env.SMTP_URL!, {
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  } as object);
  await transport.sendMail({
    from: env.MAIL_FROM,
    // An object, not a line: nothing in an address is read as a second recipient.
    to: { name: "", address: recipient },
    subject,
    text,
    html: letterHtml(subject, text),
    messageId: `<${id}@${new URL(appUrl).hostname}>`,
    headers: headersOf(letter),
  });
}

/** Under the mail's id Resend takes it once, however often it is sent. */
async function resend(letter: Letter, key: string) {
  const { id, recipient, subject, text } = letter;
  const answer = await fetch(`${env.RESEND_URL.replace(/\/+$/, "")}/emails`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json", "Idempotency-Key": id },
    body: JSON.stringify({
      from: env.MAIL_FROM,
      to: [recipient],
      subject,
      text,
      html: letterHtml(subject, text),
      headers: headersOf(letter),
    }),
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const said = (await answer.text()).slice(0, MAX_SAID);
  if (!answer.ok) throw new Error(`Resend answered ${answer.status}: ${said}`);
}

/** One text file a mail; it appears under its name only when it is whole. */
async function file(letter: Letter, folder: string) {
  const { id, recipient, subject, text, createdAt, unsubscribe } = letter;
  await mkdir(folder, { recursive: true });
  const name = path.join(folder, `${createdAt.toISOString().replaceAll(":", "-")}-${id}.txt`);
  const list = unsubscribe ? `List-Unsubscribe: <${unsubscribe}>\n` : "";
  await writeFile(
    `${name}.part`,
    `To: ${recipient}\nFrom: ${env.MAIL_FROM}\nSubject: ${subject}\nDate: ${createdAt.toUTCString()}\n${list}\n${text}\n`,
  );
  await rename(`${name}.part`, name);
}
