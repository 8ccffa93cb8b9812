import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { newId } from "@/db/id";
import { chargebackAnswers, chargebacks } from "@/db/schema";
import { notFound, Refusal, WrongState } from "@/lib/core/errors";
import { reference } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { commandWithAfter } from "@/lib/core/operation";
import { once, type Stripe, stripe } from "@/lib/vendors/stripe";
import { asStripeNames, evidenceInput } from "./evidence";
import { handlers } from "./handlers";
import { Answer, answerOf } from "./load-chargeback";
import { fulfil, type Handler, order } from "./ops";

/** Statuses in which a bank still listens. */
const LISTENS = new Set(["inquiry", "open"]);

export const answerChargeback = commandWithAfter({
  name: "moderation.answer_chargeback",
  summary: "Tell the bank what speaks against a chargeback, or keep it as a draft.",
  description:
    "A draft (`submit: false`) is kept with Stripe, where it can be seen and changed, and replaces the one before. What is submitted goes to the bank: once, before the time to answer ends, and never again. Parts left out or empty are not sent.",
  access: "moderator",
  input: {
    chargebackId: reference,
    ...evidenceInput,
    submit: z.boolean().default(false).meta({ description: "True: to the bank, for good." }),
  },
  output: { answer: Answer },
  async run(ctx, { chargebackId, submit, ...said }) {
    const [row] = await ctx.db.select().from(chargebacks).where(eq(chargebacks.id, chargebackId)).for("update");
    if (!row) throw notFound("chargeback");
    if (row.userId === ctx.actor.userId)
      throw new Refusal("FORBIDDEN", "This is a payment of yours: another moderator answers the bank.");
    if (!LISTENS.has(row.status))
      throw new WrongState("chargeback", row.status, () => "the bank hears nothing about it any more.");
    if (row.evidenceDueAt && row.evidenceDueAt <= ctx.now)
      throw new Refusal("CONFLICT", "The time to answer the bank is over.");
    const final = and(
      eq(chargebackAnswers.chargebackId, chargebackId),
      eq(chargebackAnswers.isFinal, true),
      isNull(chargebackAnswers.refusal),
    );
    if ((await ctx.db.$count(chargebackAnswers, final)) > 0)
      throw new Refusal("CONFLICT", "The bank has been answered, and is answered only once.");
    const evidence = asStripeNames(said);
    if (Object.keys(evidence).length === 0)
      throw invalid("statement", "is empty, like every other part: say something");
    const id = newId("cba", ctx.now.getTime());
    await ctx.db.insert(chargebackAnswers).values({
      id,
      chargebackId,
      evidence,
      isFinal: submit,
      writtenBy: ctx.actor.userId,
      createdAt: ctx.now,
    });
    await order(ctx, "chargeback.answer", id, {});
    return { id };
  },
  async after({ id }) {
    await fulfil(handlers, "chargeback.answer", id);
    const [row] = await db.select().from(chargebackAnswers).where(eq(chargebackAnswers.id, id));
    if (row!.refusal) throw new Refusal("CONFLICT", `Stripe did not take it: ${row!.refusal}`);
    return { answer: answerOf(row!) };
  },
});

const rowOf = async (id: string) => (await db.select().from(chargebackAnswers).where(eq(chargebackAnswers.id, id)))[0]!;

/** Keeps a draft with Stripe, or has it tell the bank. */
export const sendAnswer: Handler<Stripe.Dispute> = {
  async send(op, idempotencyKey) {
    const { chargebackId, evidence, isFinal } = await rowOf(op.refId);
    const metadata = { answer_id: op.refId };
    return stripe().disputes.update(chargebackId, { evidence, metadata, submit: isFinal }, once(idempotencyKey));
  },
  async find(op) {
    const dispute = await stripe().disputes.retrieve((await rowOf(op.refId)).chargebackId);
    return dispute.metadata.answer_id === op.refId ? dispute : undefined;
  },
  async record({ db, now }, op) {
    await db.update(chargebackAnswers).set({ takenAt: now }).where(eq(chargebackAnswers.id, op.refId));
    return undefined;
  },
  async giveUp({ db }, op, { message }) {
    await db.update(chargebackAnswers).set({ refusal: message }).where(eq(chargebackAnswers.id, op.refId));
  },
};
