import type { Kind } from "./notification";

/** What people call each kind, in the order in which they are listed. */
export const kindNames: Record<Kind, string> = {
  messages: "Messages",
  proposals: "Proposals and gigs",
  deliveries: "Work handed in",
  reviews: "Ratings",
  disputes: "Disputes",
  payments: "Money",
  comments: "Comments",
};

export const kindHints: Record<Kind, string> = {
  messages: "Somebody writes, answers you, or names you.",
  proposals: "A proposal comes, is accepted, declined or withdrawn; a gig ends.",
  deliveries: "Work is handed in, accepted, or sent back.",
  reviews: "Somebody rates you.",
  disputes: "Somebody makes a statement, or ends a dispute.",
  payments: "Credits run low, money arrives, a bot asks to spend.",
  comments: "Somebody comments on your gig, or answers your comment.",
};

export const kinds = Object.keys(kindNames) as Kind[];
