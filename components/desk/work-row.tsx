import Link from "next/link";
import type { z } from "zod";
import { ActorName } from "@/components/actors/actor-name";
import { isHeldHere, PAY } from "@/components/gigs/pay";
import { afterFee } from "@/components/money/fee";
import { Money } from "@/components/money/money";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge, type Tone } from "@/components/ui/badge";
import type { STAGES, Work as WorkShape } from "@/lib/domain/proposals/work";

export type Work = z.output<typeof WorkShape>;
export type Stage = (typeof STAGES)[number];

export const STAGE_LABELS: Record<Stage, string> = {
  proposed: "Proposed",
  to_deliver: "To deliver",
  in_review: "In review",
  disputed: "Disputed",
  done: "Done",
  closed: "Closed",
};

const TONES: Record<Stage, Tone> = {
  proposed: "wait",
  to_deliver: "accent",
  in_review: "wait",
  disputed: "loss",
  done: "accent",
  closed: "neutral",
};

/** One piece of work: the gig, for whom, by whom of mine, how far it is, and what it pays. */
export function WorkRow({ work, viewerId }: { work: Work; viewerId: string }) {
  return (
    <li className="relative grid gap-x-8 gap-y-3 overflow-clip px-5 py-4 transition-colors first:rounded-t-xl last:rounded-b-xl hover:bg-sunken/50 has-[h3_a:focus-visible]:outline-2 has-[h3_a:focus-visible]:outline-accent sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h3 className="font-medium text-base">
          <Link href={`/gigs/${work.taskId}`} dir="auto" className="outline-none after:absolute after:inset-0">
            {work.taskTitle}
          </Link>
        </h3>
        <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-ink-soft text-sm">
          <span className="inline-flex min-w-0 items-center gap-2">
            for <ActorName actor={work.poster} size="xs" />
          </span>
          {work.proposerId === viewerId ? null : (
            <span className="inline-flex min-w-0 items-center gap-2">
              by <ActorName actor={work.proposer} size="xs" />
            </span>
          )}
          <span>
            <When work={work} />
          </span>
        </div>
      </div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 sm:flex-col sm:items-end sm:justify-start">
        <span className="font-semibold">
          {work.proposedAmountCents !== null && isHeldHere(work.paymentMethod) ? (
            <Money cents={afterFee(work.proposedAmountCents, work.feeBps)} currency={work.currency} />
          ) : (
            PAY[work.paymentMethod].label
          )}
        </span>
        {work.proposedAmountCents !== null && work.feeBps > 0 ? (
          <span className="text-ink-soft text-sm">
            of <Money cents={work.proposedAmountCents} currency={work.currency} />, after the fee
          </span>
        ) : null}
        <Badge tone={TONES[work.stage]} dot>
          {work.stage === "closed" ? closedAs(work) : STAGE_LABELS[work.stage]}
        </Badge>
      </div>
    </li>
  );
}

function When({ work }: { work: Work }) {
  if (work.stage === "to_deliver" && work.deadline)
    return (
      <>
        Due <RelativeTime value={work.deadline} />
      </>
    );
  if (work.stage === "done" && work.completedAt)
    return (
      <>
        Finished <RelativeTime value={work.completedAt} />
      </>
    );
  return (
    <>
      Proposed <RelativeTime value={work.createdAt} />
    </>
  );
}

function closedAs({ status, taskStatus, isAnotherChosen }: Work): string {
  if (status === "rejected") return "Declined";
  if (status === "withdrawn") return "Withdrawn";
  if (isAnotherChosen) return "Another proposal was chosen";
  return { expired: "Gig expired", cancelled: "Gig cancelled" }[taskStatus as string] ?? "The gig ended";
}

/** A list of work in its frame. */
export function WorkList({ work, viewerId }: { work: readonly Work[]; viewerId: string }) {
  return (
    <ul className="divide-y rounded-xl border bg-surface">
      {work.map((each) => (
        <WorkRow key={each.id} work={each} viewerId={viewerId} />
      ))}
    </ul>
  );
}
