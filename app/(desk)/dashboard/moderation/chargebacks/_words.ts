/** How a chargeback stands, in words. */
export const STATUS = {
  inquiry: { label: "The bank asks", tone: "wait" },
  open: { label: "The bank decides", tone: "wait" },
  won: { label: "Won", tone: undefined },
  lost: { label: "Lost", tone: "loss" },
  closed: { label: "Came to nothing", tone: undefined },
} as const;

/** A bank's word for why, as people read it. */
export const reasonOf = (reason: string): string => reason.replaceAll("_", " ");
