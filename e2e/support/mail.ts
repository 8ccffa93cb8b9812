import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";

const folder = process.env.MAIL_DIR || path.join(process.env.LOCAL_DIR ?? ".local", "mail");

/** Every mail to this address, oldest first, as it lies in the folder that stands in for a mail server. */
export function mailsTo(email: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));
  const mails = files.sort().map((name) => readFileSync(path.join(folder, name), "utf8"));
  return mails.filter((mail) => mail.startsWith(`To: ${email}\n`));
}

/** The path of the link in a mail with this subject, once the mail has come. */
export async function linkMailedTo(email: string, subject: string): Promise<string> {
  const find = () => mailsTo(email).findLast((mail) => mail.includes(`\nSubject: ${subject}\n`));
  await expect.poll(find, { message: `a mail "${subject}" to ${email}` }).toBeDefined();
  const [link] = find()!.match(/https?:\/\/\S+\?token=\S+/) ?? [];
  const { pathname, search } = new URL(link!);
  return pathname + search;
}
