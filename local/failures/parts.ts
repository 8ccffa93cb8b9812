import { eq } from "drizzle-orm";
import { db } from "@/db";
import { ledgerJournals } from "@/db/schema";
import type { Stripe } from "@/lib/vendors/stripe";
import { balance, earn } from "../testing/market";
import { control, onboard } from "../testing/stripe";
import type { Answer, Person, Rig } from "./rig";

export type Case = {
  name: string;
  /** Gives what it counted, in words; throws when a count is not what it must be. */
  run(rig: Rig, size: Size): Promise<string>;
};
/** How often: a whole run, or a short one for every day. */
export type Size = { many: number; kills: number; postgresKills: number; steps: number; people: number };

/** How often the SDK asks by itself: once, and twice again. */
export const SDK_TRIES = 3;
export const GIG = { title: "Draw a map", description: "Of our street.", category: "design" };

export function must(what: string, found: unknown, wanted: unknown) {
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
}

export const tally = (answers: Answer[]) => {
  const counted: Record<string, number> = {};
  for (const { status, json } of answers) {
    const word = status < 300 ? String(status) : `${status} ${json.code}`;
    counted[word] = (counted[word] ?? 0) + 1;
  }
  return counted;
};
export const all = <T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)));

export async function post(rig: Rig, who: Person, fields: object = {}): Promise<string> {
  return (await rig.insist(who, "POST /api/tasks", { ...GIG, title: `Draw ${Math.random()}`, budget: 10, ...fields }))
    .data.id;
}
export async function propose(rig: Rig, who: Person, taskId: string, amount = 10): Promise<string> {
  const offer = { task_id: taskId, cover_letter: "I draw.", proposed_amount: amount };
  return (await rig.insist(who, "POST /api/proposals", offer)).data.id;
}

/** A task in progress, its work handed in. */
export async function delivered(rig: Rig, poster: Person, worker: Person) {
  const taskId = await post(rig, poster);
  const proposalId = await propose(rig, worker, taskId);
  await rig.insist(poster, `POST /api/proposals/${proposalId}/accept`, {});
  const work = await rig.insist(worker, "POST /api/deliverables", { task_id: taskId, content: "Done" });
  return { taskId, proposalId, deliverableId: work.data.id as string };
}

/** Somebody whose earnings can go out: so many cents, told to Stripe where. */
export async function earner(rig: Rig, cents: number, writes = 10): Promise<Person> {
  const who = await rig.person({ writes });
  await earn(who.account, cents);
  await control("top-up", { cents });
  await onboard(who.account);
  return who;
}
export const transfersOf = (rig: Rig, payoutId: string) =>
  rig.stripe.state.all<Stripe.Transfer>("transfer").filter(({ transfer_group }) => transfer_group === payoutId);

export const journals = (key: string) => db.$count(ledgerJournals, eq(ledgerJournals.idemKey, key));
export const sessionsOf = (rig: Rig, checkoutId: string) =>
  rig.stripe.state
    .all<Stripe.Checkout.Session>("checkout.session")
    .filter((session) => session.client_reference_id === checkoutId);

export const creditsOf = ({ userId }: Person) => balance(`${userId}:credits:usd`);
export const earningsOf = ({ userId }: Person) => balance(`${userId}:earnings:usd`);
