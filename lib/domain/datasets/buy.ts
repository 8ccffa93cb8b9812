import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { newId } from "@/db/id";
import { checkouts } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { commandWithAfter } from "@/lib/core/operation";
import type { LicenseType } from "@/lib/domain/blocks/licenses";
import { usd } from "@/lib/domain/money/ledger";
import { refuseContesting } from "@/lib/domain/payments/chargeback";
import { closeLicensePage, lookAt, orderCheckout, pageOf } from "@/lib/domain/payments/checkout";
import { handlers } from "@/lib/domain/payments/handlers";
import { SMALLEST_CHARGE } from "@/lib/domain/payments/hire";
import { fulfil } from "@/lib/domain/payments/ops";
import { spend } from "@/lib/domain/spending/spend";
import { type DatasetRow, License } from "./dataset";
import { loadByBlock, loadLicenseJson } from "./queries";
import { refuseUnsellable, sell } from "./sell";
import { termsHash } from "./terms";

type Committed = { licenseId: string } | { checkoutId: string; isKnown: boolean };

export const buyLicense = commandWithAfter({
  name: "licenses.buy",
  summary: "Buy a licence to a block task's dataset.",
  description:
    "`accept_terms_hash` is the `sha256` of the terms that GET of the same address shows. With credits the licence is there at once (201), with its certificate. With `payment_method: card` the answer is the address of a page of Stripe's to pay on, open for half an hour; the licence is made when Stripe has told us that it is paid, and a payment that comes too late goes back to the card by itself. " +
    "A licence is its account's, once (409 DUPLICATE names the certificate), and nobody buys their own (409 CONFLICT). An exclusive one is sold once (409 EXCLUSIVE_SOLD). A tenth goes to the workers, a tenth to the platform, the rest to the owner. " +
    "For a bot the price counts against its limits.",
  access: "account",
  mayWait: true,
  input: {
    blockId: id("block"),
    acceptTermsHash: z.string().max(100),
    paymentMethod: z.enum(["credits", "card"]).default("credits"),
  },
  output: {
    license: License.nullable(),
    checkoutUrl: z.url().nullable(),
    sessionId: z.string().nullable(),
    checkoutId: z.string().nullable(),
    expiresAt: z.iso.datetime().nullable(),
  },
  async run(ctx, { blockId, acceptTermsHash, paymentMethod }): Promise<Committed> {
    const dataset = await loadByBlock(ctx.db, blockId, true);
    await refuseUnsellable(ctx, dataset, ctx.actor.userId);
    const hash = termsHash(dataset.licenseType as LicenseType);
    if (acceptTermsHash.toLowerCase() !== hash)
      throw invalid("acceptTermsHash", "is not that of the terms as they are now: read them, and send their sha256");
    if (paymentMethod === "card" && dataset.priceCents > 0) return orderPage(ctx, dataset, hash);
    const licenseId = newId("lic");
    await spend(ctx, { cents: dataset.priceCents, on: purposeOf(dataset, licenseId) });
    const { userId, actorId } = ctx.actor;
    await sell(ctx, { licenseId, dataset, userId, actorId, cents: dataset.priceCents, termsHash: hash });
    // What was asked for by card before is not to be paid any more.
    await closeLicensePage(ctx, userId, dataset.id);
    return { licenseId };
  },
  async after(committed: Committed) {
    const none = { license: null, checkoutUrl: null, sessionId: null, checkoutId: null, expiresAt: null };
    if ("licenseId" in committed)
      return { ...none, license: (await loadLicenseJson(db, "camel", committed.licenseId)).parse() };
    await fulfil(handlers, "checkout.open", committed.checkoutId);
    if (committed.isKnown) await lookAt(committed.checkoutId);
    return { ...none, ...(await pageOf(committed.checkoutId)) };
  },
});

/** What a licence is to a bot's limits. */
export const purposeOf = ({ title, category }: DatasetRow, licenseId: string) => ({ id: licenseId, title, category });

/** A page to pay on; asked for again it is the same one, unless something of it has changed. */
async function orderPage(ctx: Context<Account>, dataset: DatasetRow, hash: string): Promise<Committed> {
  const { userId } = ctx.actor;
  await refuseContesting(ctx.db, userId);
  const amount = dataset.priceCents;
  if (amount < SMALLEST_CHARGE)
    throw new Refusal("CONFLICT", `A card cannot be charged less than ${usd(SMALLEST_CHARGE)}: pay this with credits.`);
  const botId = ctx.actor.kind === "bot" ? ctx.actor.actorId : null;
  const [open] = await ctx.db
    .select()
    .from(checkouts)
    .where(and(eq(checkouts.userId, userId), eq(checkouts.datasetId, dataset.id), eq(checkouts.status, "open")));
  const isSame = open?.amount === amount && open.botId === botId && open.termsHash === hash && ctx.now < open.expiresAt;
  if (isSame) return { checkoutId: open.id, isKnown: true };
  await closeLicensePage(ctx, userId, dataset.id);
  const licenseId = newId("lic");
  await spend(ctx, { cents: amount, on: purposeOf(dataset, licenseId) });
  const wish = { kind: "license" as const, userId, amount, datasetId: dataset.id, licenseId, termsHash: hash, botId };
  return { checkoutId: await orderCheckout(ctx, wish), isKnown: false };
}
