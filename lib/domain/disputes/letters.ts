import { inArray } from "drizzle-orm";
import { users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { usd } from "@/lib/domain/money/ledger";
import { appUrl } from "@/lib/env";
import { type Mail, sendMail } from "@/lib/events/mails";
import type { DisputeRow } from "./queries";

type Letter = Pick<Mail, "subject" | "text">;
type Named = { id: string; title: string };

/** Writes to the poster and to whoever answers for the work; to one person who is both, once. */
export async function writeToParties(
  ctx: Pick<Context<any>, "db" | "now" | "afterCommit">,
  task: { ownerId: string },
  proposal: { ownerId: string },
  letter: Letter,
) {
  const parties = await ctx.db
    .select({ email: users.email })
    .from(users)
    .where(inArray(users.id, [task.ownerId, proposal.ownerId]));
  for (const { email } of parties) await sendMail(ctx, { to: email, ...letter });
}

const WHO = { poster: "The poster", worker: "The worker", clock: "We", bank: "The poster's bank" };

export function contestedLetter(task: Named, { openedBy, reason }: Pick<DisputeRow, "openedBy" | "reason">): Letter {
  return {
    subject: `Disputed: ${task.title}`,
    text: `${WHO[openedBy]} opened a dispute about "${task.title}".

${reason}

What is held stays held until ${openedBy === "bank" ? "the bank" : "a moderator"} has decided. Both of you can write what you have to say, and what shows it, on the gig's page:
${appUrl}/gigs/${task.id}
`,
  };
}

type Decided = {
  workerCents: number | null;
  posterCents: number | null;
  feeCents: number;
  outcome: string;
  reason: string;
};

export function decidedLetter(task: Named, { workerCents, posterCents, feeCents, outcome, reason }: Decided): Letter {
  const shares =
    workerCents === null || posterCents === null
      ? outcome === "poster"
        ? "The gig is cancelled. No money was held."
        : "The gig counts as completed. No money was held."
      : `${usd(workerCents)} goes to the worker${feeCents > 0 ? `, less a fee of ${usd(feeCents)}` : ""}, ${usd(posterCents)} back to the poster.`;
  return {
    subject: `Decided: ${task.title}`,
    text: `A moderator decided the dispute about "${task.title}". ${shares}

${reason}

${appUrl}/gigs/${task.id}
`,
  };
}
