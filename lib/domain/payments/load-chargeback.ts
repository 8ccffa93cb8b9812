import { desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { chargebackAnswers, chargebacks } from "@/db/schema";
import { notFound } from "@/lib/core/errors";
import { Moment, reference } from "@/lib/core/fields";
import { findOne } from "@/lib/core/list";
import { query } from "@/lib/core/operation";
import { Chargeback, chargebackJoins, chargebackView } from "./chargeback-queue";
import { draftEvidence, Evidence, fromStripeNames } from "./evidence";

/** What a moderator wrote for the bank. */
export const Answer = Evidence.extend({
  id: z.string(),
  isFinal: z.boolean().meta({ description: "It went to the bank; else it is a draft." }),
  createdAt: Moment,
  takenAt: Moment.nullable().meta({ description: "Since when Stripe has it; null while it is on its way." }),
}).meta({ id: "ChargebackAnswer" });

/** A row as it is answered. */
export const answerOf = (row: typeof chargebackAnswers.$inferSelect): z.output<typeof Answer> => ({
  id: row.id,
  isFinal: row.isFinal,
  createdAt: row.createdAt.toISOString(),
  takenAt: row.takenAt?.toISOString() ?? null,
  ...fromStripeNames(row.evidence),
});

const plan = {
  name: "chargeback",
  from: sql`chargebacks t`,
  joins: chargebackJoins,
  view: chargebackView,
  where: sql`t.id = ${sql.placeholder("id")}`,
};

export const loadChargeback = query({
  name: "moderation.chargeback",
  summary: "Get a payment that is contested with the bank, and what the bank can be told.",
  description:
    "`draft` is what our own books and the gig's page say for the payment, to begin with; `answer` the last that a moderator wrote.",
  access: "moderator",
  input: { chargebackId: reference },
  output: {
    chargeback: Chargeback,
    isPayer: z.boolean().meta({ description: "It is a payment of yours: another moderator answers." }),
    answer: Answer.nullable(),
    draft: Evidence,
  },
  async run({ db, casing, actor }, { chargebackId }) {
    const [row] = await db.select().from(chargebacks).where(eq(chargebacks.id, chargebackId));
    if (!row) throw notFound("chargeback");
    const [last] = await db
      .select()
      .from(chargebackAnswers)
      .where(sql`${chargebackAnswers.chargebackId} = ${chargebackId} and ${chargebackAnswers.refusal} is null`)
      .orderBy(desc(chargebackAnswers.isFinal), desc(chargebackAnswers.createdAt), desc(chargebackAnswers.id))
      .limit(1);
    return {
      chargeback: (await findOne(db, casing, plan, { id: chargebackId })) as any,
      isPayer: row.userId === actor.userId,
      answer: last ? answerOf(last) : null,
      draft: await draftEvidence(db, row),
    };
  },
});
