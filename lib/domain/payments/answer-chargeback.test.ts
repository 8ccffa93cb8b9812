import { eq } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { autoRefills, chargebackAnswers, fraudWarnings, refunds } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { listTransactions } from "@/lib/domain/credits/transactions";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { stripe } from "@/lib/vendors/stripe";
import { codeOf, refusal } from "@/local/testing/accounts";
import { bought, contest, credits, hiredByCard, type Page, settleAndVerify } from "@/local/testing/cards";
import { balance, person, postTask } from "@/local/testing/market";
import { control, eventsOf, hear, payPage } from "@/local/testing/stripe";
import { answerChargeback } from "./answer-chargeback";
import { setUpAutoRefill } from "./auto-refill";
import { settleChargeback } from "./chargeback";
import { listChargebackQueue, listFraudWarnings } from "./chargeback-queue";
import { settleCheckout } from "./checkout";
import { deposit } from "./deposit";
import { settleFraudWarning } from "./fraud-warning";
import { handlers } from "./handlers";
import { loadChargeback } from "./load-chargeback";
import { drainOps } from "./ops";

const moderator = () => person("Mo", { role: "moderator" });
const answersOf = (id: string) =>
  db.select().from(chargebackAnswers).where(eq(chargebackAnswers.chargebackId, id)).orderBy(chargebackAnswers.id);
const load = (who: Account, chargebackId: string) => run<any>(loadChargeback, who, { chargebackId });
const answer = (who: Account, chargebackId: string, said: object) =>
  run<any>(answerChargeback, who, { chargebackId, ...said });
const SAID = { statement: "The work was handed in, and used." };

afterEach(settleAndVerify);

describe("what the bank is told against a chargeback", () => {
  test("begins with what the gig's page and the books say: what was sold, when, by whom, and what was written", async () => {
    const { worker, task, paymentIntent } = await hiredByCard();
    await run(submitDeliverable, worker, { taskId: task.id, content: "Watered on Monday and Thursday." });
    const { draft, chargeback, answer: none } = await load(await moderator(), await contest(paymentIntent));
    expect(chargeback).toMatchObject({ status: "open", taskId: task.id, amountCents: 4500, answeredAt: null });
    expect(none).toBeNull();
    expect(draft.productDescription).toContain("hired Will to do, for $45.00.\n\nWater the plants");
    expect(draft.serviceDate).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(draft.accessActivityLog).toContain("Proposal Accepted by Pia");
    expect(draft.statement).toContain("Handed in (submitted): Watered on Monday and Thursday.");
  });

  test("of bought credits: that they came, and what was done with them", async () => {
    const { who, paymentIntent } = await bought(20);
    await postTask(who, { budget: 5 });
    const { draft } = await load(await moderator(), await contest(paymentIntent));
    expect(draft.productDescription).toContain("Prepaid credits of $20.00");
    expect(draft.accessActivityLog).toContain("Held for the gig “Water the plants”: 5.00 USD");
  });

  test("is kept with Stripe as often as one likes, and goes to the bank once", async () => {
    const [mo, id] = [await moderator(), await contest((await bought()).paymentIntent)];
    const draft = await answer(mo, id, { ...SAID, serviceDate: "2026-11-02" });
    expect(draft.answer).toMatchObject({ ...SAID, isFinal: false, takenAt: expect.any(String) });
    await answer(mo, id, { productDescription: "Credits." });
    const staged = await stripe().disputes.retrieve(id);
    expect(staged).toMatchObject({
      status: "needs_response",
      evidence: { product_description: "Credits.", uncategorized_text: SAID.statement },
      evidence_details: { submission_count: 0 },
    });
    expect((await load(mo, id)).answer).toMatchObject({ productDescription: "Credits.", isFinal: false });
    const final = await answer(mo, id, { ...SAID, submit: true });
    expect(final.answer).toMatchObject({ isFinal: true });
    expect(await stripe().disputes.retrieve(id)).toMatchObject({ status: "under_review" });
    expect((await load(mo, id)).chargeback.answeredAt).not.toBeNull();
    const queue = (await run<any>(listChargebackQueue, mo, { limit: 100 })).items.find((each: any) => each.id === id);
    expect(queue.answeredAt).not.toBeNull();
    for (const submit of [false, true]) expect(await codeOf(answer(mo, id, { ...SAID, submit }))).toBe("CONFLICT");
    await control("decide", { dispute: id, outcome: "won" });
    await settleChargeback(id);
    expect(await codeOf(answer(mo, id, SAID))).toBe("INVALID_STATE");
  });

  test("by two moderators at one moment reaches the bank once; a lost answer of Stripe's changes nothing", async () => {
    const id = await contest((await bought()).paymentIntent);
    const two = [await moderator(), await moderator()];
    await control("fail", { route: "POST /v1/disputes/*", when: "after", how: "drop", times: 3 });
    const outcomes = await Promise.all(two.map((mo) => codeOf(answer(mo, id, { ...SAID, submit: true }))));
    expect(outcomes.sort()).toEqual(["CONFLICT", "done"]);
    clock.advance(60_000);
    await drainOps(handlers, 5_000);
    expect(await answersOf(id)).toMatchObject([{ isFinal: true, refusal: null, takenAt: expect.any(Date) }]);
    expect((await stripe().disputes.retrieve(id)).evidence_details.submission_count).toBe(1);
  });

  test("is refused too late, empty, too long, by the payer, and to everybody who is no moderator", async () => {
    const { who, paymentIntent } = await bought();
    const [mo, id] = [await moderator(), await contest(paymentIntent)];
    expect(await refusal(answer(mo, id, { statement: "  " }))).toMatchObject({ code: "INVALID_INPUT" });
    expect(await codeOf(answer(mo, id, { statement: "x".repeat(20_001) }))).toBe("INVALID_INPUT");
    expect(await codeOf(answer(who, id, SAID))).toBe("NOT_FOUND");
    expect(await codeOf(load(who, id))).toBe("NOT_FOUND");
    expect(await codeOf(load(mo, "dp_nothing"))).toBe("NOT_FOUND");
    expect(await codeOf(answer({ ...who, role: "moderator" }, id, SAID))).toBe("FORBIDDEN");
    clock.advance(8 * 86_400_000);
    expect(await codeOf(answer(mo, id, { ...SAID, submit: true }))).toBe("CONFLICT");
    expect(await answersOf(id)).toEqual([]);
  });

  test("to a bank that only asks, is answered in the same way", async () => {
    const id = await contest((await bought(20)).paymentIntent, { inquiry: true });
    await answer(await moderator(), id, { ...SAID, submit: true });
    expect((await stripe().disputes.retrieve(id)).status).toBe("warning_under_review");
    await control("decide", { dispute: id, outcome: "warning_closed" });
    await settleChargeback(id);
  });

  test("that Stripe refuses for good says so, and another may be written", async () => {
    const [mo, id] = [await moderator(), await contest((await bought()).paymentIntent)];
    await stripe().disputes.update(id, { submit: true }, { idempotencyKey: `elsewhere:${id}` });
    const no = await refusal(answer(mo, id, { ...SAID, submit: true }));
    expect(no).toMatchObject({ code: "CONFLICT", message: expect.stringContaining("already submitted") });
    expect(await answersOf(id)).toMatchObject([{ refusal: expect.any(String), takenAt: null }]);
    expect((await load(mo, id)).answer).toBeNull();
  });
});

describe("a bank that warns of fraud", () => {
  const warn = async (paymentIntent: string) => (await control("warn", { payment_intent: paymentIntent })).id as string;
  const warningOf = async (id: string) => (await db.select().from(fraudWarnings).where(eq(fraudWarnings.id, id)))[0]!;
  const backTo = (paymentIntent: string) => db.select().from(refunds).where(eq(refunds.paymentIntent, paymentIntent));

  test("has what is not spent yet go back to the card at once, once; the rest is spent, and the card charged no more", async () => {
    const { who, paymentIntent } = await bought();
    await run(setUpAutoRefill, who, { enabled: true, threshold: 20, amount: 50 });
    await postTask(who, { budget: 30 });
    const id = await warn(paymentIntent);
    const events = await eventsOf(id);
    await hear([...events, ...events]);
    await Promise.all([settleFraudWarning(id), settleFraudWarning(id)]);
    await drainOps(handlers, 5_000);
    expect(await warningOf(id)).toMatchObject({ amount: 10_000, refunded: 7000, reason: "unauthorized_use_of_card" });
    expect(await credits(who)).toBe(0);
    expect(await backTo(paymentIntent)).toMatchObject([{ amount: 7000, status: "succeeded" }]);
    const [newest] = (await run<any>(listTransactions, who, {})).items;
    expect(newest).toMatchObject({ amountCents: -7000, description: "Back to the card, whose bank reported fraud" });
    expect((await db.select().from(autoRefills).where(eq(autoRefills.userId, who.userId)))[0]).toMatchObject({
      enabled: false,
      trouble: expect.stringContaining("fraud"),
    });
    const mo = await moderator();
    const [shown] = (await run<any>(listFraudWarnings, mo, {})).items;
    expect(shown).toMatchObject({ id, payer: { id: who.userId }, refundedCents: 7000, taskId: null });
    expect(await codeOf(run(listFraudWarnings, who, {}))).toBe("NOT_FOUND");
    // Contested all the same: for what did not go back.
    const chargeback = await contest(paymentIntent);
    await control("decide", { dispute: chargeback, outcome: "lost" });
    await settleChargeback(chargeback);
    expect(await balance(`dispute:${chargeback}`)).toBe(0);
  });

  test("moves nothing of a hire, nor of what is contested already", async () => {
    const { task, paymentIntent } = await hiredByCard();
    const id = await warn(paymentIntent);
    await settleFraudWarning(id);
    expect(await warningOf(id)).toMatchObject({ refunded: 0, taskId: task.id });
    expect(await balance(`${task.id}:card:usd`)).toBe(4500);
    const { who, paymentIntent: other } = await bought();
    const chargeback = await contest(other);
    await settleFraudWarning(await warn(other));
    expect(await backTo(other)).toEqual([]);
    await control("decide", { dispute: chargeback, outcome: "won" });
    await settleChargeback(chargeback);
    expect(await credits(who)).toBe(10_000);
  });

  test("while the credits are spent: what goes back and what is held are what was paid", async () => {
    const { who, paymentIntent } = await bought();
    const id = await warn(paymentIntent);
    const outcomes = await Promise.all([
      ...Array.from({ length: 15 }, () => codeOf(postTask(who, { budget: 5 }))),
      settleFraudWarning(id),
    ]);
    const posted = outcomes.filter((code) => code === "done").length;
    expect((await warningOf(id)).refunded).toBe(10_000 - posted * 500);
    expect(await credits(who)).toBe(0);
  });

  test("comes round again when it overtakes its payment", async () => {
    const who = await person("Pia");
    const page = await run<Page>(deposit, who, { amount: 20 });
    await payPage(page.checkoutUrl);
    const paymentIntent = (await stripe().checkout.sessions.retrieve(page.sessionId)).payment_intent as string;
    const id = await warn(paymentIntent);
    await expect(settleFraudWarning(id)).rejects.toThrow("nobody is known");
    await settleCheckout(page.checkoutId);
    await settleFraudWarning(id);
    expect((await warningOf(id)).refunded).toBe(2000);
  });
});
