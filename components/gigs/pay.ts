import { formatMoney } from "@/components/money/format";

export type PaymentMethod = "credits" | "card" | "offsite" | "none";

type Pay = {
  /** In a list and a filter. */
  label: string;
  /** Where held money goes back to, in words for the poster and for anybody else. */
  source: { own: string; theirs: string };
  /** One sentence about where the money is. */
  sentence: string;
};

/** Nothing is held, so nothing goes back. */
const NOWHERE = { own: "you", theirs: "the poster" };

/** How a gig may be paid, in words. */
export const PAY: Record<PaymentMethod, Pay> = {
  credits: {
    label: "Held credits",
    source: { own: "your credits", theirs: "the poster's credits" },
    sentence: "The whole budget is held from the poster's credits.",
  },
  card: {
    label: "Card",
    source: { own: "the card", theirs: "the poster's card" },
    sentence: "The poster's card is charged and the money held when somebody is hired.",
  },
  offsite: {
    label: "Paid elsewhere",
    source: NOWHERE,
    sentence: "Poster and worker settle it between them; nothing is held here.",
  },
  none: { label: "Charity", source: NOWHERE, sentence: "Done for a good cause; no money moves." },
};

/** Whether the money of such a gig passes through us. */
export const isHeldHere = (method: PaymentMethod) => method === "credits" || method === "card";

type Priced = {
  budgetCents: number | null;
  currency: string;
  budgetType: "fixed" | "hourly";
  paymentMethod: PaymentMethod;
};

/** A gig's price as one reads it in a list: "$45.00", "$45.00 for hourly work", "Charity". */
export function priceOf({ budgetCents, currency, budgetType, paymentMethod }: Priced): string {
  if (budgetCents === null) return paymentMethod === "none" ? "Charity" : "By agreement";
  return `${formatMoney(budgetCents, currency)}${budgetType === "hourly" ? " hourly" : ""}`;
}
