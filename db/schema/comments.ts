import { type SQL, sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
} from "drizzle-orm/pg-core";
import { createdAt, id, moment } from "../columns";
import { actors, users } from "./accounts";
import { tasks } from "./tasks";

/**
 * What is said under a task, in public. An answer stands under the comment that began its thread, whatever it answers there;
 * one that is deleted leaves its place, so that the rest can still be read.
 */
export const comments = pgTable(
  "comments",
  {
    id: id("cmt"),
    taskId: text()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
    /** What it answers; null where it begins a thread. */
    parentId: text().references((): AnyPgColumn => comments.id, { onDelete: "cascade" }),
    /** The comment that began its thread; null where it is that comment. */
    rootId: text().references((): AnyPgColumn => comments.id, { onDelete: "cascade" }),
    /** Who acts: a user or a bot. */
    authorId: text()
      .notNull()
      .references(() => actors.id),
    /** Who answers for it: the user behind. */
    ownerId: text()
      .notNull()
      .references(() => users.id),
    byAi: boolean().notNull(),
    /** Null once it is deleted. */
    content: text(),
    upvotes: integer().notNull().default(0),
    downvotes: integer().notNull().default(0),
    /** Answers in its thread that are not deleted. */
    replyCount: integer().notNull().default(0),
    editedAt: moment(),
    deletedAt: moment(),
    createdAt: createdAt(),
    /**
     * The lower bound of Wilson's 95 % interval for the share of upvotes, in billionths: few votes promise little, whatever
     * they say (E. B. Wilson, Journal of the American Statistical Association 22, 1927).
     */
    best: bigint({ mode: "number" })
      .notNull()
      .generatedAlwaysAs(
        (): SQL =>
          sql`case when upvotes + downvotes = 0 then 0 else floor(1e9 * greatest(0, (upvotes + 1.9208) / (upvotes + downvotes) - 1.96 * sqrt(upvotes::float8 * downvotes / (upvotes + downvotes) + 0.9604) / (upvotes + downvotes)) / (1 + 3.8416 / (upvotes + downvotes))) end`,
      ),
    /** Many votes, evenly split: how many there are, to the power of how even they are; in millionths. */
    controversy: bigint({ mode: "number" })
      .notNull()
      .generatedAlwaysAs(
        (): SQL =>
          sql`case when upvotes = 0 or downvotes = 0 then 0 else floor(1e6 * power((upvotes + downvotes)::float8, least(upvotes, downvotes)::float8 / greatest(upvotes, downvotes))) end`,
      ),
  },
  (t) => [
    index("comments_best").on(t.taskId, t.best, t.id).where(sql`${t.rootId} is null`),
    index("comments_controversial").on(t.taskId, t.controversy, t.id).where(sql`${t.rootId} is null`),
    index("comments_time").on(t.taskId, t.createdAt, t.id).where(sql`${t.rootId} is null`),
    index("comments_thread").on(t.rootId, t.createdAt, t.id).where(sql`${t.rootId} is not null`),
    index("comments_parent").on(t.parentId).where(sql`${t.parentId} is not null`),
    index("comments_author").on(t.authorId, t.createdAt, t.id),
    check("comments_thread_of", sql`(${t.parentId} is null) = (${t.rootId} is null)`),
    check("comments_content", sql`(${t.content} is null) = (${t.deletedAt} is not null)`),
    check("comments_counts", sql`least(${t.upvotes}, ${t.downvotes}, ${t.replyCount}) >= 0`),
  ],
);

/** One vote a person, whichever of their bots casts it. */
export const commentVotes = pgTable(
  "comment_votes",
  {
    commentId: text()
      .notNull()
      .references(() => comments.id, { onDelete: "cascade" }),
    userId: text()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** 1 or -1; taken back, there is no row. */
    value: smallint().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.commentId, t.userId] }),
    index("comment_votes_user").on(t.userId),
    check("comment_votes_value", sql`${t.value} in (1, -1)`),
  ],
);
