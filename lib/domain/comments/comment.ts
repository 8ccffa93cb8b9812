import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { Moment } from "@/lib/core/fields";
import { utc, view } from "@/lib/core/view";

export const MAX_CONTENT = 5000;
/** So many answers stand under a comment in a list; the rest is a list of its own. */
export const REPLIES_SHOWN = 50;

const said = {
  id: z.string(),
  taskId: z.string(),
  parentId: z.string().nullable().meta({ description: "What it answers; null where it begins a thread." }),
  content: z.string().nullable().meta({ description: "As written. Null once it is deleted: the thread stays." }),
  authorId: z.string().nullable().meta({ description: "A user's or a bot's id; null once it is deleted." }),
  authorName: z.string().nullable().meta({ description: "Null once it is deleted." }),
  isAi: z.boolean().meta({ description: "By a bot, or through an API key." }),
  score: z.int().meta({ description: "upvotes - downvotes" }),
  upvotes: z.int(),
  downvotes: z.int(),
  myVote: z.union([z.literal(1), z.literal(0), z.literal(-1)]).meta({ description: "0 where there is none." }),
  isMine: z.boolean().meta({ description: "You or a bot of yours wrote it: you may edit and delete it." }),
  editedAt: Moment.nullable(),
  createdAt: Moment,
};

export const Reply = z.object(said).meta({ id: "Reply" });

/** A comment with the thread that it began. */
export const Comment = z
  .object({
    ...said,
    replyCount: z.int().meta({ description: "Answers in its thread; 0 of an answer, whose thread is another's." }),
    replies: z.array(Reply).meta({
      description: `The thread, oldest first, at most ${REPLIES_SHOWN}: the rest by \`parentId\`. An answer to an answer stands here too and names it in \`parentId\`.`,
    }),
  })
  .meta({ id: "Comment" });

/** What deleted comments leave behind is shown as long as something hangs on it. */
const viewer = sql`${sql.placeholder("viewer")}::text`;
const MINE = (t: SQL) => sql`coalesce(${t}.owner_id = ${viewer}, false)`;

/** The fields of row `t` of comments with its author `a`, for the account `viewer` (null: nobody). */
const fieldsOf = (alias: string, author: string) => {
  const [t, a] = [sql.raw(alias), sql.raw(author)];
  const unlessDeleted = (column: SQL) => sql`case when ${t}.deleted_at is null then ${column} end`;
  return {
    id: sql`${t}.id`,
    taskId: sql`${t}.task_id`,
    parentId: sql`${t}.parent_id`,
    content: sql`${t}.content`,
    authorId: unlessDeleted(sql`${a}.id`),
    authorName: unlessDeleted(sql`${a}.name`),
    isAi: sql`(${t}.by_ai or ${a}.is_bot)`,
    score: sql`${t}.upvotes - ${t}.downvotes`,
    upvotes: sql`${t}.upvotes`,
    downvotes: sql`${t}.downvotes`,
    myVote: sql`coalesce((select v.value from comment_votes v where v.comment_id = ${t}.id and v.user_id = ${viewer}), 0)`,
    isMine: sql`(${t}.deleted_at is null and ${MINE(t)})`,
    editedAt: utc(sql`${t}.edited_at`),
    createdAt: utc(sql`${t}.created_at`),
  };
};

/** Of deleted answers those that something answers: what hangs on nothing is gone. */
export const isShown = (alias: string): SQL => {
  const t = sql.raw(alias);
  return sql`(${t}.deleted_at is null or exists (select from comments x where x.parent_id = ${t}.id and x.deleted_at is null))`;
};

export const replyView = view(Reply, fieldsOf("r", "b"));

const replies = sql`(select coalesce(json_agg(row_to_json(w) order by r.created_at, r.id), '[]')
  from (select * from comments c where c.root_id = t.id and ${isShown("c")} order by c.created_at, c.id limit ${sql.raw(String(REPLIES_SHOWN))}) r
  join actors b on b.id = r.author_id cross join lateral (select ${replyView.columns("camel")}) w)`;

/** Rows `t` of comments with their author `a`. */
export const commentView = view(Comment, { ...fieldsOf("t", "a"), replyCount: sql`t.reply_count`, replies });
export const commentJoins = sql`join actors a on a.id = t.author_id`;
