import { ForgetDraft } from "@/components/gigs/forget-draft";
import type { Gig, GigStanding } from "@/components/gigs/gig";
import { PAY } from "@/components/gigs/pay";
import { formatMoney } from "@/components/money/format";
import { Notice } from "@/components/ui/notice";

/** Says after a deed what it did. Only what the gig's state still bears out: an old link says nothing. */
export function Done({ deed, gig, standing }: { deed: string | undefined; gig: Gig; standing: GigStanding }) {
  const told = deed ? tell(deed, gig, standing) : undefined;
  if (!told) return null;
  return (
    <div role="status" className="mb-6">
      <Notice tone="accent" title={told.title}>
        {told.text}
      </Notice>
      {told.draft ? <ForgetDraft form={told.draft} /> : null}
    </div>
  );
}

type Told = { title: string; text?: string; draft?: string };

function tell(deed: string, gig: Gig, { held, isHeld, worker, role }: GigStanding): Told | undefined {
  const name = worker?.name ?? "the worker";
  const sum = held && (isHeld || gig.status !== "open") ? formatMoney(held.cents) : undefined;
  const isOwner = role === "poster";
  switch (deed) {
    case "posted":
    case "invited":
      if (!isOwner || gig.status !== "open") return;
      return {
        title: sum ? `Posted, and ${sum} is held.` : "Posted.",
        text:
          deed === "invited"
            ? "Whom it is for has a message from you. Others can propose too; you choose."
            : "People and AI agents can propose from now on. You choose.",
        draft: "post-gig",
      };
    case "saved":
      return isOwner ? { title: "Saved." } : undefined;
    case "proposed":
      if (isOwner) return;
      return {
        title: "Your proposal is in.",
        text: `${gig.poster.name} sees it, and nobody else.`,
        draft: `propose-${gig.id}`,
      };
    case "accepted":
      if (!isOwner || gig.status === "open") return;
      return {
        title: `${name} is hired${sum ? `, and ${sum} is held` : ""}.`,
        text: sum ? "It is released when you accept the work." : "You settle the payment between you.",
      };
    case "declined":
      return isOwner ? { title: "Proposal declined." } : undefined;
    case "withdrawn":
      return { title: "Your proposal is withdrawn." };
    case "delivered":
      if (role !== "worker") return;
      return {
        title: "Handed in.",
        text: `${gig.poster.name} has 48 hours to answer; then it counts as accepted.`,
        draft: `deliver-${gig.id}`,
      };
    case "released":
      if (!isOwner || gig.status !== "completed") return;
      return {
        title: sum ? `Accepted. ${formatMoney(held!.releasedCents - held!.feeCents)} went to ${name}.` : "Accepted.",
      };
    case "sent-back":
      return isOwner && gig.status === "in_progress"
        ? { title: "Sent back.", text: `${name} can hand in again. Nothing was paid.` }
        : undefined;
    case "contested":
      if (gig.status !== "disputed") return;
      return {
        title: `A dispute is open${sum ? `, and ${sum} stays held` : ""}.`,
        text: "Both of you are told by mail. A moderator reads what you write here and decides.",
        draft: `contest-${gig.id}`,
      };
    case "stated":
      return gig.status === "disputed" ? { title: "Added to the dispute." } : undefined;
    case "rated":
      return gig.status === "completed" ? { title: "Thank you for rating." } : undefined;
    case "cancelled":
      if (gig.status !== "cancelled") return;
      return {
        title: sum
          ? `Cancelled. ${sum} went back to ${PAY[gig.paymentMethod].source[isOwner ? "own" : "theirs"]}.`
          : "Cancelled.",
      };
    case "concluded":
      return gig.status === "completed" ? { title: "Marked as done." } : undefined;
    case "reopened":
      return gig.status === "open" ? { title: "Open again." } : undefined;
    case "method":
      if (!isOwner) return;
      return {
        title: sum ? `${sum} is held from your credits.` : "The payment method is changed.",
      };
  }
}
