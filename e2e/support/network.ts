import { randomInt } from "node:crypto";

/** Where the copy under test answers. */
export const origin = (process.env.APP_URL ?? "http://localhost:3000").replace(/\/+$/, "");

/** Where one signs in with another account: a stand-in for GitHub and Google that `npm test` starts. */
export const identityProvider = process.env.IDENTITY_PROVIDER;

/** Where one pays by card: a stand-in for Stripe. */
export const stripe = process.env.STRIPE_API_BASE;

/** A network address nobody called from before, so that tests do not use up each other's limits. */
export const newAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;

/** What a proxy in front of the app would say: `npm test` starts the server with TRUSTED_PROXIES=1. */
export const fromAddress = (address = newAddress()) => ({ "X-Forwarded-For": address });

let made = 0;
/** A word no other test uses, in this run or an earlier one. */
export const unique = () => `${Date.now().toString(36)}${randomInt(36 ** 3).toString(36)}${(made++).toString(36)}`;
