import { after } from "next/server";
import { Refusal } from "@/lib/core/errors";
import { drainStripeEvents, keepEvent } from "@/lib/domain/payments/stripe-events";
import { log } from "@/lib/log";
import { machine, refuse } from "@/lib/surfaces/machine";
import { readWhole } from "@/lib/surfaces/next";
import { readEvent } from "@/lib/vendors/stripe";

export const maxDuration = 60;
const MAX_BODY_BYTES = 512 * 1024;
const BUDGET_MS = 20_000;

/**
 * Stripe's events: the signature over the raw body is the caller's proof. An event is stored, answered, and applied
 * afterwards; should that be lost, the next round of the clock finds it.
 */
async function receive(request: Request, requestId: string): Promise<Response> {
  let body: Buffer;
  try {
    body = await readWhole(request, MAX_BODY_BYTES);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refuse(requestId, 413, error.code, error.message);
  }
  const event = readEvent(body.toString("utf8"), request.headers.get("stripe-signature") ?? "");
  if (event === "unsigned")
    return refuse(requestId, 400, "INVALID_SIGNATURE", "Stripe-Signature does not fit this body, or is too old.");
  if (event === "unreadable") return refuse(requestId, 400, "INVALID_EVENT", "The body is signed, and no event.");
  await keepEvent(event);
  after(() =>
    drainStripeEvents(BUDGET_MS).catch((error) => log.error({ error }, "stripe events could not be applied")),
  );
  return Response.json({ received: true });
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = machine({ POST: receive });
