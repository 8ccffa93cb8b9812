import { sql } from "drizzle-orm";
import { z } from "zod";
import { Moment } from "@/lib/core/fields";
import { utc, view } from "@/lib/core/view";
import { Attachment, attachmentsOf } from "@/lib/domain/files/file";

/** A message of a task in Gigiac's words: the same row as in the task's thread. */
export const TaskMessage = z
  .object({
    id: z.string(),
    taskId: z.string(),
    senderId: z.string(),
    recipientId: z.string().nullable().meta({
      description:
        "The other party: the poster's id, or that of whoever was accepted when it was said. Null of what we wrote ourselves, and where nobody was.",
    }),
    body: z.string(),
    isSystem: z.boolean().meta({ description: "Written by us, about something that the sender did." }),
    attachments: z.array(Attachment),
    createdAt: Moment,
    readAt: Moment.nullable().meta({ description: "When the recipient read it." }),
  })
  .meta({ id: "TaskMessage" });

/** Rows `t` of messages in the thread of task `k`. */
export const taskMessageView = view(TaskMessage, {
  id: sql`t.id`,
  taskId: sql`k.id`,
  senderId: sql`t.sender_id`,
  recipientId: sql`t.recipient_id`,
  body: sql`t.content`,
  isSystem: sql`t.is_system`,
  attachments: (casing) => attachmentsOf("t", casing),
  createdAt: utc(sql`t.created_at`),
  readAt: utc(sql`t.read_at`),
});
export const taskMessageJoins = sql`join threads h on h.id = t.thread_id join tasks k on k.id = h.task_id`;
