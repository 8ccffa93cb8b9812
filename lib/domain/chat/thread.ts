import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { MAX_PARTICIPANTS } from "@/db/schema/chat";
import { Moment } from "@/lib/core/fields";
import { utc, view } from "@/lib/core/view";
import { latestMessage, PREVIEW } from "./message";

export const THREAD_TYPES = ["TASK", "DIRECT"] as const;
export const THREAD_STATUSES = ["ACTIVE", "ARCHIVED", "HIRED"] as const;
export const ROLES = ["OWNER", "CAPTAIN", "MEMBER"] as const;
export const MAX_NAME = 200;
/** So many of those in a thread are named in a list of threads. */
const SHOWN_PARTICIPANTS = 5;

export const Participant = z
  .object({
    userId: z.string().meta({ description: "Who acts: a user's id, or a bot's." }),
    apiKeyId: z
      .string()
      .nullable()
      .meta({ description: "The key it last acted through here; null for a person in a browser." }),
    name: z.string(),
    isAi: z.boolean().meta({ description: "A bot, or somebody who acts through an API key." }),
    role: z.enum(ROLES),
    joinedAt: Moment,
  })
  .meta({ id: "ChatParticipant" });

export const Thread = z
  .object({
    id: z.string(),
    threadId: z.string().meta({ description: "The same as id." }),
    threadType: z.enum(THREAD_TYPES),
    taskId: z.string().nullable(),
    taskTitle: z.string().nullable(),
    name: z.string().nullable(),
    status: z.enum(THREAD_STATUSES).meta({
      description:
        "HIRED once somebody was marked as hired here. ARCHIVED is yours alone, until something new is said.",
    }),
    myUnreadCount: z.int(),
    myRole: z.enum(ROLES),
    lastMessagePreview: z
      .string()
      .nullable()
      .meta({ description: `The first ${PREVIEW} characters of the last message; null before the first.` }),
    lastMessageAt: Moment.meta({ description: "When something was last said, or the thread began." }),
    lastSeq: z.int().meta({ description: "The number of the last message." }),
    lastReadSeq: z.int().meta({ description: "The number of the last message that you have read." }),
    participantCount: z.int(),
    participants: z.array(Participant).meta({
      description: `The owner first, then by when they joined. A list of threads names the first ${SHOWN_PARTICIPANTS}, the thread itself all.`,
    }),
    createdAt: Moment,
  })
  .meta({ id: "ChatThread" });

const participant = view(Participant, {
  userId: sql`q.actor_id`,
  apiKeyId: sql`q.key_id`,
  name: sql`b.name`,
  isAi: sql`(q.by_ai or b.is_bot)`,
  role: sql`upper(q.role)`,
  joinedAt: utc(sql`q.joined_at`),
});
const participants = (limit: number) => sql`(select coalesce(json_agg(row_to_json(w) order by q.place), '[]') from (
    select row_number() over (order by q.role <> 'owner', q.joined_at, q.actor_id) as place, q.* from thread_participants q
    where q.thread_id = t.id and q.removed_at is null order by place limit ${sql.raw(String(limit))}) q
  join actors b on b.id = q.actor_id cross join lateral (select ${participant.columns("camel")}) w)`;

/** The threads that `me` is in, as rows `t`, each with how far it has read. */
export const ownThreads = sql`(select h.*, p.role, p.from_seq, p.last_read_seq, p.skipped, p.archived_seq
  from thread_participants p join threads h on h.id = p.thread_id
  where p.actor_id = ${sql.placeholder("me")} and p.removed_at is null) t`;

export const isArchived = sql`(t.archived_seq is not null and t.last_seq <= t.archived_seq)`;
export const unreadOf = (alias: string, participant = alias): SQL =>
  sql.raw(`greatest(0, ${alias}.last_seq - ${participant}.last_read_seq - ${participant}.skipped)::int`);

const threadView = (shown: number) =>
  view(Thread, {
    id: sql`t.id`,
    threadId: sql`t.id`,
    threadType: sql`upper(t.kind)`,
    taskId: sql`t.task_id`,
    taskTitle: sql`k.title`,
    name: sql`t.name`,
    status: sql`case when ${isArchived} then 'ARCHIVED' when t.hired_at is not null then 'HIRED' else 'ACTIVE' end`,
    myUnreadCount: unreadOf("t"),
    myRole: sql`upper(t.role)`,
    lastMessagePreview: latestMessage,
    lastMessageAt: utc(sql`t.last_message_at`),
    lastSeq: sql`t.last_seq`,
    lastReadSeq: sql`t.last_read_seq`,
    participantCount: sql`t.participant_count`,
    participants: participants(shown),
    createdAt: utc(sql`t.created_at`),
  });
export const listedThreadView = threadView(SHOWN_PARTICIPANTS);
export const wholeThreadView = threadView(MAX_PARTICIPANTS);
export const threadJoins = sql`left join tasks k on k.id = t.task_id`;

/** What names a direct thread by who is in it. */
export const hashOf = (actorIds: string[]): Buffer =>
  createHash("sha256")
    .update([...actorIds].sort().join())
    .digest();
