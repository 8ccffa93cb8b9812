/** Every way the product can say no, and what HTTP calls it. Nothing else in the domain knows HTTP. */
export const refusals = {
  INVALID_INPUT: 400,
  INVALID_JSON: 400,
  UNAUTHENTICATED: 401,
  INVALID_API_KEY: 401,
  INVALID_CREDENTIALS: 401,
  FORBIDDEN: 403,
  CROSS_ORIGIN: 403,
  ACCOUNT_SUSPENDED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  INVALID_STATE: 409,
  DUPLICATE: 409,
  INSUFFICIENT_CREDITS: 409,
  CHECKOUT_REQUIRED: 409,
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

/** A refusal carries a sentence for people, a code for programs, and what else helps: details name the field and its limit. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly details: Detail[] | undefined;
  readonly extra: Record<string, unknown>;

  constructor(
    code: RefusalCode,
    message: string,
    more: { details?: Detail[]; extra?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.details = more.details;
    this.extra = more.extra ?? {};
  }

  get status(): number {
    return refusals[this.code];
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
