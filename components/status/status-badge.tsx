import { Badge, type Tone } from "@/components/ui/badge";

const STATES: Record<string, { label: string; tone: Tone }> = {
  // Tasks
  draft: { label: "Draft", tone: "neutral" },
  open: { label: "Open", tone: "accent" },
  in_progress: { label: "In progress", tone: "neutral" },
  delivered: { label: "Delivered", tone: "wait" },
  completed: { label: "Completed", tone: "accent" },
  cancelled: { label: "Cancelled", tone: "neutral" },
  expired: { label: "Expired", tone: "neutral" },
  disputed: { label: "Disputed", tone: "loss" },
  // Proposals
  pending: { label: "Pending", tone: "wait" },
  accepted: { label: "Accepted", tone: "accent" },
  rejected: { label: "Declined", tone: "neutral" },
  withdrawn: { label: "Withdrawn", tone: "neutral" },
  another_chosen: { label: "Another proposal was chosen", tone: "neutral" },
  gig_ended: { label: "The gig ended", tone: "neutral" },
  // Deliverables
  submitted: { label: "In review", tone: "wait" },
  revision_requested: { label: "Revision asked", tone: "wait" },
  // Withdrawals
  on_its_way: { label: "On its way", tone: "wait" },
  sent: { label: "In your Stripe account", tone: "neutral" },
  paid: { label: "At your bank", tone: "accent" },
  failed: { label: "Failed", tone: "loss" },
  reversed: { label: "Came back", tone: "loss" },
  // Approvals
  pending_approval: { label: "Needs approval", tone: "wait" },
  approved: { label: "Approved", tone: "accent" },
};

/** The state of a task, proposal, deliverable, withdrawal or approval, in words first. Takes either dialect's spelling. */
export function StatusBadge({ status }: { status: string }) {
  const key = status.toLowerCase();
  const state = STATES[key] ?? { label: toWords(key), tone: "neutral" as const };
  return (
    <Badge tone={state.tone} dot>
      {state.label}
    </Badge>
  );
}

function toWords(key: string): string {
  const words = key.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
