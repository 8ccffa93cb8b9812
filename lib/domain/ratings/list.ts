import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { byTime, type Filter, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { findTaskOwner } from "@/lib/domain/tasks/queries";
import { isReadableBy, Rating, ratingJoins, ratingView } from "./rating";

const filters = {
  task: { name: "task", where: sql`t.task_id = ${sql.placeholder("task")}` },
  readable: { name: "readable", where: isReadableBy(sql`${sql.placeholder("readable")}`) },
  ratee: { name: "ratee", where: sql`t.ratee_id = any(${sql.placeholder("ratee")}::text[]) and t.revealed` },
  // An index keeps the order of one, and not of several together.
  rateeAlone: { name: "ratee_alone", where: sql`t.ratee_id = ${sql.placeholder("ratee")} and t.revealed` },
  side: { name: "side", where: sql`t.side = ${sql.placeholder("side")}` },
} satisfies Record<string, Filter>;

type PageRequest = { limit: number; offset: number; cursor?: string | undefined };
const MAX_ID = 200;
const side = z
  .enum(["poster", "worker"])
  .optional()
  .meta({ description: "Who speaks: `worker` leaves what was said of somebody as a poster." });

export const listRatings = list({
  name: "ratings.list",
  summary: "List the ratings of a user or of a task.",
  description:
    "Exactly one of `user_id` (a user with their bots, or one bot: the revealed ratings about them) and `task_id` (its revealed ratings, and your own).",
  access: "account",
  plural: "ratings",
  of: Rating,
  input: {
    userId: id("user").optional().meta({ description: "A user's or a bot's id." }),
    taskId: id("task").optional(),
    side,
  },
  async run({ actor, db, casing }, { userId, taskId, side, ...page }) {
    if ((userId === undefined) === (taskId === undefined))
      throw invalid("userId", "or task_id is required, and not both");
    if (userId !== undefined) return pageAbout(db, casing, userId, side, page);
    if (!(await findTaskOwner(db, taskId!))) throw notFound("task");
    return pageOf(db, casing, [filters.task, filters.readable], { task: taskId, readable: actor.userId, side }, page);
  },
});

export const listRatingsAbout = list({
  name: "ratings.list_about",
  summary: "List the revealed ratings about a user or bot.",
  access: "anyone",
  plural: "ratings",
  of: Rating,
  input: { userId: id("user"), side },
  run: ({ db, casing }, { userId, side, ...page }) => pageAbout(db, casing, userId, side, page),
});

type Side = z.output<typeof side>;

async function pageAbout(db: Db, casing: Casing, userId: string, side: Side, page: PageRequest) {
  const known = /^[a-z]+_[0-9a-z]+$/.test(userId) && userId.length <= MAX_ID;
  const rows = known
    ? await db.execute<{ id: string }>(sql`select id from actors where id = ${userId} or user_id = ${userId}`)
    : [];
  if (rows.length === 0) throw notFound("user");
  const ids = rows.map((row) => row.id);
  return ids.length === 1
    ? pageOf(db, casing, [filters.rateeAlone], { ratee: ids[0], side }, page)
    : pageOf(db, casing, [filters.ratee], { ratee: ids, side }, page);
}

const pageOf = (
  db: Db,
  casing: Casing,
  applied: Filter[],
  { side, ...values }: Record<string, unknown>,
  { limit, offset, cursor }: PageRequest,
) =>
  listPage(
    db,
    casing,
    {
      name: "ratings",
      from: sql`ratings t`,
      joins: ratingJoins,
      view: ratingView,
      filters: side === undefined ? applied : [...applied, filters.side],
      sort: byTime("newest", sql`t.created_at`),
    },
    side === undefined ? values : { ...values, side },
    { limit, offset, cursor },
  );
