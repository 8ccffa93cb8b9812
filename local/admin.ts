import { and, eq, isNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { newId } from "@/db/id";
import { users } from "@/db/schema";
import { Refusal } from "@/lib/core/errors";
import { run } from "@/lib/core/run";
import { appointModerator } from "@/lib/domain/accounts/appoint";
import { grant } from "@/lib/domain/money/grant";
import { usd } from "@/lib/domain/money/ledger";
import { verifyLedger } from "@/lib/domain/money/verify";
import { isClean, reconcileNow } from "@/lib/domain/payments/reconcile";
import { checkRealtime } from "./realtime/check";
import { printSigningKey, setUpRealtime } from "./realtime/setup";
import { makeVapidKeys } from "./vapid";

const USAGE = `Usage:
  npm run admin -- grant <email> <dollars>    promotional credits for an account
  npm run admin -- moderator <email>          make an account a moderator's
  npm run admin -- realtime:setup [--print]   on Supabase: who may hear and say what; --print for its SQL editor
  npm run admin -- realtime:key               make the key that tokens of Realtime are signed with
  npm run admin -- realtime:check             prove that Realtime does what is needed of it
  npm run admin -- reconcile                  look for payments and events that were missed, hold the books against Stripe's
  npm run admin -- vapid                      make the pair of keys that pushes to browsers need
  npm run admin -- verify                     prove the ledger, and every hold against its task`;

const OPERATOR = { kind: "system", job: "admin" } as const;
const MAX_SHOWN = 50;

/** What an operator does by hand. Prints what was done; the exit code is 0, 1 where it was refused or a check failed, 2 for a wrong call. */
export async function runAdmin(args: string[]): Promise<number> {
  const [verb, ...rest] = args;
  try {
    if (verb === "grant" && rest.length === 2) return await grantTo(rest[0]!, rest[1]!);
    if (verb === "moderator" && rest.length === 1) return await appoint(rest[0]!);
    if (verb === "realtime:setup" && (rest.length === 0 || String(rest) === "--print"))
      return await setUpRealtime(rest.length > 0);
    if (verb === "realtime:key" && rest.length === 0) return printSigningKey();
    if (verb === "realtime:check" && rest.length === 0) return await checkRealtime();
    if (verb === "reconcile" && rest.length === 0) return await reconcileBooks();
    if (verb === "vapid" && rest.length === 0) return printVapidKeys();
    if (verb === "verify" && rest.length === 0) return await verify();
    console.error(USAGE);
    return 2;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    return 1;
  }
}

async function grantTo(email: string, dollars: string): Promise<number> {
  if (!/^\d{1,7}(\.\d{1,2})?$/.test(dollars) || Number(dollars) === 0) {
    console.error("The amount must be dollars with at most two decimals, like 250 or 12.50.");
    return 2;
  }
  const [user] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(sql`lower(${users.email})`, email.trim().toLowerCase()), isNull(users.deletedAt)));
  if (!user) return unknown(email);
  const cents = Math.round(Number(dollars) * 100);
  await run(grant, OPERATOR, { userId: user.id, cents, key: newId("admin") });
  const [wallet] = await db.execute<{ available: number }>(
    sql`select available::float8 from credit_balances where owner_id = ${user.id}`,
  );
  console.log(`${email} was granted ${usd(cents)} and has ${usd(wallet?.available ?? cents)} available.`);
  return 0;
}

async function appoint(email: string): Promise<number> {
  try {
    await run(appointModerator, OPERATOR, { email });
  } catch (error) {
    if (error instanceof Refusal && error.code === "NOT_FOUND") return unknown(email);
    throw error;
  }
  console.log(`${email} is a moderator now.`);
  return 0;
}

function unknown(email: string): number {
  console.error(`No account has the address ${email}.`);
  return 1;
}

async function reconcileBooks(): Promise<number> {
  const report = await reconcileNow();
  const { eventsFound, settled, books } = report;
  const ended = Object.entries(settled).map(([name, count]) => `${count} ${name}`);
  console.log(`Found ${eventsFound} events that were missed; settled ${ended.join(", ")} that waited.`);
  if (books) {
    console.log(
      `Copied ${books.copied} new lines of Stripe's books, booked ${books.ownBooked} of the platform's own, explained ${books.explained} that were set aside.`,
    );
    console.log(`Stripe keeps ${usd(books.stripeCents)}, our books say ${usd(books.ledgerCents)}.`);
    for (const { account, cents } of books.inTransit)
      console.log(`On its way for over an hour: ${usd(cents)} in ${account}`);
    for (const { id, type, netCents } of books.suspended)
      console.error(`SET ASIDE  ${id} (${type}): ${usd(netCents)} that no journal accounts for`);
    for (const key of books.unknownToStripe.slice(0, MAX_SHOWN)) console.error(`UNKNOWN TO STRIPE  ${key}`);
    if (books.suspenseCents !== 0) console.error(`${usd(books.suspenseCents)} are still set aside.`);
    if (books.failedEvents > 0)
      console.error(
        `${books.failedEvents} of Stripe's events were given up: see stripe_events where status is 'failed'.`,
      );
    if (books.violations > 0) console.error(`${books.violations} violations: run verify.`);
  }
  if (!isClean(report)) return 1;
  console.log("All is well: the books agree.");
  return 0;
}

function printVapidKeys(): number {
  const { publicKey, privateKey } = makeVapidKeys();
  console.log(`VAPID_PUBLIC_KEY=${publicKey}\nVAPID_PRIVATE_KEY=${privateKey}`);
  return 0;
}

async function verify(): Promise<number> {
  const { counted, violations } = await verifyLedger();
  console.log(
    `Checked in one snapshot: ${counted.accounts} accounts, ${counted.journals} journals with ${counted.entries} entries, ${counted.tasks} tasks, ${counted.holds} live holds.`,
  );
  for (const { rule, what, detail } of violations.slice(0, MAX_SHOWN))
    console.error(`VIOLATION  ${rule}: ${what}${detail === null ? "" : ` (${detail})`}`);
  if (violations.length > 0) {
    console.error(`${violations.length} violations.`);
    return 1;
  }
  console.log(
    "All is well: every journal and the whole sum to zero, every balance is the sum of its entries, every hold equals its task's state.",
  );
  return 0;
}
