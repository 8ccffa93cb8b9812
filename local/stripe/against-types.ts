import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { installed, runNode } from "../children";
import { root } from "../environment";
import type { Witness } from "./api";

/** The installed SDK's own names for what each call takes and answers. */
const TYPES: Record<string, [request: string, answer: string]> = {
  "POST /v1/customers": ["Stripe.CustomerCreateParams", "Stripe.Customer"],
  "GET /v1/customers": ["Stripe.CustomerListParams", "Stripe.ApiList<Stripe.Customer>"],
  "GET /v1/customers/*": ["Stripe.CustomerRetrieveParams", "Stripe.Customer | Stripe.DeletedCustomer"],
  "POST /v1/customers/*": ["Stripe.CustomerUpdateParams", "Stripe.Customer"],
  "DELETE /v1/customers/*": ["Stripe.CustomerDeleteParams", "Stripe.DeletedCustomer"],
  "GET /v1/customers/*/payment_methods": [
    "Stripe.CustomerListPaymentMethodsParams",
    "Stripe.ApiList<Stripe.PaymentMethod>",
  ],
  "GET /v1/payment_methods/*": ["Stripe.PaymentMethodRetrieveParams", "Stripe.PaymentMethod"],
  "POST /v1/payment_methods/*/detach": ["Stripe.PaymentMethodDetachParams", "Stripe.PaymentMethod"],
  "POST /v1/checkout/sessions": ["Stripe.Checkout.SessionCreateParams", "Stripe.Checkout.Session"],
  "GET /v1/checkout/sessions": ["Stripe.Checkout.SessionListParams", "Stripe.ApiList<Stripe.Checkout.Session>"],
  "GET /v1/checkout/sessions/*": ["Stripe.Checkout.SessionRetrieveParams", "Stripe.Checkout.Session"],
  "POST /v1/checkout/sessions/*/expire": ["Stripe.Checkout.SessionExpireParams", "Stripe.Checkout.Session"],
  "GET /v1/setup_intents/*": ["Stripe.SetupIntentRetrieveParams", "Stripe.SetupIntent"],
  "POST /v1/payment_intents": ["Stripe.PaymentIntentCreateParams", "Stripe.PaymentIntent"],
  "GET /v1/payment_intents": ["Stripe.PaymentIntentListParams", "Stripe.ApiList<Stripe.PaymentIntent>"],
  "GET /v1/payment_intents/*": ["Stripe.PaymentIntentRetrieveParams", "Stripe.PaymentIntent"],
  "POST /v1/payment_intents/*/cancel": ["Stripe.PaymentIntentCancelParams", "Stripe.PaymentIntent"],
  "GET /v1/charges/*": ["Stripe.ChargeRetrieveParams", "Stripe.Charge"],
  "POST /v1/refunds": ["Stripe.RefundCreateParams", "Stripe.Refund"],
  "GET /v1/refunds": ["Stripe.RefundListParams", "Stripe.ApiList<Stripe.Refund>"],
  "GET /v1/refunds/*": ["Stripe.RefundRetrieveParams", "Stripe.Refund"],
  "POST /v2/core/accounts": ["Stripe.V2.Core.AccountCreateParams", "Stripe.V2.Core.Account"],
  "GET /v2/core/accounts/*": ["Stripe.V2.Core.AccountRetrieveParams", "Stripe.V2.Core.Account"],
  "POST /v2/core/account_links": ["Stripe.V2.Core.AccountLinkCreateParams", "Stripe.V2.Core.AccountLink"],
  "POST /v1/accounts/*/login_links": ["Stripe.AccountCreateLoginLinkParams", "Stripe.LoginLink"],
  "POST /v1/transfers": ["Stripe.TransferCreateParams", "Stripe.Transfer"],
  "GET /v1/transfers": ["Stripe.TransferListParams", "Stripe.ApiList<Stripe.Transfer>"],
  "GET /v1/transfers/*": ["Stripe.TransferRetrieveParams", "Stripe.Transfer"],
  "GET /v1/transfers/*/reversals": ["Stripe.TransferListReversalsParams", "Stripe.ApiList<Stripe.TransferReversal>"],
  "POST /v1/transfers/*/reversals": ["Stripe.TransferCreateReversalParams", "Stripe.TransferReversal"],
  "GET /v1/disputes": ["Stripe.DisputeListParams", "Stripe.ApiList<Stripe.Dispute>"],
  "GET /v1/disputes/*": ["Stripe.DisputeRetrieveParams", "Stripe.Dispute"],
  "POST /v1/disputes/*": ["Stripe.DisputeUpdateParams", "Stripe.Dispute"],
  "GET /v1/radar/early_fraud_warnings/*": [
    "Stripe.Radar.EarlyFraudWarningRetrieveParams",
    "Stripe.Radar.EarlyFraudWarning",
  ],
  "GET /v1/balance": ["Stripe.BalanceRetrieveParams", "Stripe.Balance"],
  "GET /v1/balance_transactions": ["Stripe.BalanceTransactionListParams", "Stripe.ApiList<Stripe.BalanceTransaction>"],
  "GET /v1/balance_transactions/*": ["Stripe.BalanceTransactionRetrieveParams", "Stripe.BalanceTransaction"],
  "GET /v1/payouts": ["Stripe.PayoutListParams", "Stripe.ApiList<Stripe.Payout>"],
  "GET /v1/payouts/*": ["Stripe.PayoutRetrieveParams", "Stripe.Payout"],
  "GET /v1/events": ["Stripe.EventListParams", "Stripe.ApiList<Stripe.Event>"],
  "GET /v1/events/*": ["Stripe.EventRetrieveParams", "Stripe.Event"],
};

/** The routes this knows the types of. */
export const typedRoutes = Object.keys(TYPES);

/** A form carries numbers and truths as text; JSON carries no methods. */
const WIRE = `
type Wire<T> = T extends number ? \`\${number}\` : T extends boolean ? \`\${T}\` : T extends string | null | undefined ? T
  : T extends readonly (infer One)[] ? Wire<One>[] : { [K in keyof T]: Wire<T[K]> };
type Data<T> = T extends unknown ? { [K in keyof T as T[K] extends (...any: never[]) => unknown ? never : K]: T[K] } : never;
type Refusal = { error: { type: Stripe.RawErrorType | "idempotency_error"; message: string; code?: string; param?: string; decline_code?: string;
  charge?: string; payment_intent?: Stripe.PaymentIntent } };
`;

const LIST = /^Stripe\.ApiList<(.*)>$/;

/** Texts that stand for themselves: a word or a code may be one of a type's own, anything else is only text. */
const isWord = (text: string) => /^[a-z0-9_.-]{1,40}$/.test(text) && !/^[a-z]+_[A-Za-z0-9]{20,}$/.test(text);

/** A value's form: what the compiler can tell apart. Ids, names, sums and moments are alike; words and keys are not. */
const formOf = (value: unknown): string =>
  JSON.stringify(value, (key, one) => {
    if (key === "metadata" && one && typeof one === "object") return Object.keys(one).length > 0;
    if (typeof one === "number") return 0;
    if (typeof one !== "string") return one;
    return /^\d+$/.test(one) ? "0" : isWord(one) ? one : "";
  });

type Refused = { error: { param?: string } };
type Said = { type: string; json: string; from: string };

/**
 * Holds calls and events against the types of the installed SDK. What was said is written down as literals of those types,
 * and the compiler reads them: a field the SDK does not know, one that is missing, a value outside its list are errors.
 */
export class TypeWitness {
  readonly #said = new Map<string, Said>();

  readonly call: Witness["call"] = ({ route, request, status, response }) => {
    const [asked, answered] = TYPES[route] ?? ["never", "never"];
    const takes = route.includes(" /v2/") && route.startsWith("POST") ? asked : `Wire<${asked}>`;
    // One that is refused for a parameter may be wrong; that it is refused is its check.
    if (status < 400 || (response as Refused).error.param === undefined) this.#add(takes, request, `${route} asked`);
    const told = `${route} answered ${status}`;
    const item = status < 400 ? LIST.exec(answered)?.[1] : undefined;
    if (!item) return this.#add(status < 400 ? answered : "Refusal", response, told);
    // What a list holds is read one by one: most of it is known already.
    const { data, ...page } = response as { data: unknown[] };
    this.#add(answered, { ...page, data: [] }, told);
    for (const one of data) this.#add(item, one, `${told}, in its list`);
  };

  readonly event: Witness["event"] = (event) => {
    if (event.object === "event") this.#add("Stripe.Event", event, `event ${event.type}`);
    else this.#add("Data<Stripe.V2.Core.EventNotification>", event, `event ${event.type}`);
  };

  /** How many forms of calls, answers and events were seen. */
  get size(): number {
    return this.#said.size;
  }

  /** What the compiler has against what was said, one sentence each; none when all is well. */
  async violations(): Promise<string[]> {
    const said = [...this.#said.values()];
    if (said.length === 0) return [];
    const cache = path.join(root, "node_modules", ".cache");
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(path.join(cache, "stripe-types-"));
    try {
      const head = `import type Stripe from "stripe";${WIRE}`;
      const lines = said.map(({ type, json }, i) => `export const said${i}: ${type} = ${json};`);
      writeFileSync(path.join(folder, "said.ts"), `${head}${lines.join("\n")}\n`);
      const options = {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        module: "nodenext",
        target: "es2023",
        types: ["node"],
      };
      writeFileSync(
        path.join(folder, "tsconfig.json"),
        JSON.stringify({ compilerOptions: options, files: ["said.ts"] }),
      );
      const tsc = [installed("typescript/bin/tsc"), "--pretty", "false", "-p", folder];
      const { code, output } = await runNode(tsc, { stdio: "pipe" });
      const first = head.split("\n").length;
      const found = [...output.matchAll(/said\.ts\((\d+),\d+\): error \w+: (.*)/g)];
      if (code !== 0 && found.length === 0) return [output];
      return found.map(([, line, what]) => `${said[Number(line) - first]?.from}: ${what}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #add(type: string, value: unknown, from: string) {
    const json = JSON.stringify(value);
    const form = `${type} ${formOf(value)}`;
    if (!this.#said.has(form)) this.#said.set(form, { type, json, from });
  }
}
