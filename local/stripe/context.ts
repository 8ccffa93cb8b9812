import type Stripe from "stripe";
import { newId, type State } from "./state";

/** The version the installed SDK speaks: events are made in it. */
export const API_VERSION: Stripe.LatestApiVersion = "2026-10-28.endive";
export const base = { livemode: false as const };

/** What a request works with. */
export type Context = {
  state: State;
  /** Where the stand-in's own pages are. */
  url: string;
  /** Seconds since 1970 of the stand-in's clock. */
  now: number;
  /** The account that a request speaks for (`Stripe-Account`); without one it is the platform. */
  account?: string;
  /** The request that causes what happens, where one does. */
  request?: { id: string; idempotencyKey: string | null };
};

/**
 * Says that something happened to a v1 object: kept as an event and put on its way to the webhook endpoint. What happened to
 * an account's own object says whose it is.
 */
export function emit(
  { state, now, request, account }: Context,
  type: Stripe.Event.Type,
  object: object,
  isForged = false,
): void {
  const event = {
    id: newId("evt"),
    object: "event" as const,
    ...(account && { account }),
    api_version: API_VERSION,
    created: now,
    data: { object },
    ...base,
    pending_webhooks: 1,
    request: request ? { id: request.id, idempotency_key: request.idempotencyKey } : null,
    type,
  };
  state.put(event, account);
  if (!isForged) state.onEvent?.(event);
  send(state, event.id, now);
}

/** The same of a v2 object: the event names it, and whoever hears it fetches it. */
export function emitThin({ state, now }: Context, type: string, related: { id: string; type: string; url: string }) {
  const event = {
    id: newId("evt"),
    object: "v2.core.event" as const,
    created: new Date(now * 1000).toISOString(),
    ...base,
    type,
    related_object: related,
  };
  state.put(event);
  state.onEvent?.(event);
  send(state, event.id, now);
}

const send = (state: State, eventId: string, now: number) =>
  state.deliver({
    eventId,
    attempts: 0,
    nextAt: now,
    status: state.setting("events") === "hold" ? "held" : "waiting",
  });
