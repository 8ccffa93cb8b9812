import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import type { Actor } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { type Filter, findOne, type ListPlan } from "@/lib/core/list";
import { view } from "@/lib/core/view";
import { applicationView } from "@/lib/domain/proposals/givegigs/application";
import { proposalJoins } from "@/lib/domain/proposals/proposal";
import { type TaskRow, taskSorts } from "../queries";
import { isPoster, taskPoster } from "../task";
import {
  FUNDING_TYPES,
  FUNDINGS,
  GiveGigsTaskDetail,
  giveGigsTaskView,
  SHOWN_APPLICATIONS,
  STATES,
  type Status,
} from "./task";

const isTaskId = idPattern("task");

/** The account that looks, for the parts of a task that not everybody sees. */
export const onlooker = (actor: Actor) => {
  const viewer = "userId" in actor ? actor.userId : null;
  return { viewer, signedIn: viewer !== null || actor.kind === "system" };
};

const detailView = view(GiveGigsTaskDetail, {
  ...giveGigsTaskView.fields,
  applications: sql`(select coalesce(json_agg(q.item), '[]') from (
    select row_to_json(v) as item from proposals t ${proposalJoins} cross join lateral (select ${applicationView.columns("camel")}) v
    where t.task_id = ${sql.placeholder("id")} order by t.created_at, t.id limit ${sql.raw(String(SHOWN_APPLICATIONS))}) q)`,
});

const one = { from: sql`tasks t`, joins: taskPoster, where: sql`t.id = ${sql.placeholder("id")}` };
const onePlan = { ...one, name: "givegigs_task", view: giveGigsTaskView };
const detailPlan = { ...one, name: "givegigs_task_detail", view: detailView };

/** The task in GiveGigs' words, as JSON. Refuses NOT_FOUND. */
export const loadGiveGigsTask = (db: Db, actor: Actor, id: string) => load(onePlan, db, actor, id);
/** The same with its applications. */
export const loadGiveGigsTaskDetail = (db: Db, actor: Actor, id: string) => load(detailPlan, db, actor, id);

async function load(plan: typeof onePlan | typeof detailPlan, db: Db, actor: Actor, id: string): Promise<Json<any>> {
  const task = isTaskId.test(id) ? await findOne(db, "camel", plan, { id, ...onlooker(actor) }) : undefined;
  if (!task) throw notFound("task");
  return task as Json<any>;
}

/** A page of tasks in GiveGigs' words. One word covers several states: each is its own walk of an index, and Postgres merges them. */
export function giveGigsPlan(
  status: Status,
  fundingType: keyof typeof FUNDINGS | undefined,
  filters: Filter[],
): ListPlan {
  const branches = STATES[status].flatMap((state) =>
    (fundingType ? FUNDINGS[fundingType] : [undefined]).map((funding) => branch(state, funding)),
  );
  return {
    name: `givegigs_tasks_${status}_${fundingType ?? FUNDING_TYPES.length}`,
    from: sql`(${sql.join(branches, sql` union all `)}) t`,
    joins: taskPoster,
    view: giveGigsTaskView,
    filters,
    sort: taskSorts.newest,
  };
}

const branch = (status: string, funding: string | undefined): SQL =>
  sql.raw(`select * from tasks where status = '${status}'${funding ? ` and funding = '${funding}'` : ""}`);

/**
 * In GiveGigs only the key that made a task may change it. The account's owner, signed in in a browser, stands above its
 * keys: so a lost or revoked key leaves no task that nobody can change.
 */
export function refuseOtherKeys(actor: Actor, task: TaskRow) {
  const isCreator =
    isPoster(actor, task) && (!("keyId" in actor) || actor.keyId === null || actor.keyId === task.keyId);
  if (!isCreator)
    throw new Refusal(
      "FORBIDDEN",
      "Only the API key that created this task may change it, or its owner signed in in a browser.",
    );
}
