import { createHash } from "node:crypto";
import type { Context } from "./context";
import { expanded } from "./expand";
import { Fault } from "./fault";
import type { Mischief } from "./mischief";
import { bookLate, Declined } from "./resources/payments";
import { find, ofAccounts } from "./routes";
import { newId, type State } from "./state";
import { type Body, parseForm } from "./wire";

export type Call = {
  method: string;
  path: string;
  search: string;
  body: string;
  header(name: string): string | undefined;
};
export type Answer = { status: number; headers: Record<string, string>; body: string };
/** Sees what was asked, answered and told, to hold it against Stripe's own types. */
export type Witness = {
  call(call: { route: string; request: Body; status: number; response: unknown }): void;
  event(event: Body): void;
};

/** Answers are kept so long under their keys; Stripe promises a day. */
const KEPT_SECONDS = 24 * 3600;
const MAX_KEY = 255;
const ACCOUNT = "v2.core.account";

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
const inFlight = new Set<string>();

/** Answers a call of Stripe's API; undefined when the connection is to be broken. */
export async function answer(state: State, url: string, call: Call, witness?: Witness): Promise<Answer | undefined> {
  const requestId = newId("req");
  const headers = { "Content-Type": "application/json", "Request-Id": requestId };
  const said = (status: number, body: string, more = {}): Answer => ({
    status,
    headers: { ...headers, ...more },
    body,
  });
  const failed = ({ status, body }: Fault, more = {}) => said(status, JSON.stringify({ error: body }), more);

  const key = /^Bearer (\S+)$/.exec(call.header("authorization") ?? "")?.[1];
  if (!key?.startsWith("sk_test_"))
    return failed(new Fault(401, { type: "invalid_request_error", message: "Only test keys (sk_test_…) work here." }));
  const found = find(call.method, call.path);
  if (!found) {
    const message = `Unrecognized request URL (${call.method}: ${call.path}).`;
    return failed(new Fault(404, { type: "invalid_request_error", message }));
  }
  const { route, work, id } = found;
  let request: Body;
  try {
    request = read(call);
  } catch {
    return failed(new Fault(400, { type: "invalid_request_error", message: "The body cannot be read." }));
  }
  const account = call.header("stripe-account");
  if (account && !(ofAccounts.has(route) && state.get<{ id: string; object: string }>(account)?.object === ACCOUNT))
    return failed(
      new Fault(403, {
        type: "invalid_request_error",
        code: "account_invalid",
        message: `The provided key does not have access to account '${account}' for this (or that account does not exist).`,
      }),
    );
  const idempotencyKey = call.method === "POST" ? (call.header("idempotency-key") ?? null) : null;
  if (idempotencyKey && idempotencyKey.length > MAX_KEY)
    return failed(
      new Fault(400, { type: "invalid_request_error", message: "Idempotency keys have at most 255 characters." }),
    );
  if (idempotencyKey && inFlight.has(idempotencyKey))
    return failed(
      new Fault(409, {
        type: "idempotency_error",
        code: "idempotency_key_in_use",
        message: "There is currently another in-progress request using this Idempotent Key.",
      }),
    );
  if (idempotencyKey) inFlight.add(idempotencyKey);
  try {
    state.manner.watch?.(route, "before");
    const before = await meet(state.manner.due(route, "before"));
    if (before) return before === "drop" ? undefined : failed(misfortune(before));
    const done = carryOut();
    witness?.call({ route, request, status: done.status, response: JSON.parse(done.body) });
    state.manner.watch?.(route, "after");
    const after = await meet(state.manner.due(route, "after"));
    if (after) return after === "drop" ? undefined : failed(misfortune(after));
    return done;
  } finally {
    if (idempotencyKey) inFlight.delete(idempotencyKey);
  }

  function carryOut(): Answer {
    const fingerprint = createHash("sha256").update(`${call.method} ${call.path} ${call.body}`).digest("hex");
    return state.transact(() => {
      state.forgetAnswers(KEPT_SECONDS);
      const kept = idempotencyKey ? state.kept(idempotencyKey) : undefined;
      if (kept && kept.fingerprint !== fingerprint)
        return failed(
          new Fault(400, {
            type: "idempotency_error",
            message:
              "Keys for idempotent requests can only be used with the same parameters they were first used with.",
          }),
        );
      if (kept) return said(kept.status, kept.body, { "Idempotent-Replayed": "true" });
      const ctx: Context = {
        state,
        url,
        now: state.now(),
        ...(account && { account }),
        request: { id: requestId, idempotencyKey },
      };
      const done = attempt(ctx);
      // What never began is not kept: the same key may be used again once the request is mended.
      if (idempotencyKey && done.fault?.body.param === undefined)
        state.keep(idempotencyKey, { fingerprint, status: done.status, body: done.body });
      return said(done.status, done.body);
    });
  }

  function attempt(ctx: Context): { status: number; body: string; fault?: Fault } {
    try {
      if (call.method === "GET") bookLate(ctx);
      return {
        status: 200,
        body: JSON.stringify(
          state.transactInner(
            () => expanded(state, work(ctx, request, id), request.expand),
            (error) => error instanceof Declined,
          ),
        ),
      };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { status: error.status, body: JSON.stringify({ error: error.body }), fault: error };
    }
  }
}

/** v1 sends forms, v2 JSON; both put what a GET asks into the query. */
function read({ method, path, search, body }: Call): Body {
  if (method !== "POST") return parseForm(search);
  return path.startsWith("/v2/") ? (body === "" ? {} : JSON.parse(body)) : parseForm(body);
}

type Refused = "drop" | 409 | 429 | 500;
async function meet(how: Mischief["how"] | undefined): Promise<Refused | undefined> {
  if (typeof how === "object") {
    await sleep(how.delayMs);
    return undefined;
  }
  return how;
}

const misfortune = (status: 409 | 429 | 500) =>
  new Fault(
    status,
    status === 429
      ? { type: "invalid_request_error", code: "rate_limit", message: "Too many requests." }
      : status === 409
        ? { type: "idempotency_error", code: "idempotency_key_in_use", message: "Another request uses this key." }
        : { type: "api_error", message: "Something went wrong on Stripe's end." },
  );
