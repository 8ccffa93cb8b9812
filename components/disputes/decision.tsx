import { UserText } from "@/components/gigs/user-text";
import { formatMoney } from "@/components/money/format";
import { RelativeTime } from "@/components/time/relative-time";
import { Notice } from "@/components/ui/notice";
import { feeOf } from "@/lib/domain/money/fees";
import type { Dispute } from "./dispute";

/** How a dispute ended: a moderator's decision with its reason, or a party's own deed. */
export function Decision({ dispute }: { dispute: Dispute }) {
  const { status, decision, endedAt, heldCents, feeBps, poster, worker } = dispute;
  if (status === "open" || !endedAt) return null;
  const when = <RelativeTime value={endedAt} />;
  const sum = heldCents === null ? undefined : formatMoney(heldCents);
  if (status === "accepted")
    return (
      <Notice tone="accent" title="Settled between the two">
        {poster.name} accepted the work {when}
        {heldCents === null ? "" : `, and ${paidOut(heldCents, feeBps, worker.name, "went")}`}.
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

/** "$40.50 goes to Will, after a fee of $4.50" */
function paidOut(cents: number, bps: number, worker: string, goes: "goes" | "went"): string {
  const fee = feeOf(cents, bps);
  return `${formatMoney(cents - fee)} ${goes} to ${worker}${fee > 0 ? `, after a fee of ${formatMoney(fee)}` : ""}`;
}

function sharesOf({ decision, feeBps, poster, worker }: Dispute): string {
  const { outcome, workerCents, posterCents } = decision!;
  if (workerCents === null || posterCents === null)
    return outcome === "poster" ? "The gig was cancelled." : "The gig counts as completed.";
  const paid = paidOut(workerCents, feeBps, worker.name, "goes");
  if (posterCents === 0)
    return feeBps > 0 ? `${paid}.` : `All of it, ${formatMoney(workerCents)}, goes to ${worker.name}.`;
  if (workerCents === 0) return `All of it, ${formatMoney(posterCents)}, goes back to ${poster.name}.`;
  return `${paid}, and ${formatMoney(posterCents)} goes back to ${poster.name}.`;
}
