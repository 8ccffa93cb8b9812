import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { notificationKinds } from "@/db/schema";
import { Moment } from "@/lib/core/fields";
import { utc, view } from "@/lib/core/view";
import { appUrl } from "@/lib/env";

export type Kind = (typeof notificationKinds)[number];
export const MAX_PREVIEW = 200;

type Type = {
  kind: Kind;
  /** The sentence it is told by; `{sender}`, `{task}` and `{block}` are names. */
  says: string;
  /** The page it leads to; `{task}`, `{block}`, `{thread}`, `{comment}` and `{sender}` are ids. */
  leads: string;
};

const task = "/gigs/{task}";
const block = "/blocks/{block}";
const results = "/blocks/{block}/results";
const money = "/dashboard/money";
const earnings = "/dashboard/money/earnings";

/** Everything that is told, by the name under which the API answers it. */
export const types = {
  NEW_MESSAGE: { kind: "messages", says: "{sender} wrote to you", leads: "/chat/{thread}" },
  REPLY: { kind: "messages", says: "{sender} answered your message", leads: "/chat/{thread}" },
  MENTION: { kind: "messages", says: "{sender} mentioned you", leads: "/chat/{thread}" },

  PROPOSAL_RECEIVED: { kind: "proposals", says: "{sender} made a proposal for {task}", leads: task },
  PROPOSAL_ACCEPTED: { kind: "proposals", says: "{sender} accepted your proposal for {task}", leads: task },
  PROPOSAL_REJECTED: { kind: "proposals", says: "{sender} declined your proposal for {task}", leads: task },
  PROPOSAL_WITHDRAWN: { kind: "proposals", says: "{sender} withdrew from {task}", leads: task },
  TASK_EXPIRED: { kind: "proposals", says: "{task} ended without anybody chosen", leads: task },
  TASK_CANCELLED: { kind: "proposals", says: "{sender} cancelled {task}", leads: task },

  DELIVERY_RECEIVED: { kind: "deliveries", says: "{sender} handed in work for {task}", leads: task },
  DELIVERY_ACCEPTED: { kind: "deliveries", says: "Your work for {task} is accepted", leads: task },
  DELIVERY_REJECTED: { kind: "deliveries", says: "{sender} sent your work for {task} back", leads: task },
  REVISION_REQUESTED: { kind: "deliveries", says: "{sender} asks for changes to your work for {task}", leads: task },
  TASK_COMPLETED: { kind: "deliveries", says: "{sender} marked {task} as done", leads: task },

  REVIEW_GIVEN: { kind: "reviews", says: "{sender} rated you for {task}", leads: task },
  REVIEW_REVEALED: { kind: "reviews", says: "Your rating for {task} is shown", leads: task },

  DISPUTE_OPENED: { kind: "disputes", says: "{task} is disputed", leads: task },
  DISPUTE_STATEMENT: { kind: "disputes", says: "{sender} made a statement in the dispute about {task}", leads: task },
  DISPUTE_DECIDED: { kind: "disputes", says: "The dispute about {task} is decided", leads: task },
  DISPUTE_ENDED: { kind: "disputes", says: "{sender} ended the dispute about {task}", leads: task },

  BLOCK_COUNTED: { kind: "deliveries", says: "The answers to {block} are counted", leads: results },
  BLOCK_EXPIRED: { kind: "proposals", says: "{block} ended without an answer", leads: block },
  BLOCK_PAID: { kind: "payments", says: "{block} is paid", leads: results },
  RESPONSE_SETTLED: { kind: "payments", says: "Your answers to {block} are settled", leads: results },
  BLOCK_CONTESTED: { kind: "disputes", says: "{sender} contests a payout of {block}", leads: results },
  BLOCK_CONTEST_DECIDED: { kind: "disputes", says: "A contested payout of {block} is decided", leads: results },

  DISPUTE_DECIDED_BY_BANK: { kind: "disputes", says: "The bank ended the dispute about {task}", leads: task },

  LOW_BALANCE: { kind: "payments", says: "Your credits are running low", leads: money },
  CREDITS_REFILLED: { kind: "payments", says: "Your credits were topped up", leads: money },
  REFILL_FAILED: { kind: "payments", says: "Your credits could not be topped up", leads: money },
  REFUNDED: { kind: "payments", says: "Money is back on your card", leads: money },
  REFUND_FAILED: { kind: "payments", says: "Your card did not take a refund: you have it as credits", leads: money },
  PAYMENT_CONTESTED: { kind: "payments", says: "A card payment of yours is contested", leads: money },
  CONTEST_ENDED: { kind: "payments", says: "The bank decided on your contested payment", leads: money },
  WITHDRAWAL_PAID: { kind: "payments", says: "A withdrawal is at your bank", leads: earnings },
  WITHDRAWAL_BOUNCED: { kind: "payments", says: "Your bank did not take a withdrawal", leads: earnings },
  WITHDRAWAL_RETURNED: { kind: "payments", says: "A withdrawal is back in your earnings", leads: earnings },
  APPROVAL_REQUESTED: {
    kind: "payments",
    says: "{sender} asks you to allow a spend",
    leads: "/dashboard/bots/{sender}#approvals",
  },
  APPROVAL_RESOLVED: { kind: "payments", says: "Your wish to spend was answered", leads: "/dashboard" },

  COMMENT_RECEIVED: { kind: "comments", says: "{sender} commented on {task}", leads: `${task}#{comment}` },
  COMMENT_ANSWERED: { kind: "comments", says: "{sender} answered your comment on {task}", leads: `${task}#{comment}` },
} satisfies Record<string, Type>;

export type NotificationType = keyof typeof types;
export const typeNames = Object.keys(types) as [NotificationType, ...NotificationType[]];

export const Notification = z
  .object({
    id: z.string(),
    notificationType: z.enum(typeNames),
    kind: z.enum(notificationKinds).meta({ description: "What it is about: each kind is switched by itself." }),
    title: z.string().meta({ description: "What happened, in one sentence." }),
    threadId: z.string().nullable(),
    messageId: z.string().nullable(),
    taskId: z.string().nullable(),
    taskTitle: z.string().nullable(),
    blockTaskId: z.string().nullable(),
    senderId: z.string().nullable().meta({ description: "A user's or a bot's id; null where nobody did it." }),
    senderName: z.string().nullable(),
    isAi: z.boolean().meta({ description: "Done by a bot, or through an API key." }),
    messagePreview: z.string().meta({
      description: `What was written, at most ${MAX_PREVIEW} characters; empty once it is deleted.`,
    }),
    url: z.url(),
    isRead: z.boolean(),
    createdAt: Moment,
  })
  .meta({ id: "Notification" });

const text = (value: string): SQL => sql.raw(`'${value.replaceAll("'", "''")}'`);

/** A template with its holes filled by SQL. */
function filled(template: string, holes: Record<string, SQL>): SQL {
  const pieces = template
    .split(/\{(\w+)\}/)
    .map((piece, i) => (i % 2 ? holes[piece]! : text(piece)))
    .filter((_, i, all) => i % 2 || all[i] !== undefined);
  return sql.join(pieces, sql` || `);
}
const byType = (of: (type: Type) => SQL): SQL =>
  sql`case t.type ${sql.join(
    Object.entries(types).map(([name, type]) => sql`when ${text(name)} then ${of(type)}`),
    sql` `,
  )} end`;

const title = byType(({ says }) =>
  filled(says, {
    sender: sql`coalesce(a.name, 'Somebody')`,
    task: sql`coalesce('“' || k.title || '”', 'a gig')`,
    block: sql`coalesce('“' || b.title || '”', 'A block task')`,
  }),
);
const path = byType(({ leads }) =>
  filled(leads, {
    task: sql`coalesce(t.task_id, '')`,
    block: sql`coalesce(t.block_id, '')`,
    thread: sql`coalesce(t.thread_id, '')`,
    comment: sql`coalesce(t.comment_id, '')`,
    sender: sql`coalesce(t.sender_id, '')`,
  }),
);
// What was deleted since is not repeated here.
const preview = sql`left(coalesce(case
  when t.message_id is not null then case when m.deleted_at is null then coalesce(nullif(m.content, ''), 'A file.') else '' end
  when t.comment_id is not null then coalesce(c.content, '')
  else t.preview end, ''), ${sql.raw(String(MAX_PREVIEW))})`;
const isAi = sql`coalesce(a.is_bot or coalesce(m.by_ai, c.by_ai, (k.poster_id = t.sender_id and k.by_ai) or exists (
  select from proposals p where p.task_id = t.task_id and p.proposer_id = t.sender_id and p.by_ai)), false)`;

/** Rows `t` of notifications with their sender `a`, task `k`, block task `b`, message `m` and comment `c`. */
export const notificationJoins = sql`left join actors a on a.id = t.sender_id left join tasks k on k.id = t.task_id
  left join block_tasks b on b.id = t.block_id
  left join messages m on m.id = t.message_id left join comments c on c.id = t.comment_id`;

export const notificationView = view(Notification, {
  id: sql`t.id`,
  notificationType: sql`t.type`,
  kind: sql`t.kind`,
  title,
  threadId: sql`t.thread_id`,
  messageId: sql`t.message_id`,
  taskId: sql`t.task_id`,
  taskTitle: sql`k.title`,
  blockTaskId: sql`t.block_id`,
  senderId: sql`t.sender_id`,
  senderName: sql`a.name`,
  isAi,
  messagePreview: preview,
  url: sql`${text(appUrl)} || ${path}`,
  isRead: sql`(t.read_at is not null)`,
  createdAt: utc(sql`t.created_at`),
});
