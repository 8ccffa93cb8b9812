/** Every way the product can say no, and what HTTP calls it. Nothing else in the domain knows HTTP. */
export const refusals = {
  INVALID_INPUT: 400,
  INVALID_JSON: 400,
  INVALID_ANSWER: 400,
  UNAUTHENTICATED: 401,
  INVALID_API_KEY: 401,
  INVALID_CREDENTIALS: 401,
  FORBIDDEN: 403,
  CROSS_ORIGIN: 403,
  ACCOUNT_SUSPENDED: 403,
  PAYMENT_CONTESTED: 403,
  SPENDING_LIMIT_EXCEEDED: 403,
  OWN_BLOCK: 403,
  LICENSE_REQUIRED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  INVALID_STATE: 409,
  DUPLICATE: 409,
  INSUFFICIENT_CREDITS: 409,
  INSUFFICIENT_EARNINGS: 409,
  MONEY_HELD: 409,
  CHECKOUT_REQUIRED: 409,
  ONBOARDING_REQUIRED: 409,
  ALREADY_RESPONDED: 409,
  BLOCK_FULL: 409,
  BLOCK_OPEN: 409,
  BLOCK_CLOSED: 409,
  BOT_SHARE_REACHED: 409,
  NOT_ENOUGH_RESPONSES: 409,
  SURVEY_HAS_NO_CONSENSUS: 409,
  ALREADY_PAID: 409,
  EXCLUSIVE_SOLD: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  IDEMPOTENCY_IN_PROGRESS: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
} as const;

export type RefusalCode = keyof typeof refusals;
export type Detail = { path: string; message: string };

/** How a dialect calls the product's things, what is done to them, and the states they are in: in a sentence, and in data. */
export type Words = {
  noun(name: string): string;
  verb(event: string): string;
  /** A state as a sentence names it. */
  told(noun: string, state: string): string;
  /** A state as a field holds it. */
  state(noun: string, state: string): string;
};

export const plainWords: Words = {
  noun: (name) => name,
  verb: (event) => event.replaceAll("_", " "),
  told: (_, state) => state.replaceAll("_", " "),
  state: (_, state) => state,
};

/** A sentence that each dialect says with words of its own. */
export type Phrase = (words: Words) => string;

/** A refusal carries a sentence for people, a code for programs, and what else helps: details name the field and its limit. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly details: Detail[] | undefined;
  readonly extra: Record<string, unknown>;
  readonly #phrase: Phrase | undefined;

  constructor(
    code: RefusalCode,
    message: string | Phrase,
    more: { details?: Detail[]; extra?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(typeof message === "string" ? message : message(plainWords), { cause: more.cause });
    this.code = code;
    this.#phrase = typeof message === "string" ? undefined : message;
    this.details = more.details;
    this.extra = more.extra ?? {};
  }

  /** The sentence and what stands beside it, in a dialect's words. */
  in(words: Words): { message: string; extra: Record<string, unknown> } {
    return { message: this.#phrase?.(words) ?? this.message, extra: this.extra };
  }

  get status(): number {
    return refusals[this.code];
  }
}

/** A 409 that says what state a thing is in; `because` is the rest of the sentence. */
export class WrongState extends Refusal {
  readonly #noun: string;
  readonly #state: string;

  constructor(noun: string, state: string, because: Phrase) {
    const phrase: Phrase = (words) => `This ${words.noun(noun)} is ${words.told(noun, state)}: ${because(words)}`;
    super("INVALID_STATE", phrase, { extra: { state } });
    this.#noun = noun;
    this.#state = state;
  }

  override in(words: Words) {
    return { message: super.in(words).message, extra: { state: words.state(this.#noun, this.#state) } };
  }
}

/** The one 404 for what is not there and for what the caller may not know of: "No such task." */
export const notFound = (noun: string) => new Refusal("NOT_FOUND", `No such ${noun}.`);

/** What Postgres said, however deep the driver and the query builder have wrapped it. */
export function databaseError(error: unknown): { code: string; constraint?: string; detail?: string } | undefined {
  for (let at: any = error, depth = 0; at && depth < 5; at = at.cause, depth++)
    if (typeof at.code === "string" && "severity" in at)
      return { code: at.code, constraint: at.constraint_name, detail: at.detail };
}
