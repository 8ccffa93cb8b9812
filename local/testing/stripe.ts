import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { drainStripeEvents, keepEvent } from "@/lib/domain/payments/stripe-events";
import { connect, loadConnection } from "@/lib/domain/withdrawals/connect";
import { ofEvent, type Stripe, stripe } from "@/lib/vendors/stripe";

/** Does something at the stand-in: see local/stripe/control.ts. */
export async function control(deed: string, body: object = {}): Promise<any> {
  const url = `${process.env.STRIPE_API_BASE}/control/${deed}`;
  return (await fetch(url, { method: "POST", body: JSON.stringify(body) })).json();
}

/** Pays a page of the stand-in's with this card. Gives the answer's status. */
export async function payPage(url: string, card_number = "4242424242424242"): Promise<number> {
  const body = new URLSearchParams({ card_number });
  return (await fetch(url, { method: "POST", body, redirect: "manual" })).status;
}

/** The events about this object, newest first, as Stripe would send them. */
export async function eventsOf(objectId: string): Promise<Stripe.Event[]> {
  const found: Stripe.Event[] = [];
  for await (const event of stripe().events.list({ limit: 100 }))
    if ((event.data.object as { id?: string }).id === objectId) found.push(event);
  return found;
}

/** Hears of events in this order, and applies them. */
export async function hear(events: Stripe.Event[]) {
  for (const event of events) await keepEvent(ofEvent(event));
  await drainStripeEvents(5_000);
}

/** Ends a page on which somebody says who they are, and looks at what came of it. Gives the connection. */
export async function onboard(actor: Account, outcome: "complete" | "later" | "refused" = "complete"): Promise<any> {
  const { onboardingUrl } = await run<{ onboardingUrl: string }>(connect, actor, {});
  await fetch(onboardingUrl, { method: "POST", body: new URLSearchParams({ outcome }), redirect: "manual" });
  return run(loadConnection, actor, {});
}
