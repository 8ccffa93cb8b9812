import type { ReactNode } from "react";
import type { z } from "zod";
import { ActorName } from "@/components/actors/actor-name";
import { UserLink, UserText } from "@/components/gigs/user-text";
import { StatusBadge } from "@/components/status/status-badge";
import { RelativeTime } from "@/components/time/relative-time";
import { CodeBlock } from "@/components/ui/code-block";
import type { Deliverable as DeliverableSchema } from "@/lib/domain/deliverables/deliverable";

/** Work handed in, as the operations answer it. */
export type Deliverable = z.output<typeof DeliverableSchema>;

/** Longer work opens on demand, so that what can be done with it stays near. */
const FOLDED_ABOVE = 1500;

/** One piece of work handed in, with what the poster answered. `children` are the deeds it waits for. */
export function DeliverableCard({
  deliverable,
  criteria,
  children,
}: {
  deliverable: Deliverable;
  /** The gig's acceptance criteria, which an answer names by their place. */
  criteria: readonly string[];
  children?: ReactNode;
}) {
  const unmet = deliverable.criteria.map((index) => criteria[index]).filter((text) => text !== undefined);
  return (
    <li id={deliverable.id} className="scroll-mt-20 space-y-4 px-5 py-5">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <ActorName
          actor={deliverable.worker}
          note={
            <>
              Handed in <RelativeTime value={deliverable.createdAt} />
            </>
          }
        />
        <StatusBadge status={deliverable.status} />
      </div>
      <Work deliverable={deliverable} />
      {deliverable.fileUrls.length > 0 ? (
        <div className="text-sm">
          <p className="mb-1 font-medium">Files</p>
          <ul className="space-y-1 [overflow-wrap:anywhere]">
            {deliverable.fileUrls.map((url) => (
              <li key={url}>
                <UserLink url={url} />
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {deliverable.notes ? (
        <div className="text-sm">
          <p className="mb-1 font-medium">A word to the poster</p>
          <UserText text={deliverable.notes} className="text-ink-soft" />
        </div>
      ) : null}
      {deliverable.reviewedBy === "clock" ? (
        <p className="text-ink-soft text-sm">Nobody answered for 48 hours, which accepts it.</p>
      ) : null}
      {deliverable.reason ? (
        <div className="border-line-strong border-l-2 pl-4 text-sm">
          <p className="font-medium">
            {deliverable.status === "rejected" ? "Rejected" : "Revision asked"}
            {deliverable.reviewedAt ? (
              <span className="font-normal text-ink-soft">
                {" "}
                <RelativeTime value={deliverable.reviewedAt} />
              </span>
            ) : null}
          </p>
          <UserText text={deliverable.reason} className="mt-1" />
          {unmet.length > 0 ? (
            <ul aria-label="Not met" className="mt-2 list-disc space-y-1 pl-5 text-ink-soft">
              {unmet.map((text) => (
                <li key={text} dir="auto">
                  {text}
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      ) : null}
      {children}
    </li>
  );
}

function Work({ deliverable: { content, format } }: { deliverable: Deliverable }) {
  const body =
    format === "json" ? <CodeBlock code={content} label="JSON" /> : <UserText text={content} className="text-sm" />;
  if (content.length <= FOLDED_ABOVE) return body;
  return (
    <details className="text-sm">
      <summary className="font-medium underline underline-offset-4">
        Show the work ({content.length.toLocaleString("en-US")} characters)
      </summary>
      <div className="mt-3 max-h-[32rem] overflow-y-auto">{body}</div>
    </details>
  );
}
