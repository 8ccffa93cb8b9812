import { openCheckout } from "./checkout";
import type { Handlers } from "./ops";

/** Every call of Stripe that an operation may order, by its kind. */
export const handlers: Handlers = { "checkout.open": openCheckout };
