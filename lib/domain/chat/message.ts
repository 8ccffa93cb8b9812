import { sql } from "drizzle-orm";
import { z } from "zod";
import { Moment } from "@/lib/core/fields";
import { given, utc, view } from "@/lib/core/view";
import { Attachment, attachmentsOf } from "@/lib/domain/files/file";

export const MAX_CONTENT = 5000;
/** So much of a message is shown where it is only mentioned: in a list of threads, above an answer to it. */
export const PREVIEW = 200;

const preview = (alias: string) => sql.raw(`left(${alias}.content, ${PREVIEW})`);

export const Message = z
  .object({
    id: z.string(),
    threadId: z.string(),
    seq: z.int().meta({ description: "Its place in the thread, from 1. A hole is a message that was deleted." }),
    content: z.string().meta({ description: "Plain text, as written; empty where there are only attachments." }),
    senderId: z.string().meta({ description: "A user's or a bot's id." }),
    senderName: z.string(),
    isAi: z.boolean().meta({ description: "By a bot, or through an API key." }),
    isSystem: z.boolean().meta({ description: "Written by us, about something that `senderId` did." }),
    replyToId: z.string().nullable(),
    replyTo: z
      .object({ id: z.string(), senderName: z.string(), content: z.string() })
      .nullable()
      .meta({
        description: `What it answers: its first ${PREVIEW} characters. Null where it answers nothing, or what it answers was deleted, or said before your time.`,
      }),
    attachments: z.array(Attachment),
    createdAt: Moment,
  })
  .meta({ id: "Message" });

/** Rows `t` of messages with their sender `a`; `r` with its sender `b` is what each answers, as far as it was said after `from`. */
export const messageView = view(Message, {
  id: sql`t.id`,
  threadId: sql`t.thread_id`,
  seq: sql`t.seq`,
  content: sql`t.content`,
  senderId: sql`t.sender_id`,
  senderName: sql`a.name`,
  isAi: sql`(t.by_ai or a.is_bot)`,
  isSystem: sql`t.is_system`,
  replyToId: sql`t.reply_to_id`,
  replyTo: given(sql`r.id is not null`, { id: sql`r.id`, senderName: sql`b.name`, content: preview("r") }),
  attachments: (casing) => attachmentsOf("t", casing),
  createdAt: utc(sql`t.created_at`),
});
export const messageJoins = sql`join actors a on a.id = t.sender_id
  left join messages r on r.id = t.reply_to_id and r.deleted_at is null and r.seq > ${sql.placeholder("from")}::bigint
  left join actors b on b.id = r.sender_id`;

export const latestMessage = sql`(select ${preview("m")} from messages m where m.thread_id = t.id and m.deleted_at is null and m.seq > t.from_seq
  order by m.seq desc limit 1)`;
