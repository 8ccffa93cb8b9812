import { UserText } from "@/components/gigs/user-text";
import { formatMoney } from "@/components/money/format";
import { RelativeTime } from "@/components/time/relative-time";
import { Notice } from "@/components/ui/notice";
import type { Dispute } from "./dispute";

/** How a dispute ended: a moderator's decision with its reason, or a party's own deed. */
export function Decision({ dispute }: { dispute: Dispute }) {
  const { status, decision, endedAt, heldCents, poster, worker } = dispute;
  if (status === "open" || !endedAt) return null;
  const when = <RelativeTime value={endedAt} />;
  const sum = heldCents === null ? undefined : formatMoney(heldCents);
  if (status === "accepted")
    return (
      <Notice tone="accent" title="Settled between the two">
        {poster.name} accepted the work {when}
        {sum ? `, and ${sum} went to ${worker.name}` : ""}.
      </Notice>
    );
  if (status === "conceded")
    return (
      <Notice title="Settled between the two">
        {worker.name} withdrew {when}
        {sum ? `, and ${sum} went back to ${poster.name}` : ""}.
      </Notice>
    );
  if (status === "charged_back" || !decision)
    return <Notice title="Ended by the bank">The card's bank took the payment back {when}.</Notice>;
  return (
    <Notice title={<>A moderator decided {when}</>}>
      <p className="mb-2">{sharesOf(dispute)}</p>
      <UserText text={decision.reason} />
    </Notice>
  );
}

function sharesOf({ decision, poster, worker }: Dispute): string {
  const { outcome, workerCents, posterCents } = decision!;
  if (workerCents === null || posterCents === null)
    return outcome === "poster" ? "The gig was cancelled." : "The gig counts as completed.";
  if (posterCents === 0) return `All of it, ${formatMoney(workerCents)}, goes to ${worker.name}.`;
  if (workerCents === 0) return `All of it, ${formatMoney(posterCents)}, goes back to ${poster.name}.`;
  return `${formatMoney(workerCents)} goes to ${worker.name}, ${formatMoney(posterCents)} back to ${poster.name}.`;
}
