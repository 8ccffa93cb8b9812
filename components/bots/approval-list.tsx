import Link from "next/link";
import type { Deed } from "@/components/gigs/deed";
import { DeedForm } from "@/components/gigs/deed-form";
import { Disclosure } from "@/components/gigs/disclosure";
import { Money } from "@/components/money/money";
import { RelativeTime } from "@/components/time/relative-time";
import { labelOf } from "@/lib/domain/tasks/categories";

export type Wish = {
  id: string;
  botId: string;
  operation: string;
  title: string;
  amountCents: number;
  taskId: string | null;
  createdAt: string;
  expiresAt: string;
  request: Record<string, unknown>;
};

const BUDGETS = ["budget", "budgetAmount", "budgetCents"];
const EDITS = new Set(["tasks.edit", "gigs.update", "gigs.post"]);

/** What a bot wishes to do, in the words of whoever is asked. */
const DEEDS: Record<string, string> = {
  "tasks.commission": "Post a gig",
  "gigs.post": "Post a gig",
  "tasks.change_payment_method": "Pay a gig with credits",
  "proposals.accept": "Hire above the budget",
  "applications.decide": "Hire above the budget",
  "stripe.checkout": "Hire by card",
  "deliverables.review": "Accept the work and pay for it",
};

function deedOf({ operation, taskId, request }: Wish): string {
  if (operation === "tasks.edit" && BUDGETS.some((name) => request[name] !== undefined)) return "Raise a budget";
  if (EDITS.has(operation) && taskId) return "Change what a gig is for";
  return DEEDS[operation] ?? "Spend";
}

/** What waits for its owner's word, each with yes and no. */
export function ApprovalList({ wishes, deed }: { wishes: readonly Wish[]; deed: Deed }) {
  return (
    <ul className="divide-y">
      {wishes.map((wish) => (
        <li key={wish.id} className="space-y-3 px-5 py-4">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
            <div className="min-w-0">
              <p className="font-medium">{deedOf(wish)}</p>
              <p dir="auto" className="break-words text-ink-soft text-sm">
                {wish.taskId ? (
                  <Link href={`/gigs/${wish.taskId}`} className="underline underline-offset-4">
                    {wish.title}
                  </Link>
                ) : (
                  wish.title
                )}
              </p>
            </div>
            <span className="font-medium tabular-nums">
              <Money cents={wish.amountCents} />
            </span>
          </div>
          {typeof wish.request.category === "string" && wish.taskId ? (
            <p className="text-sm">In {labelOf(wish.request.category)} from then on.</p>
          ) : null}
          {typeof wish.request.description === "string" ? (
            <p dir="auto" className="line-clamp-4 whitespace-pre-line break-words text-sm">
              {wish.request.description}
            </p>
          ) : null}
          <p className="text-ink-soft text-sm">
            Asked <RelativeTime value={wish.createdAt} />, expires <RelativeTime value={wish.expiresAt} />
          </p>
          <div className="flex flex-wrap items-start gap-3">
            <DeedForm
              deed={deed}
              values={{ approvalId: wish.id, botId: wish.botId, decision: "approve" }}
              button="Approve"
              variant="primary"
              size="sm"
            />
            <Disclosure label="Reject">
              <DeedForm
                deed={deed}
                values={{ approvalId: wish.id, botId: wish.botId, decision: "reject" }}
                button="Reject it"
                size="sm"
                reason={{ id: `reason-${wish.id}`, label: "Why?", limit: 1000, optional: true }}
              />
            </Disclosure>
          </div>
        </li>
      ))}
    </ul>
  );
}
