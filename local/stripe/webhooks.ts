import { setTimeout as sleep } from "node:timers/promises";
import Stripe from "stripe";
import type { Delivery, State } from "./state";

const RETRY_SECONDS = [1, 2, 5, 10, 30, 60];
const GIVE_UP_AFTER = 30;
const ANSWER_MS = 10_000;
const EVERY_MS = 100;

export type Endpoint = { url: string; secret: string; thinSecret: string };

/** A signed body as Stripe sends it. `at` is the second it claims to be signed in. */
export const sign = (payload: string, secret: string, at: number) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: at });

/** Sends events to the app, again and again until it takes them; state tells after a restart what is still to send. */
export function startDelivering(state: State, endpoint: Endpoint) {
  const stopping = new AbortController();
  const work = (async () => {
    while (!stopping.signal.aborted) {
      await deliverDue(state, endpoint, stopping.signal).catch((error) => console.error("stripe stand-in:", error));
      await sleep(EVERY_MS);
    }
  })();
  return () => {
    stopping.abort();
    return work;
  };
}

async function deliverDue(state: State, endpoint: Endpoint, stopping: AbortSignal) {
  let due = state.deliveries("waiting").filter(({ nextAt }) => nextAt <= state.now());
  if (state.manner.shuffles)
    due = due
      .map((one) => [Math.random(), one] as const)
      .sort((a, b) => a[0] - b[0])
      .map(([, one]) => one);
  if (state.manner.duplicates) due = due.flatMap((one) => [one, one]);
  for (const delivery of due) {
    if (stopping.aborted) return;
    await deliver(state, endpoint, delivery);
  }
}

async function deliver(state: State, { url, secret, thinSecret }: Endpoint, { eventId, attempts }: Delivery) {
  const event = state.get<{ id: string; object: string }>(eventId)!;
  const payload = JSON.stringify(event);
  const signature = sign(payload, event.object === "event" ? secret : thinSecret, Math.floor(Date.now() / 1000));
  const taken = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Stripe-Signature": signature,
      "User-Agent": "Stripe/1.0",
    },
    body: payload,
    signal: AbortSignal.timeout(ANSWER_MS),
  }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.ok;
    },
    () => false,
  );
  // It may have been delivered meanwhile, by its duplicate.
  if (state.deliveryOf(eventId)?.status !== "waiting") return;
  const tries = attempts + 1;
  const wait = RETRY_SECONDS[Math.min(attempts, RETRY_SECONDS.length - 1)]!;
  state.deliver({
    eventId,
    attempts: tries,
    nextAt: state.now() + wait,
    status: taken ? "delivered" : tries >= GIVE_UP_AFTER ? "failed" : "waiting",
  });
}
