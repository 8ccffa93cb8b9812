import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { mails } from "@/db/schema";
import { notFound } from "@/lib/core/errors";
import { Moment, optionalText } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { env, isOnThisMachine } from "@/lib/env";

const MAX_LISTED = 50;

/**
 * The box is open where mail is kept as files because nobody named a server for it, and only on a copy for one's own
 * machine: whoever reads its mail could take over every account.
 */
export const isMailboxOpen = (): boolean =>
  env.MAIL_DIR !== undefined && env.SMTP_URL === undefined && env.RESEND_API_KEY === undefined && isOnThisMachine;

const Mail = z.object({
  id: z.string(),
  recipient: z.string(),
  subject: z.string(),
  text: z.string(),
  createdAt: Moment,
});

export const listMailbox = query({
  name: "mailbox.list",
  summary: "The newest mails of a copy that runs on one's own machine.",
  access: "anyone",
  input: { to: optionalText(300) },
  output: { mails: z.array(Mail) },
  async run({ db }, { to }) {
    if (!isMailboxOpen()) throw notFound("page");
    const rows = await db
      .select()
      .from(mails)
      .where(to ? eq(mails.recipient, to.toLowerCase()) : undefined)
      .orderBy(desc(mails.id))
      .limit(MAX_LISTED);
    return { mails: rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })) };
  },
});
