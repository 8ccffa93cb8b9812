import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Filter, listPage, type Sort } from "@/lib/core/list";
import { query } from "@/lib/core/operation";
import { inDollars, view } from "@/lib/core/view";
import { searched, searchFields } from "./list";
import { taskFilters, taskSorts } from "./queries";
import { PAYMENT_METHODS } from "./task";

/** Most marks one map bears. */
const MAX_POINTS = 200;
/** The nearest are looked for among so many of the newest matches: measuring them all would grow with the table. */
const MEASURED_WITHIN = 1000;
const EARTH_KM = 6371;

/** An open local task as a mark on a map. */
export const TaskPoint = z
  .object({
    id: z.string(),
    title: z.string(),
    budgetAmount: z.number().nullable(),
    budgetCents: z.int().nullable(),
    budgetType: z.enum(["fixed", "hourly"]),
    currency: z.string(),
    paymentMethod: z.enum(PAYMENT_METHODS),
    latitude: z.number(),
    longitude: z.number(),
    locationName: z.string().nullable(),
    distanceKm: z.number().nullable().meta({ description: "From the place that was asked about; null without one." }),
  })
  .meta({ id: "TaskPoint" });

const asked = (name: string) => sql`${sql.placeholder(name)}::float8`;

/** Kilometres from the asked place to a task (haversine). */
const distance = sql`(2 * ${sql.raw(String(EARTH_KM))} * asin(least(1, sqrt(
  power(sin(radians(t.latitude - ${asked("latitude")}) / 2), 2)
  + cos(radians(${asked("latitude")})) * cos(radians(t.latitude)) * power(sin(radians(t.longitude - ${asked("longitude")}) / 2), 2)))))`;

const fields = {
  id: sql`t.id`,
  title: sql`t.title`,
  budgetAmount: inDollars(sql`t.budget_cents`),
  budgetCents: sql`t.budget_cents`,
  budgetType: sql`t.budget_type`,
  currency: sql`t.currency`,
  paymentMethod: sql`case t.funding when 'charity' then 'none' else t.funding end`,
  latitude: sql`t.latitude`,
  longitude: sql`t.longitude`,
  locationName: sql`t.location_name`,
};
const unmeasured = view(TaskPoint, { ...fields, distanceKm: sql`null::float8` });
const measured = view(TaskPoint, { ...fields, distanceKm: sql`round(${distance}::numeric, 1)::float8` });

const nearest: Sort = {
  name: "nearest",
  column: distance,
  direction: "asc",
  key: sql`0`,
  value: (key) => key,
};

export const mapTasks = query({
  name: "tasks.map",
  summary: "Open local tasks on a map.",
  description: `At most ${MAX_POINTS}, newest first; with \`near\` the nearest among the ${MEASURED_WITHIN} newest, each with its distance.`,
  access: "anyone",
  input: {
    ...searchFields,
    near: z
      .object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
      .optional()
      .meta({ description: "Where the asker is, in degrees." }),
  },
  output: { points: z.array(TaskPoint), total: z.int(), totalIsEstimate: z.boolean() },
  async run({ db, casing }, { near, ...rest }) {
    const wanted: [Filter, unknown][] = [[taskFilters.status, "open"], [taskFilters.local, true], ...searched(rest)];
    const page = await listPage(
      db,
      casing,
      {
        name: near ? "tasks_near" : "tasks_map",
        from: sql`tasks t`,
        view: near ? measured : unmeasured,
        filters: wanted.map(([filter]) => filter),
        sort: near ? nearest : taskSorts.newest,
        ...(near && { within: MEASURED_WITHIN }),
      },
      { ...Object.fromEntries(wanted.map(([filter, value]) => [filter.name, value])), ...near },
      { limit: MAX_POINTS, offset: 0 },
    );
    return { points: page.items, total: page.total, totalIsEstimate: page.totalIsEstimate };
  },
});
