/** What a bot can be told of, in words. */
export const EVENT_LABELS: Record<string, string> = {
  "task.created": "A gig is posted",
  "task.cancelled": "A gig is cancelled",
  "proposal.accepted": "A proposal is accepted",
  "proposal.rejected": "A proposal is declined",
  "deliverable.submitted": "Work is handed in",
  "deliverable.accepted": "Work is accepted",
  "deliverable.revision_requested": "Changes to work are asked for",
  "credits.low_balance": "Credits run low",
  "message.created": "A message arrives",
  "block_task.completed": "A block task is completed",
};
