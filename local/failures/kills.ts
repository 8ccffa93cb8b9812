import { eq } from "drizzle-orm";
import { db } from "@/db";
import { refunds, stripeOps, withdrawals } from "@/db/schema";
import type { Stripe } from "@/lib/vendors/stripe";
import { sleep } from "../processes";
import { type Case, creditsOf, earner, earningsOf, must, post, propose, sessionsOf, transfersOf } from "./parts";
import type { Rig } from "./rig";

const MOMENTS = ["before", "after", "recording"] as const;
const STRUCK_WITHIN_MS = 20_000;
/** A killed process's orders are anybody's again after a minute and a half. */
const QUIET_AFTER_KILLS_MS = 300_000;

/** Something that makes the app call Stripe by this route, and what must be true once all is quiet. */
type Deed = { route: string; act(): Promise<unknown>; check(): Promise<void> };

/** One of each kind, prepared as far as it goes without that call. */
const DEEDS: ((rig: Rig) => Promise<Deed>)[] = [
  async (rig) => {
    const who = await rig.person();
    let checkoutId = "";
    return {
      route: "POST /v1/checkout/sessions",
      async act() {
        const page = await rig.insist(who, "POST /api/credits/deposit", { amount_cents: 500 });
        checkoutId = page.checkout_id;
        must("payment", await rig.pay(page.checkout_url), 303);
      },
      async check() {
        must("sessions", [sessionsOf(rig, checkoutId).length, await creditsOf(who)], [1, 500]);
      },
    };
  },
  async (rig) => {
    const poster = await rig.person();
    const taskId = await post(rig, poster, { payment_method: "card" });
    const proposal_id = await propose(rig, await rig.person(), taskId);
    const page = await rig.insist(poster, "POST /api/stripe/checkout", { task_id: taskId, proposal_id });
    must("payment", await rig.pay(page.checkout_url), 303);
    return {
      route: "POST /v1/refunds",
      act: () => rig.insist(poster, `POST /api/tasks/${taskId}/cancel`, {}),
      async check() {
        const made = await db.select().from(refunds).where(eq(refunds.taskId, taskId));
        must(
          "refunds",
          made.map(({ status, amount }) => [status, amount]),
          [["succeeded", 1000]],
        );
      },
    };
  },
  async (rig) => {
    const who = await earner(rig, 500);
    return {
      route: "POST /v1/transfers",
      act: () => rig.insist(who, "POST /api/withdrawals", { withdraw_all: true }),
      async check() {
        const [row] = await db.select().from(withdrawals).where(eq(withdrawals.userId, who.userId));
        must("transfers", [row!.status, transfersOf(rig, row!.id).length, await earningsOf(who)], ["sent", 1, 0]);
      },
    };
  },
];

const failedOrders = () => db.$count(stripeOps, eq(stripeOps.status, "failed"));

export const kills: Case = {
  name: "kill -9 of the app between a row and Stripe and back",
  async run(rig, { kills }) {
    const before = rig.kills;
    // Other cases have Stripe say no; nothing here gives it a reason to.
    const refused = await failedOrders();
    const counted: Record<string, number> = {};
    const deeds: Deed[] = [];
    for (let n = 0; n < kills; n++) deeds.push(await DEEDS[n % DEEDS.length]!(rig));
    await rig.quiet();
    const under: Promise<unknown>[] = [];
    for (const [n, { route, act }] of deeds.entries()) {
      const moment = MOMENTS[Math.floor(n / DEEDS.length) % MOMENTS.length]!;
      const struck = new Promise<void>((done) => {
        rig.stripe.state.manner.watch = (called, when) => {
          if (called !== route || when !== (moment === "before" ? "before" : "after")) return;
          rig.stripe.state.manner.watch = undefined;
          const strike = () => {
            const word = `${route.split("/").at(-1)} ${moment}`;
            if (rig.kill()) counted[word] = (counted[word] ?? 0) + 1;
            done();
          };
          if (moment === "recording") setTimeout(strike, Math.random() * 6);
          else strike();
        };
      });
      under.push(act());
      // What was under way is taken up again once its lease is over; the next one need not wait for that.
      await Promise.race([struck, sleep(STRUCK_WITHIN_MS)]);
      rig.stripe.state.manner.watch = undefined;
      await rig.start();
    }
    await Promise.all(under);
    await rig.quiet(QUIET_AFTER_KILLS_MS);
    for (const { check } of deeds) await check();
    const theirs = rig.stripe.state.all<Stripe.Refund>("refund").length;
    must("refunds of ours and of Stripe", await db.$count(refunds, eq(refunds.status, "succeeded")), theirs);
    must("orders that failed", (await failedOrders()) - refused, 0);
    const moments = Object.entries(counted).map(([moment, times]) => `${times} ${moment}`);
    return `${rig.kills - before} kills (${moments.join(", ")}): one session, refund or transfer each, every wallet exact`;
  },
};
