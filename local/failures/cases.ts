import { eq, sql } from "drizzle-orm";
import { db } from "@/db";
import { checkouts, holds, refills, refunds, withdrawals } from "@/db/schema";
import type { Stripe } from "@/lib/vendors/stripe";
import { sleep } from "../processes";
import { sign } from "../stripe/webhooks";
import { balance } from "../testing/market";
import { walk } from "../testing/walk";
import { chargebackRaces } from "./chargebacks";
import { kills } from "./kills";
import {
  all,
  type Case,
  creditsOf,
  delivered,
  earner,
  earningsOf,
  GIG,
  journals,
  must,
  post,
  propose,
  SDK_TRIES,
  sessionsOf,
  tally,
  transfersOf,
} from "./parts";
import type { Person } from "./rig";

const WALK_SEED = 20_261_126;
/** Odd ones, so that rounding shows. */
const WALK_FEES = { credits: 333, card: 1_299 };

export const cases: Case[] = [
  {
    name: "proposals of one task accepted at once",
    async run(rig, { many }) {
      const poster = await rig.person({ dollars: 100, writes: many + 5 });
      const taskId = await post(rig, poster);
      const offers = await all(many, async () => propose(rig, await rig.person(), taskId));
      const answers = await Promise.all(offers.map((id) => rig.ask(poster, `POST /api/proposals/${id}/accept`)));
      const counted = tally(answers);
      must("accepts", counted, { "200": 1, "409 INVALID_STATE": many - 1 });
      must("holds", await db.$count(holds, eq(holds.taskId, taskId)), 1);
      must("held", await balance(`${taskId}:escrow:usd`), 1000);
      return `1 accepted, ${many - 1} refused, $10.00 held once`;
    },
  },
  {
    name: "one card task paid for many times at once",
    async run(rig, { many }) {
      const poster = await rig.person({ writes: many + 5 });
      const taskId = await post(rig, poster, { payment_method: "card" });
      const proposalId = await propose(rig, await rig.person(), taskId);
      const asked = await all(many, () =>
        rig.ask(poster, "POST /api/stripe/checkout", { task_id: taskId, proposal_id: proposalId }),
      );
      const pages = new Set(asked.map(({ json }) => json.checkout_url));
      must("pages", [tally(asked), pages.size], [{ "200": many }, 1]);
      const [url] = [...pages] as [string];
      await all(5, () => rig.pay(url));
      const charges = rig.stripe.state
        .all<Stripe.PaymentIntent>("payment_intent")
        .filter(
          ({ metadata, status }) => metadata.checkout_id === asked[0]!.json.checkout_id && status === "succeeded",
        );
      must("payments", charges.length, 1);
      await rig.quiet();
      must("holds", await db.$count(holds, eq(holds.taskId, taskId)), 1);
      must("held", await balance(`${taskId}:card:usd`), 1000);
      return `${many} requests, 1 page, 1 payment of 5 tries, $10.00 held once`;
    },
  },
  {
    name: "a card task's pages for two proposals both paid",
    async run(rig) {
      const poster = await rig.person();
      const taskId = await post(rig, poster, { payment_method: "card" });
      const offers = await all(2, async () => propose(rig, await rig.person(), taskId));
      rig.stripe.state.manner.order({
        route: "POST /v1/checkout/sessions/*/expire",
        when: "before",
        how: 500,
        times: 4,
      });
      const urls: string[] = [];
      for (const proposal_id of offers)
        urls.push(
          (await rig.insist(poster, "POST /api/stripe/checkout", { task_id: taskId, proposal_id })).checkout_url,
        );
      must("payments", await Promise.all(urls.map((url) => rig.pay(url))), [303, 303]);
      rig.stripe.state.manner.calm();
      await rig.quiet();
      const rows = await db.select().from(checkouts).where(eq(checkouts.taskId, taskId));
      must("checkouts", rows.map(({ status }) => status).sort(), ["paid", "refunded"]);
      must(
        "refunds",
        (await db.select().from(refunds).where(eq(refunds.taskId, taskId))).map(({ status }) => status),
        ["succeeded"],
      );
      return "1 hired, 1 refunded";
    },
  },
  {
    name: "a page paid after its task was cancelled",
    async run(rig) {
      const poster = await rig.person();
      const taskId = await post(rig, poster, { payment_method: "card" });
      const proposal_id = await propose(rig, await rig.person(), taskId);
      const { checkout_url } = await rig.insist(poster, "POST /api/stripe/checkout", { task_id: taskId, proposal_id });
      rig.stripe.state.manner.order({
        route: "POST /v1/checkout/sessions/*/expire",
        when: "before",
        how: 500,
        times: 4,
      });
      await rig.insist(poster, `POST /api/tasks/${taskId}/cancel`, {});
      must("payment", await rig.pay(checkout_url), 303);
      rig.stripe.state.manner.calm();
      await rig.quiet();
      must(
        "refunds",
        (await db.select().from(refunds).where(eq(refunds.taskId, taskId))).map(({ status, amount }) => [
          status,
          amount,
        ]),
        [["succeeded", 1000]],
      );
      return "refunded in full";
    },
  },
  {
    name: "one delivery accepted at once",
    async run(rig, { many }) {
      const poster = await rig.person({ dollars: 100, writes: many + 5 });
      const worker = await rig.person();
      const { taskId, deliverableId } = await delivered(rig, poster, worker);
      const counted = tally(
        await all(many, () =>
          rig.ask(poster, "PATCH /api/deliverables", { deliverable_id: deliverableId, action: "accept" }),
        ),
      );
      must("releases", counted, { "200": 1, "409 INVALID_STATE": many - 1 });
      must("journals", await journals(`task.settle:${taskId}`), 1);
      must("earned", await balance(`${worker.userId}:earnings:usd`), 1000);
      return `1 released, ${many - 1} refused, one journal`;
    },
  },
  {
    name: "accept against cancel against reject, many tasks",
    async run(rig, { many }) {
      const count = Math.ceil(many / 4);
      const poster = await rig.person({ dollars: 10 * count, writes: count * 6 });
      const worker = await rig.person({ writes: count * 3 });
      let ended = 0;
      for (let n = 0; n < count; n++) {
        const { taskId, deliverableId } = await delivered(rig, poster, worker);
        const review = (action: string, reason?: string) =>
          rig.ask(poster, "PATCH /api/deliverables", { deliverable_id: deliverableId, action, reason });
        const answers = await Promise.all([
          review("accept"),
          rig.ask(poster, `POST /api/tasks/${taskId}/cancel`),
          review("reject", "No"),
        ]);
        const codes = tally(answers);
        if (Object.keys(codes).some((code) => !["200", "409 INVALID_STATE"].includes(code)))
          must("codes", codes, "200 or 409");
        const settled = await journals(`task.settle:${taskId}`);
        if (settled > 1) must("endings", settled, "at most 1");
        ended += settled;
      }
      return `${count} tasks raced, ${ended} ended, none twice`;
    },
  },
  {
    name: "release against cancel against a split against giving in, many disputes",
    async run(rig, { many }) {
      const count = Math.ceil(many / 4);
      const poster = await rig.person({ dollars: 10 * count, writes: count * 6 });
      const worker = await rig.person({ writes: count * 5 });
      const moderator = await rig.person({ role: "moderator", writes: count + 5 });
      const ends: Record<string, number> = {};
      for (let n = 0; n < count; n++) {
        const { taskId, proposalId, deliverableId } = await delivered(rig, poster, worker);
        const before = await earningsOf(worker);
        const { data } = await rig.insist(worker, `POST /api/tasks/${taskId}/contest`, { reason: "It is done." });
        const split = { outcome: "split", worker_cents: 400, reason: "Done in part." };
        const answers = await Promise.all([
          rig.ask(poster, "PATCH /api/deliverables", { deliverable_id: deliverableId, action: "accept" }),
          rig.ask(poster, `POST /api/tasks/${taskId}/cancel`),
          rig.ask(moderator, `POST /api/moderation/disputes/${data.dispute.id}/decide`, split),
          rig.ask(worker, "PATCH /api/proposals", { proposal_id: proposalId, action: "withdraw" }),
        ]);
        must("ended", answers.filter(({ status }) => status < 300).length, 1);
        must("settled", await journals(`task.settle:${taskId}`), 1);
        must("held", await balance(`${taskId}:escrow:usd`), 0);
        const earned = (await earningsOf(worker)) - before;
        if (![0, 400, 1000].includes(earned)) must("earned", earned, "0, 400 or 1000");
        const end = { 0: "given in", 400: "split", 1000: "released" }[earned]!;
        ends[end] = (ends[end] ?? 0) + 1;
      }
      return `${count} disputes raced, each ended once: ${JSON.stringify(ends)}`;
    },
  },
  {
    name: "one wallet withdrawn many times at once",
    async run(rig, { many }) {
      const who = await earner(rig, 5_000, many + 5);
      const counted = tally(await all(many, () => rig.ask(who, "POST /api/withdrawals", { withdraw_all: true })));
      must("withdrawals", counted, { "201": 1, "409 INSUFFICIENT_EARNINGS": many - 1 });
      await rig.quiet();
      const [row] = await db.select().from(withdrawals).where(eq(withdrawals.userId, who.userId));
      must("withdrawal", [row!.status, row!.amount], ["sent", 5_000]);
      must("transfers", transfersOf(rig, row!.id).length, 1);
      return `1 sent, ${many - 1} refused, one transfer of $50.00`;
    },
  },
  {
    name: "Stripe acts, and its answer is lost, also to the SDK's own retries",
    async run(rig) {
      const lose = (route: string) =>
        rig.stripe.state.manner.order({ route, when: "after", how: "drop", times: SDK_TRIES });
      const buyer = await rig.person();
      lose("POST /v1/checkout/sessions");
      const bought = await rig.insist(buyer, "POST /api/credits/deposit", { amount_cents: 700 });
      must("payment", await rig.pay(bought.checkout_url), 303);
      await rig.quiet();
      must("sessions", [sessionsOf(rig, bought.checkout_id).length, await creditsOf(buyer)], [1, 700]);

      const taskId = await post(rig, buyer, { payment_method: "card" });
      const proposal_id = await propose(rig, await rig.person(), taskId);
      const page = await rig.insist(buyer, "POST /api/stripe/checkout", { task_id: taskId, proposal_id });
      must("payment", await rig.pay(page.checkout_url), 303);
      await rig.quiet();
      lose("POST /v1/refunds");
      await rig.insist(buyer, `POST /api/tasks/${taskId}/cancel`, {});
      await rig.quiet();
      const [refund] = await db.select().from(refunds).where(eq(refunds.taskId, taskId));
      const made = rig.stripe.state
        .all<Stripe.Refund>("refund")
        .filter(({ metadata }) => metadata?.refund_id === refund!.id);
      must("refunds", [refund!.status, made.length], ["succeeded", 1]);

      const worker = await earner(rig, 900);
      lose("POST /v1/transfers");
      const { data } = await rig.insist(worker, "POST /api/withdrawals", { withdraw_all: true });
      await rig.quiet();
      must("transfers", [transfersOf(rig, data.id).length, await earningsOf(worker)], [1, 0]);
      return "one session, one refund, one transfer";
    },
  },
  {
    name: "events three times each, shuffled, twenty at once; forged and stale ones",
    async run(rig, { many }) {
      const buyers = await all(many, () => rig.person());
      rig.stripe.state.set("events", "hold");
      const pages = await Promise.all(
        buyers.map((who, n) => rig.insist(who, "POST /api/credits/deposit", { amount_cents: 1000 + n })),
      );
      for (const { checkout_url } of pages) must("payment", await rig.pay(checkout_url), 303);
      const wanted = new Set(pages.map(({ session_id }) => session_id));
      const events = rig.stripe.state
        .all<Stripe.Event>("event")
        .filter(
          ({ type, data }) => type === "checkout.session.completed" && wanted.has((data.object as { id: string }).id),
        );
      must("events", events.length, many);
      const payloads = [...events, ...events, ...events]
        .map((event) => [Math.random(), JSON.stringify(event)] as const)
        .sort((a, b) => a[0] - b[0])
        .map(([, payload]) => payload);
      const secret = process.env.STRIPE_WEBHOOK_SECRET!;
      const now = () => Math.floor(Date.now() / 1000);
      for (let at = 0; at < payloads.length; at += 20)
        must(
          "answers",
          new Set(
            await Promise.all(payloads.slice(at, at + 20).map((body) => rig.webhook(body, sign(body, secret, now())))),
          ).size,
          1,
        );
      const body = payloads[0]!;
      must(
        "forged and stale",
        [
          await rig.webhook(body, sign(body, "whsec_of_somebody", now())),
          await rig.webhook(body.replace("evt_", "evt_0"), sign(body, secret, now())),
          await rig.webhook(body, sign(body, secret, now() - 301)),
          await rig.webhook(body, ""),
        ],
        [400, 400, 400, 400],
      );
      rig.stripe.state.set("events", "");
      for (const held of rig.stripe.state.deliveries("held"))
        rig.stripe.state.deliver({ ...held, nextAt: rig.stripe.state.now(), status: "waiting" });
      await rig.quiet();
      const wrong = [];
      for (const [n, who] of buyers.entries())
        if ((await balance(`${who.userId}:credits:usd`)) !== 1000 + n) wrong.push(n);
      must("wallets that are wrong", wrong, []);
      return `${payloads.length} events, ${many} of ${many} wallets exact; 4 of 4 forged or stale refused`;
    },
  },
  {
    name: "spends that cross the refill threshold at once",
    async run(rig) {
      const who = await rig.person({ dollars: 100, writes: 75 });
      const { setup_url } = await rig.insist(who, "POST /api/credits/setup-auto-refill", {
        enabled: true,
        threshold: 50,
        amount: 200,
      });
      must("card", await rig.pay(setup_url), 303);
      await rig.quiet();
      await all(50, () => rig.ask(who, "POST /api/tasks", { ...GIG, title: `Draw ${Math.random()}`, budget: 2 }));
      await sleep(12_000);
      await rig.quiet();
      const made = await db.select().from(refills).where(eq(refills.userId, who.userId));
      must(
        "refills",
        made.map(({ status }) => status),
        ["succeeded"],
      );
      const intents = rig.stripe.state
        .all<Stripe.PaymentIntent>("payment_intent")
        .filter(({ metadata }) => metadata.user_id === who.userId && metadata.kind === "refill");
      must("charges", intents.length, 1);
      return "50 spends, 1 charge";
    },
  },
  chargebackRaces,
  kills,
  {
    name: "Postgres killed under load",
    async run(rig, { postgresKills }) {
      const owner = await rig.person({ dollars: 1000, writes: 200 });
      let isOver = false;
      let done = 0;
      const work = all(4, async () => {
        while (!isOver) {
          await post(rig, owner, { budget: 1 });
          done++;
        }
      });
      for (let n = 0; n < postgresKills; n++) {
        await sleep(2_000);
        rig.killPostgres();
        await sleep(4_000);
      }
      isOver = true;
      await work;
      must("reserved", (await balanceOf(owner)).reserved, done * 100);
      return `${postgresKills} kills, ${done} posts answered, each held once`;
    },
  },
  {
    // The last: its clock runs ahead by weeks, and Stripe's with it.
    name: "a random walk against the rules in memory",
    async run(_, { steps, people }) {
      const outcomes = await walk({ seed: WALK_SEED, fees: WALK_FEES, steps, people, compareEvery: 50 });
      const told = Object.entries(outcomes).sort(([a], [b]) => a.localeCompare(b));
      const ran = told.reduce((sum, [, times]) => sum + times, 0);
      must("commands", ran, steps);
      return `${steps} commands by ${people} accounts, seed ${WALK_SEED}, fees of ${Object.values(WALK_FEES).join(" and ")} basis points: ${told.map(([what, times]) => `${times} ${what}`).join(", ")}`;
    },
  },
];

async function balanceOf(who: Person): Promise<{ available: number; reserved: number }> {
  const [row] = await db.execute<{ available: number; reserved: number }>(
    sql`select available::int, reserved::int from credit_balances where owner_id = ${who.userId}`,
  );
  return row!;
}
