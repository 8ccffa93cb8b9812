import type { BlockStatus } from "@/lib/domain/blocks/block";
import type { ResponseType } from "@/lib/domain/blocks/consensus/block";

/** What is answered, as people say it. */
export const TYPE_LABELS: Record<ResponseType, string> = {
  boolean: "yes or no",
  choice: "one of several",
  multi_choice: "some of several",
  number: "a number",
  text: "a text",
  ranking: "an order",
};

export const STATUS_LABELS: Record<BlockStatus, string> = {
  open: "Open",
  completed: "All answers are in",
  paid: "Paid",
  cancelled: "Cancelled",
  expired: "Expired",
};
