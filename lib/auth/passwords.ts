import { hash, verify } from "@node-rs/argon2";
import { Refusal } from "@/lib/core/errors";
import { invalid } from "@/lib/core/invalid";
import { COMMON_PASSWORDS } from "./common-passwords";

export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 128;

/** argon2id with OWASP's minimum: 19 MiB, two passes, one lane. Changing these rehashes each password at its next sign-in. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const CURRENT = `$argon2id$v=19$m=${PARAMETERS.memoryCost},t=${PARAMETERS.timeCost},p=${PARAMETERS.parallelism}$`;

/** Verified in place of a hash where there is none, so that an unknown address takes as long as a known one. */
const NOBODYS = `${CURRENT}XlEGo/zDm2hFHzDV2PuLAw$Ri/Re5QdpeR+FqUdrl9uGHKjOo1HSXhcKnv8qPHcd6k`;

const MAX_IN_FLIGHT = 4;
/** Past this the machine is being flooded, and waiting longer helps nobody. */
const MAX_WAITING = 100;

let inFlight = 0;
const waiting: (() => void)[] = [];

/** Each hash takes 19 MiB and a core for 70 ms: only so many at once, the others in the order they came. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (inFlight >= MAX_IN_FLIGHT) {
    if (waiting.length >= MAX_WAITING)
      throw new Refusal("UNAVAILABLE", "Too many people are signing in at this moment. Try again shortly.");
    await new Promise<void>((next) => waiting.push(next));
  } else inFlight++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else inFlight--;
  }
}

/** The same letters typed on two keyboards can be different code points. */
const typed = (password: string) => password.normalize("NFC");

/** A PHC string to keep: argon2id, with its parameters and salt inside. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(typed(password), PARAMETERS));

/** Whether this is the password behind a kept hash. Without a hash, or with a password too long to be one, it takes as long and is false. */
export async function verifyPassword(kept: string | null | undefined, password: string): Promise<boolean> {
  const isPossible = kept !== null && kept !== undefined && [...password].length <= MAX_PASSWORD;
  const matches = await inTurn(() => verify(isPossible ? kept : NOBODYS, isPossible ? typed(password) : "nobody's"));
  return isPossible && matches;
}

/** Whether a kept hash was made with other parameters than today's. */
export const isOutdated = (kept: string): boolean => !kept.startsWith(CURRENT);

/** What is wrong with a password that somebody wants to set; undefined when nothing is. */
export function weakness(password: string): string | undefined {
  const length = [...password].length;
  if (length < MIN_PASSWORD) return `must be at least ${MIN_PASSWORD} characters`;
  if (length > MAX_PASSWORD) return `must be at most ${MAX_PASSWORD} characters`;
  const plain = password.toLowerCase();
  if (COMMON_PASSWORDS.has(plain) || new Set(plain).size < 4)
    return "is one of the first that a guesser tries; choose another";
}

/** Refuses a password that is its account's own address: what everybody knows. */
export function refuseOwnAddress(password: string, email: string, field = "password") {
  const plain = password.toLowerCase();
  if (plain === email.toLowerCase() || plain === email.toLowerCase().split("@")[0])
    throw invalid(field, "must not be your email address");
}
