import { Refusal } from "@/lib/core/errors";
import { type Allowance, type Limiter, limiter } from "@/lib/vendors/ratelimit";
import { isLoopback, networkOf } from "./network";

const QUARTER_HOUR = 900;
const HOUR = 3600;

/**
 * Who calls from the machine itself is its owner or a test; or, behind a proxy that TRUSTED_PROXIES does not count,
 * everybody at once. Either way one stranger's limit is not theirs.
 */
const LOOPBACK_FACTOR = 25;

/** A limit by address of the network, identified as `ip:…` or by the bare address. */
function perAddress(name: string, limit: number, windowSeconds: number): Limiter {
  const strangers = limiter(name, limit, windowSeconds);
  const own = limiter(`${name}-own`, limit * LOOPBACK_FACTOR, windowSeconds);
  const of = (identifier: string) => (isLoopback(identifier.replace(/^ip:/, "")) ? own : strangers);
  return Object.assign((identifier: string) => of(identifier)(identifier), {
    refund: (identifier: string) => of(identifier).refund(identifier),
    peek: (identifier: string) => of(identifier).peek(identifier),
  });
}

/**
 * Failed sign-ins, whichever door they come by: few for one account from one network, more from one network, and for one
 * account from all of them together so many that guessing from everywhere ends too. Never a lock that stays.
 */
const FAILURES_PER_ACCOUNT_AND_NETWORK = limiter("sign-in-account", 5, QUARTER_HOUR);
const FAILURES_PER_NETWORK = perAddress("sign-in-ip", 20, QUARTER_HOUR);
const FAILURES_PER_ACCOUNT = limiter("sign-in-everywhere", 50, HOUR);
/** A browser that the account knows: counted by itself, so that nobody else's failures are its. */
const FAILURES_PER_DEVICE = limiter("sign-in-device", 5, QUARTER_HOUR);

/** New accounts and mail on request. A household or an office shares one address, so these are wider than one person needs. */
const SIGN_UPS_PER_IP = perAddress("sign-up-ip", 20, HOUR);
const MAILS_PER_ADDRESS = limiter("mail-address", 4, HOUR);
const MAILS_PER_IP = perAddress("mail-ip", 30, HOUR);

/**
 * `POST /api/ai/register`, a caller's address an hour. Enough for an evening of trying things out on one machine; a guesser
 * who hopes for passwords or known addresses gets 480 tries a day, and five per account in a quarter of an hour.
 */
export const REGISTRATIONS_PER_HOUR = 20;
export const registrations = perAddress("register", REGISTRATIONS_PER_HOUR, HOUR);

/** The first failure answers at once, each further one in a row waits twice as long. */
const FIRST_DELAY_MS = 200;

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

function refuse(what: string, { resetsAt }: Allowance): never {
  const retryAfter = Math.max(1, resetsAt - Math.floor(Date.now() / 1000));
  throw new Refusal("RATE_LIMITED", `${what} Try again in ${spoken(retryAfter)}.`, { extra: { retryAfter } });
}

const spoken = (seconds: number) => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`);

/** Who tries: `device` names a browser that this account has signed in with before, or is signed in with now. */
export type Guesser = { email: string; ip?: string | undefined; device?: string | undefined };

type Count = { limiter: Limiter; name: string; refusal: string };
const OF_ACCOUNT = "Too many attempts to sign in to this account.";

/** What a try counts against, step by step: one that is refused at the first is not counted at the next. */
function countsOf({ email, ip, device }: Guesser): Count[][] {
  if (device !== undefined) return [[{ limiter: FAILURES_PER_DEVICE, name: device, refusal: OF_ACCOUNT }]];
  const network = ip === undefined ? "unknown" : networkOf(ip);
  return [
    [
      { limiter: FAILURES_PER_ACCOUNT_AND_NETWORK, name: `${email} ${network}`, refusal: OF_ACCOUNT },
      {
        limiter: FAILURES_PER_NETWORK,
        name: network,
        refusal: "Too many attempts to sign in from this address.",
      },
    ],
    [{ limiter: FAILURES_PER_ACCOUNT, name: email, refusal: OF_ACCOUNT }],
  ];
}

/**
 * Tries a password under the limits on guessing: 5 failures in a quarter of an hour for an account from one network, 20 from
 * one network whatever the account, 50 in an hour for an account from all networks. A browser that the account knows is
 * under none of these, only under 5 of its own: strangers cannot keep the owner out. Every try is counted before it is known
 * to be wrong, so that a hundred at once are not a hundred tries, and given back when it was right.
 * @throws RATE_LIMITED with `retryAfter` in seconds.
 */
export async function guarded(who: Guesser, isRight: () => Promise<boolean>): Promise<boolean> {
  const steps = countsOf(who);
  let failures = 0;
  for (const step of steps) {
    const allowances = await Promise.all(step.map(({ limiter, name }) => limiter(name)));
    for (const [i, allowance] of allowances.entries()) if (!allowance.ok) refuse(step[i]!.refusal, allowance);
    failures ||= allowances[0]!.limit - allowances[0]!.remaining;
  }
  if (await isRight()) {
    await Promise.all(steps.flat().map(({ limiter, name }) => limiter.refund(name)));
    return true;
  }
  if (failures > 1) await wait(FIRST_DELAY_MS * 2 ** (failures - 2));
  return false;
}

/** @throws RATE_LIMITED when this address has made too many accounts. */
export async function countSignUp(ip: string) {
  const allowance = await SIGN_UPS_PER_IP(networkOf(ip));
  if (!allowance.ok) refuse("Too many accounts were made from this address.", allowance);
}

/** @throws RATE_LIMITED when too many mails were asked for, for this mailbox or from this address. */
export async function countMail(email: string, ip: string) {
  const [mailbox, address] = await Promise.all([MAILS_PER_ADDRESS(email), MAILS_PER_IP(networkOf(ip))]);
  if (!mailbox.ok) refuse("Several mails were sent to this address already.", mailbox);
  if (!address.ok) refuse("Too many mails were asked for from here.", address);
}
