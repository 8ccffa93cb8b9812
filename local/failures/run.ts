import { closeDatabase } from "@/db";
import { verifyLedger } from "@/lib/domain/money/verify";
import { isClean, reconcile } from "@/lib/domain/payments/reconcile";
import type { StandIn } from "../stripe/server";
import { cases } from "./cases";
import type { Size } from "./parts";
import { Rig } from "./rig";

const WHOLE: Size = { many: 120, kills: 54, postgresKills: 10, steps: 10_000, people: 30 };
const SHORT: Size = { many: 20, kills: 6, postgresKills: 2, steps: 1_000, people: 10 };

/** Runs the cases that the arguments choose, then proves the books, by themselves and against Stripe's. Gives the exit code. */
export async function runFailures(stripe: StandIn, args: string[]): Promise<number> {
  const size = args.includes("--short") ? SHORT : WHOLE;
  const part = args.find((arg) => !arg.startsWith("--"));
  const chosen = cases.filter(({ name }) => !part || name.includes(part));
  const rig = new Rig(process.env, stripe);
  await rig.start();
  let failed = 0;
  for (const { name, run } of chosen) {
    const began = performance.now();
    let outcome: string;
    try {
      outcome = await run(rig, size);
    } catch (error) {
      failed++;
      outcome = `FAILED: ${error instanceof Error ? error.message : error}`;
      stripe.state.manner.calm();
      stripe.state.manner.watch = undefined;
    }
    console.log(`${name}\n    ${outcome} (${((performance.now() - began) / 1000).toFixed(0)} s)`);
  }
  await rig.quiet().catch((error) => {
    failed++;
    console.log(`FAILED: ${error.message}`);
  });
  const { counted, violations } = await verifyLedger();
  const report = await reconcile({ whole: true });
  console.log(
    `verify     ${counted.accounts} accounts, ${counted.journals} journals, ${counted.entries} entries, ${counted.holds} live holds: ${violations.length} violations`,
  );
  for (const { rule, what, detail } of violations) console.log(`    ${rule}: ${what} ${detail ?? ""}`);
  console.log(
    `reconcile  ${report.books!.copied} lines of Stripe's books, ${report.eventsFound} events missed; Stripe ${report.books!.stripeCents}, ours ${report.books!.ledgerCents} cents; ${report.books!.suspended.length} set aside, ${report.books!.unknownToStripe.length} unknown to Stripe, ${report.books!.inTransit.length} on their way`,
  );
  if (violations.length > 0 || !isClean(report)) failed++;
  await rig.stop();
  await closeDatabase();
  console.log(`${chosen.length + 1 - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
