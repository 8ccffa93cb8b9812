import type { blockStatuses, responseTypes } from "@/db/schema";

/** What is answered, as people say it. */
export const TYPE_LABELS: Record<(typeof responseTypes)[number], string> = {
  boolean: "yes or no",
  choice: "one of several",
  multi_choice: "some of several",
  number: "a number",
  text: "a text",
  ranking: "an order",
};

export const STATUS_LABELS: Record<(typeof blockStatuses)[number], string> = {
  open: "Open",
  completed: "All answers are in",
  paid: "Paid",
  cancelled: "Cancelled",
  expired: "Expired",
};
