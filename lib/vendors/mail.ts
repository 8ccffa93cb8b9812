import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import nodemailer, { type Transporter } from "nodemailer";
import { appUrl, env } from "@/lib/env";
import { log } from "@/lib/log";

/** A mail as it leaves. Its id becomes the Message-ID, so that one sent twice is recognised as one. */
export type Letter = { id: string; recipient: string; subject: string; text: string; createdAt: Date };

const TIMEOUT_MS = 10_000;

let transport: Transporter | undefined;
let hasWarned = false;

/** Hands one mail to the SMTP server, or to the folder that stands in for it. Rejects when it was not taken. */
export async function post(letter: Letter): Promise<void> {
  if (env.SMTP_URL) return send(letter);
  if (env.MAIL_DIR) return file(letter, env.MAIL_DIR);
  if (hasWarned) return;
  hasWarned = true;
  log.warn("neither SMTP_URL nor MAIL_DIR is set: mail goes nowhere");
}

async function send({ id, recipient, subject, text }: Letter) {
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
    messageId: `<${id}@${new URL(appUrl).hostname}>`,
    headers: { "Auto-Submitted": "auto-generated" },
  });
}

/** One text file a mail; it appears under its name only when it is whole. */
async function file({ id, recipient, subject, text, createdAt }: Letter, folder: string) {
  await mkdir(folder, { recursive: true });
  const name = path.join(folder, `${createdAt.toISOString().replaceAll(":", "-")}-${id}.txt`);
  await writeFile(
    `${name}.part`,
    `To: ${recipient}\nFrom: ${env.MAIL_FROM}\nSubject: ${subject}\nDate: ${createdAt.toUTCString()}\n\n${text}\n`,
  );
  await rename(`${name}.part`, name);
}
