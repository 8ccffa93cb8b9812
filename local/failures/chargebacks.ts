import { eq, inArray } from "drizzle-orm";
import { db } from "@/db";
import { chargebacks, checkouts, holds, refunds, tasks } from "@/db/schema";
import { waitUntil } from "../processes";
import { balance } from "../testing/market";
import { control } from "../testing/stripe";
import { all, type Case, earningsOf, journals, must, post, propose } from "./parts";
import type { Person, Rig } from "./rig";

const CENTS = 1000;
const HEARD_WITHIN_MS = 60_000;
/** What the poster does while the bank's word comes in. */
const DEEDS = ["release", "cancel", "revise"] as const;
const OUTCOMES = ["won", "lost"] as const;

async function until(what: string, isSo: () => Promise<boolean>) {
  if (!(await waitUntil(isSo, HEARD_WITHIN_MS, 200))) throw new Error(`${what} is not heard of`);
}

/** A gig that a card paid for; its work handed in, where it is to be answered. */
async function paidGig(rig: Rig, poster: Person, worker: Person, deed: (typeof DEEDS)[number]) {
  const taskId = await post(rig, poster, { payment_method: "card" });
  const proposal_id = await propose(rig, worker, taskId);
  const page = await rig.insist(poster, "POST /api/stripe/checkout", { task_id: taskId, proposal_id });
  must("payment", await rig.pay(page.checkout_url), 303);
  const of = eq(checkouts.id, page.checkout_id);
  await until("the hire", async () => (await db.select().from(checkouts).where(of))[0]?.status === "paid");
  const [paid] = await db.select().from(checkouts).where(of);
  if (deed === "cancel") return { taskId, paymentIntent: paid!.paymentIntent!, deliverableId: "" };
  const work = await rig.insist(worker, "POST /api/deliverables", { task_id: taskId, content: "Done" });
  return { taskId, paymentIntent: paid!.paymentIntent!, deliverableId: work.data.id as string };
}

type Race = { taskId: string; worker: Person; chargebackId: string; outcome: (typeof OUTCOMES)[number] };

/** One gig whose payment is contested at the very moment at which its poster ends it; then the bank decides. */
async function race(rig: Rig, n: number): Promise<Race> {
  const deed = DEEDS[n % DEEDS.length]!;
  const outcome = OUTCOMES[Math.floor(n / DEEDS.length) % OUTCOMES.length]!;
  const [poster, worker] = [await rig.person(), await rig.person()];
  const { taskId, paymentIntent, deliverableId } = await paidGig(rig, poster, worker, deed);
  const end = () =>
    deed === "cancel"
      ? rig.ask(poster, `POST /api/tasks/${taskId}/cancel`, {})
      : rig.ask(poster, "PATCH /api/deliverables", {
          deliverable_id: deliverableId,
          action: deed === "release" ? "accept" : "request_revision",
          reason: "Again",
        });
  // The event is on its way as soon as the bank has acted: either may come first.
  const [{ id }, answer] = await Promise.all([control("dispute", { payment_intent: paymentIntent }), end()]);
  if (![200, 409].includes(answer.status)) must("answer", answer, "200 or 409");
  // Not until all is quiet: what was ordered back to the card waits for the bank's word.
  const isOpen = async () => (await db.select().from(chargebacks).where(eq(chargebacks.id, id)))[0]?.status === "open";
  await until("the chargeback", isOpen);
  await control("decide", { dispute: id, outcome });
  return { taskId, worker, chargebackId: id, outcome };
}

/** Where a gig's money went, in words; throws where it went twice, or is nowhere. */
async function endOf({ taskId, worker, chargebackId, outcome }: Race): Promise<string> {
  const [row] = await db.select().from(chargebacks).where(eq(chargebacks.id, chargebackId));
  must("chargeback", row!.status, outcome);
  must("contested", await balance(`dispute:${chargebackId}`), 0);
  const [task] = await db.select().from(tasks).where(eq(tasks.id, taskId));
  const held = await balance(`${taskId}:card:usd`);
  const earned = await earningsOf(worker);
  const back = (await db.select().from(refunds).where(eq(refunds.taskId, taskId)))
    .filter(({ status }) => status === "succeeded")
    .reduce((sum, { amount }) => sum + amount, 0);
  const settled = (await journals(`task.settle:${taskId}`)) === 1;
  const [hold] = await db.select().from(holds).where(eq(holds.taskId, taskId));
  must("hold", [hold!.settledAt !== null, hold!.released + hold!.refunded], settled ? [true, CENTS] : [false, 0]);
  if (outcome === "won") must("money of a payment that stands", held + earned + back, CENTS);
  // Lost: the bank gave it back, and nothing of ours does again; what the worker was paid before is the platform's loss.
  else must("money of a payment that was given back", [held, back], [0, 0]);
  const where = earned > 0 ? "paid" : back > 0 ? "refunded" : held > 0 ? "held" : "the bank's";
  return `${outcome}, ${task!.status}, ${where}`;
}

export const chargebackRaces: Case = {
  name: "a chargeback that comes while its gig is released, cancelled or sent back",
  async run(rig, { many }) {
    const count = Math.max(12, Math.ceil(many / 4));
    const races: Race[] = [];
    // In threes: each poster and worker is new, and the app is one process.
    for (let n = 0; n < count; n += DEEDS.length)
      races.push(...(await all(Math.min(DEEDS.length, count - n), (m) => race(rig, n + m))));
    await rig.quiet(300_000);
    const ends: Record<string, number> = {};
    for (const one of races) {
      const word = await endOf(one);
      ends[word] = (ends[word] ?? 0) + 1;
    }
    const ids = races.map(({ chargebackId }) => chargebackId);
    must("chargebacks", await db.$count(chargebacks, inArray(chargebacks.id, ids)), count);
    return `${count} races, each ended once and every cent in one place: ${JSON.stringify(ends)}`;
  },
};
