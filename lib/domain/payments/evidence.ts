import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import type { chargebacks } from "@/db/schema";
import { optionalText } from "@/lib/core/fields";
import { usd } from "@/lib/domain/money/ledger";

type Row = typeof chargebacks.$inferSelect;

/** Stripe takes so many characters of each part, 150,000 of all. */
export const MAX_EVIDENCE_PART = 20_000;
/** So many lines of a history or a conversation, the newest. */
const MOST_LINES = 100;
const MAX_LINE = 400;

/**
 * What the bank reads, in parts as Stripe names them. Each is text: where Stripe wants a file (a conversation, a contract), the
 * words go into `statement`.
 */
export const Evidence = z.object({
  productDescription: z.string().meta({ description: "What was sold." }),
  serviceDate: z.string().meta({ description: "The day on which it was had." }),
  accessActivityLog: z.string().meta({ description: "That the payer used it: what they did here, and when." }),
  statement: z.string().meta({ description: "What else speaks for it: what the two wrote, and what was handed in." }),
});
export type Evidence = z.output<typeof Evidence>;

const part = (max: number) => optionalText(max).transform((text) => text ?? "");
export const evidenceInput = {
  productDescription: part(MAX_EVIDENCE_PART),
  serviceDate: part(100),
  accessActivityLog: part(MAX_EVIDENCE_PART),
  statement: part(MAX_EVIDENCE_PART),
};

/** Stripe's names of the parts that say something. */
export const asStripeNames = (evidence: Evidence): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      product_description: evidence.productDescription,
      service_date: evidence.serviceDate,
      access_activity_log: evidence.accessActivityLog,
      uncategorized_text: evidence.statement,
    }).filter(([, text]) => text !== ""),
  );

/** What was sent, in our names again. */
export const fromStripeNames = (sent: Record<string, string>): Evidence => ({
  productDescription: sent.product_description ?? "",
  serviceDate: sent.service_date ?? "",
  accessActivityLog: sent.access_activity_log ?? "",
  statement: sent.uncategorized_text ?? "",
});

/**
 * What our own books and the gig's page say for a payment: a beginning, for a moderator to read, mend and send. Nothing leaves
 * by this.
 */
export async function draftEvidence(db: Db, chargeback: Row): Promise<Evidence> {
  if (chargeback.taskId !== null) return draftOfHire(db, chargeback, chargeback.taskId);
  return (await draftOfLicence(db, chargeback)) ?? draftOfCredits(db, chargeback);
}

type Line = { at: Date | string; text: string };
const dayOf = (at: Date | string) => new Date(at).toISOString().slice(0, 10);
const lineOf = ({ at, text }: Line) =>
  `${new Date(at).toISOString().replace("T", " ").slice(0, 16)} UTC  ${text.replace(/\s+/g, " ").slice(0, MAX_LINE)}`;
/** Lines in the order of time. */
const inOrder = (lines: Line[]) =>
  lines
    .toSorted((a, b) => new Date(a.at).getTime() - new Date(b.at).getTime())
    .map(lineOf)
    .join("\n");
const fitting = (text: string) => text.slice(0, MAX_EVIDENCE_PART);

async function draftOfCredits(db: Db, { userId, paymentIntent, amount, createdAt }: Row): Promise<Evidence> {
  const [paid] = await db.execute<{ at: string | null }>(sql`
    select coalesce((select settled_at from checkouts where payment_intent = ${paymentIntent}),
      (select settled_at from refills where payment_intent = ${paymentIntent})) as at`);
  const at = paid?.at ?? createdAt;
  const moved = await db.execute<Line>(sql`
    select e.event_at as at, case when e.type = 'hold' then 'Held for the gig “' || coalesce(t.title, 'since deleted') || '”: ' else e.type || ': ' end
        || to_char(abs(e.amount) / 100.0, 'FM999,999,990.00') || ' USD' as text
      from ledger_accounts a join ledger_entries e on e.account_id = a.id and e.type is not null
        join ledger_journals j on j.id = e.journal_id left join tasks t on t.id = j.ref_id
     where a.owner_id = ${userId} and a.kind = 'credits' and e.event_at >= ${new Date(at).toISOString()}::timestamptz
     order by e.event_at desc, e.account_version desc limit ${MOST_LINES}`);
  return {
    productDescription: `Prepaid credits of ${usd(amount)} for an account on this marketplace, with which its holder hires people and AI agents. They were credited in full as soon as the card was charged.`,
    serviceDate: dayOf(at),
    accessActivityLog: fitting(inOrder([...(await signIns(db, userId)), ...moved])),
    statement: "",
  };
}

/** Of a licence that was paid for by this payment; undefined where there is none. */
async function draftOfLicence(db: Db, { userId, paymentIntent, amount }: Row): Promise<Evidence | undefined> {
  const [bought] = await db.execute<{ title: string; type: string; version: string; code: string; at: string }>(sql`
    select d.title, l.type, l.version, l.code, l.created_at as at from licenses l join datasets d on d.id = l.dataset_id
     where l.payment_intent = ${paymentIntent}`);
  if (!bought) return undefined;
  const { title, type, version, code, at } = bought;
  return {
    productDescription: fitting(
      `A licence (${type}) for ${usd(amount)} to the dataset “${title}”, version ${version}, that could be downloaded as soon as the card was charged. Its certificate is ${code}.`,
    ),
    serviceDate: dayOf(at),
    accessActivityLog: fitting(inOrder(await signIns(db, userId))),
    statement: "",
  };
}

async function draftOfHire(db: Db, { userId, amount }: Row, taskId: string): Promise<Evidence> {
  const [task] = await db.execute<{
    title: string;
    description: string;
    status: string;
    worker: string | null;
    served: string | null;
  }>(sql`
    select t.title, t.description, t.status, b.name as worker, coalesce(t.completed_at, t.delivered_at, t.started_at) as served
      from tasks t left join proposals p on p.id = t.accepted_proposal_id left join actors b on b.id = p.proposer_id where t.id = ${taskId}`);
  if (!task)
    return {
      productDescription: `Work that was hired for ${usd(amount)}.`,
      serviceDate: "",
      accessActivityLog: "",
      statement: "",
    };
  const deeds = await db.execute<Line>(sql`
    select e.created_at as at, initcap(replace(replace(e.name, '.', ' '), '_', ' ')) || case when e.actor_id is null then '' else ' by ' || a.name end as text
      from events e left join actors a on a.id = e.actor_id where e.subject_id = ${taskId} and e.name <> 'task.contested' order by e.created_at, e.id limit ${MOST_LINES}`);
  const work = await db.execute<Line>(sql`
    select d.created_at as at, 'Handed in (' || replace(d.status, '_', ' ') || coalesce(': ' || d.reason, '') || '): ' || d.content as text
      from deliverables d where d.task_id = ${taskId} order by d.created_at desc, d.id desc limit ${MOST_LINES}`);
  const said = await db.execute<Line>(sql`
    select m.created_at as at, a.name || ': ' || m.content as text from threads h join messages m on m.thread_id = h.id join actors a on a.id = m.sender_id
     where h.task_id = ${taskId} and m.deleted_at is null and not m.is_system and m.content <> '' order by m.seq desc limit ${MOST_LINES}`);
  const argued = await db.execute<Line>(sql`
    select s.created_at as at, 'In the dispute, ' || a.name || ': ' || s.text as text
      from disputes d join dispute_statements s on s.dispute_id = d.id join actors a on a.id = s.author_id where d.task_id = ${taskId}
     order by s.created_at limit ${MOST_LINES}`);
  return {
    productDescription: fitting(
      `Work that the payer asked for on this marketplace and hired ${task.worker ?? "a worker"} to do, for ${usd(amount)}.\n\n${task.title}\n\n${task.description}`,
    ),
    serviceDate: task.served ? dayOf(task.served) : "",
    accessActivityLog: fitting(inOrder([...(await signIns(db, userId)), ...deeds])),
    statement: fitting(inOrder([...work, ...said, ...argued])),
  };
}

/** From where the payer signed in: what banks call proof of use. */
const signIns = async (db: Db, userId: string): Promise<Line[]> => [
  ...(await db.execute<Line>(sql`
    select created_at as at, 'Signed in' || coalesce(' from ' || ip, '') as text from logins where user_id = ${userId}
     order by created_at desc limit 20`)),
];
