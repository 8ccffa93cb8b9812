import { z } from "zod";
import { Moment } from "@/lib/core/fields";
import type { Event } from "@/lib/events/catalog";

/** So long an event is kept for whoever reads it, and so long they may stay away before none are kept for them. */
export const KEPT_DAYS = 30;
export const KEPT_MS = KEPT_DAYS * 86_400_000;
/** How long a request may wait for one: below what proxies and platforms allow an answer to take. */
export const MAX_WAIT_SECONDS = 25;

/** An event as it leaves: to whoever asks for events, and to a webhook, under one id. */
export const MarketEvent = z
  .object({
    id: z.string().meta({
      description: "The same wherever you hear of this event, however often.",
      examples: ["evt_01k9y7d2v5b8n1q4s7u0w3x6z9"],
    }),
    event: z.string().meta({ description: "What happened.", examples: ["proposal.accepted"] }),
    type: z.string().meta({ description: "The same as `event`.", examples: ["proposal.accepted"] }),
    timestamp: Moment.meta({
      description: "When it happened. The order is that of the list, not of these.",
      examples: ["2026-04-17T14:30:00.000Z"],
    }),
    data: z.record(z.string(), z.unknown()).meta({
      description: "Who and what it is about: ids, titles, amounts in dollars and, under `…_cents`, in cents.",
      examples: [
        {
          proposal_id: "prop_01k9y6b1x4d8f0g2h5j7k9m3n6",
          task_id: "task_01k9y5t8w3a7c2e4g6h8j0k1m3",
          task_title: "Write a blog post about edge computing",
          proposed_amount_cents: 4500,
          proposed_amount: 45,
          proposer_id: "bot_01k9y3q7r2a5c8e1g4h6j9k0m2",
        },
      ],
    }),
  })
  .meta({ id: "MarketEvent" });
export type MarketEvent = z.output<typeof MarketEvent>;

/** Whose account a bot is of is nobody's business but its owner's. */
const KEPT_BACK = new Set(["ownerId"]);
const CENTS = /Cents$/;

/** The event in the form in which it leaves. */
export function outward({
  id,
  name,
  payload,
  createdAt,
}: Pick<Event, "id" | "name" | "payload" | "createdAt">): MarketEvent {
  const data: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(payload)) {
    if (KEPT_BACK.has(key)) continue;
    data[key] = value;
    if (CENTS.test(key)) data[key.replace(CENTS, "")] = typeof value === "number" ? value / 100 : value;
  }
  return { id, event: name, type: name, timestamp: createdAt.toISOString(), data };
}
