import Stripe from "stripe";
import { z } from "zod";
import { Refusal } from "@/lib/core/errors";
import { appUrl, env } from "@/lib/env";

export type { Stripe };

const TIMEOUT_MS = 20_000;
const RETRIES = 2;

let client: Stripe | undefined;

/** Stripe's own SDK: at Stripe, or at the address that STRIPE_API_BASE names. Refuses UNAVAILABLE where no key is set. */
export function stripe(): Stripe {
  client ??= connect();
  return client;
}

function connect(): Stripe {
  const { STRIPE_SECRET_KEY: key, STRIPE_API_BASE: base } = env;
  if (!key) throw new Refusal("UNAVAILABLE", "Card payments are not set up here.");
  if (base && key.startsWith("sk_live_")) throw new Error("STRIPE_API_BASE must not be set with a live key.");
  const options: ConstructorParameters<typeof Stripe>[1] = {
    maxNetworkRetries: RETRIES,
    timeout: TIMEOUT_MS,
    telemetry: false,
  };
  if (!base) return new Stripe(key, options);
  const { hostname, port, protocol } = new URL(base);
  return new Stripe(key, { ...options, host: hostname, port, protocol: protocol === "https:" ? "https" : "http" });
}

/** The version of its API that the SDK speaks: events are to be made in it. */
export const apiVersion: string = Stripe.API_VERSION;

/** What an answer that never came, or a refusal, means for whoever asked. */
export type StripeFailure =
  /** Nobody knows whether it was done: ask again under the same key. */
  | { kind: "unknown"; message: string }
  /** It was not done, and will not be: what the refusal said. */
  | { kind: "refused"; message: string; code: string | undefined; declineCode: string | undefined };

/** Says nothing of the order: our key is wrong or may not do this, somebody is at it, there is too much to do. */
const PASSING = new Set([401, 403, 409, 429]);

/**
 * Tells a lost answer from a refusal (docs.stripe.com/error-low-level): what is passing, and 5xx, is asked again. So is what
 * was first asked otherwise under its key: what came of that is not known.
 */
export function failureOf(error: unknown): StripeFailure {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const { statusCode, message } = error;
  if (statusCode === undefined || PASSING.has(statusCode) || statusCode >= 500) return { kind: "unknown", message };
  if (error instanceof Stripe.errors.StripeIdempotencyError) return { kind: "unknown", message };
  return { kind: "refused", message, code: error.code, declineCode: error.decline_code };
}

export const once = (idempotencyKey: string): Stripe.RequestOptions => ({ idempotencyKey });

/** Asks about what is a connected account's. */
export const on = (stripeAccount: string): Stripe.RequestOptions => ({ stripeAccount });

/** An event of Stripe's, when the body is signed by it and is one. Both kinds, each with its secret. */
export function readEvent(body: string, signature: string): StripeEvent | "unsigned" | "unreadable" {
  const isThin = /"object"\s*:\s*"v2\.core\.event"/.test(body);
  const secrets = (isThin ? env.STRIPE_THIN_WEBHOOK_SECRET : env.STRIPE_WEBHOOK_SECRET)?.split(",") ?? [];
  if (!secrets.some((secret) => isSigned(body, signature, secret))) return "unsigned";
  try {
    const told: unknown = JSON.parse(body);
    return isThin ? ofThin(Thin.parse(told)) : ofEvent(Told.parse(told));
  } catch {
    return "unreadable";
  }
}

function isSigned(body: string, signature: string, secret: string): boolean {
  try {
    return Stripe.webhooks.signature!.verifyHeader(body, signature, secret);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

/** What is read of an event, and must be there. */
const Word = z.string().regex(/^[\x20-\x7e]{1,255}$/);
const Told = z.object({
  id: Word,
  type: Word,
  created: z.int().min(0).max(1e10),
  livemode: z.boolean(),
  api_version: Word.nullish(),
  account: Word.nullish(),
  data: z.object({ object: z.object({ id: Word.optional() }) }),
});
const Thin = z.object({
  id: Word,
  type: Word,
  created: z.iso.datetime({ offset: true }),
  livemode: z.boolean(),
  related_object: z.object({ id: Word }).nullish(),
});

/** As much of an event as is believed: what it is about is asked of Stripe again when it is applied. */
export type StripeEvent = {
  id: string;
  type: string;
  objectId: string | null;
  /** Whose object it is, when it is a connected account's and not the platform's. */
  account?: string | null;
  happenedAt: Date;
  livemode: boolean;
  apiVersion: string | null;
};

export const ofEvent = (event: Stripe.Event | z.output<typeof Told>): StripeEvent => ({
  id: event.id,
  type: event.type,
  objectId: (event.data.object as { id?: string }).id ?? null,
  account: event.account ?? null,
  happenedAt: new Date(event.created * 1000),
  livemode: event.livemode,
  apiVersion: event.api_version ?? null,
});

const ofThin = (event: z.output<typeof Thin>): StripeEvent => ({
  id: event.id,
  type: event.type,
  objectId: event.related_object?.id ?? null,
  happenedAt: new Date(event.created),
  livemode: event.livemode,
  apiVersion: null,
});

/** A page of ours that Stripe sends people back to. */
export const backTo = (path: string) => `${appUrl}${path}`;
