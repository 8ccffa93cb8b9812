/** The states of a gig as its poster sorts them: how the operations write one, how counts name it, and in words. */
export const GIG_STATES = [
  { value: "open", key: "open", label: "Open" },
  { value: "in_progress", key: "inProgress", label: "In progress" },
  { value: "delivered", key: "delivered", label: "To review" },
  { value: "disputed", key: "disputed", label: "Disputed" },
  { value: "completed", key: "completed", label: "Completed" },
  { value: "cancelled", key: "cancelled", label: "Cancelled" },
  { value: "expired", key: "expired", label: "Expired" },
] as const;

/** The stages of work somebody was chosen for, by the state of its gig. */
export const WORK_STATES = [
  { stage: "to_deliver", key: "inProgress", label: "To deliver" },
  { stage: "in_review", key: "delivered", label: "In review" },
  { stage: "disputed", key: "disputed", label: "Disputed" },
  { stage: "done", key: "completed", label: "Done" },
] as const;
