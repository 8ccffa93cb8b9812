/** What Stripe's test cards do (docs.stripe.com/testing). */
export type Conduct = {
  brand: string;
  /** Refuses with this code and decline code: always, or only once it is saved and used again. */
  declines?: { code: string; declineCode?: string; message: string; isLater?: boolean };
  /** The bank wants its customer there: until the card was set up, or at every payment. */
  authentication?: "until-set-up" | "always";
  /** A payment is disputed as soon as it is made. */
  isDisputed?: boolean;
};

const generic = "Your card was declined.";
const declined = (declineCode: string, message = generic, code = "card_declined") => ({
  brand: "visa",
  declines: { code, declineCode, message },
});

const CARDS: Record<string, Conduct> = {
  "4242424242424242": { brand: "visa" },
  "5555555555554444": { brand: "mastercard" },
  "4000000000000002": declined("generic_decline"),
  "4000000000009995": declined("insufficient_funds", "Your card has insufficient funds."),
  "4000000000009987": declined("lost_card"),
  "4000000000009979": declined("stolen_card"),
  "4000000000000069": {
    brand: "visa",
    declines: { code: "expired_card", message: "Your card has expired." },
  },
  "4000000000000341": { brand: "visa", declines: { ...declined("generic_decline").declines, isLater: true } },
  "4000002500003155": { brand: "visa", authentication: "until-set-up" },
  "4000002760003184": { brand: "visa", authentication: "always" },
  "4000000000000259": { brand: "visa", isDisputed: true },
};

/** What a card of this number does; undefined for a number that is no test card. */
export const conductOf = (number: string): Conduct | undefined => CARDS[number.replace(/\D/g, "")];
