import { eq } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { approvals, checkouts, datasets, events, licenseShares, licenses, refunds } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { enter, run } from "@/lib/core/run";
import { deleteAccount } from "@/lib/domain/accounts/delete";
import { resolveApproval } from "@/lib/domain/approvals/resolve";
import { listTransactions } from "@/lib/domain/credits/transactions";
import { settleChargeback } from "@/lib/domain/payments/chargeback";
import { listCardPayments } from "@/lib/domain/payments/list";
import { loadChargeback } from "@/lib/domain/payments/load-chargeback";
import { setCommissioning } from "@/lib/domain/spending/commissioning";
import { loadSpending } from "@/lib/domain/spending/summary";
import { refusal } from "@/local/testing/accounts";
import { contest, pay, settleAndVerify } from "@/local/testing/cards";
import { buy, offerOf, soldBlock } from "@/local/testing/datasets";
import { balance, bot, person } from "@/local/testing/market";
import { control, eventsOf, hear, payPage } from "@/local/testing/stripe";
import { buyLicense } from "./buy";
import { downloadDataset } from "./download";
import { editDataset } from "./edit";
import { checkCertificate, listLicenses, listRoyalties } from "./licenses";

const nobody = { kind: "anyone" } as const;
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code ?? error,
  );
const creditsOf = ({ userId }: Account) => balance(`${userId}:credits:usd`);
const earningsOf = ({ userId }: Account) => balance(`${userId}:earnings:usd`);
let poster: Account;
let buyer: Account;
let crowd: Account[];
beforeAll(async () => {
  crowd = await Promise.all(Array.from({ length: 3 }, (_, n) => person(`Worker ${n}`)));
});
beforeEach(async () => {
  poster = await person("Pia", { dollars: 50 });
  buyer = await person("Bea", { dollars: 100 });
});
afterEach(settleAndVerify);

const sold = (type = "CC-BY-4.0", price = 49, fields: object = {}) =>
  soldBlock(poster, crowd, { license: { type, price }, ...fields });
const licensesOf = (datasetId: string) => db.select().from(licenses).where(eq(licenses.datasetId, datasetId));
const isHolder = (who: Account, blockId: string) =>
  codeOf(run(downloadDataset, who, { blockId })).then((code) => code === "done");

describe("a licence for credits", () => {
  test("is paid to owner, platform and workers to the cent, and certified", async () => {
    const made = await sold();
    const before = await Promise.all([earningsOf(poster), ...crowd.map(earningsOf)]);
    const { license, checkoutUrl } = await buy(buyer, made);
    expect(checkoutUrl).toBeNull();
    expect(license).toMatchObject({
      title: "Is this review about delivery?",
      type: "CC-BY-4.0",
      priceCents: 4900,
      paidWith: "credits",
      version: "1.0.0",
      digest: made.offer.digest,
      termsHash: made.offer.terms.sha256,
      valid: true,
    });
    expect(await creditsOf(buyer)).toBe(5100);
    const after = await Promise.all([earningsOf(poster), ...crowd.map(earningsOf)]);
    const gained = after.map((cents, n) => cents - before[n]!);
    // 490 cents by three equal pay lines: the odd one goes to the first response.
    expect([gained[0], gained.slice(1).sort()]).toEqual([3920, [163, 163, 164]]);
    const royalties = (await run<any>(listRoyalties, crowd[0]!, {})).items;
    expect(royalties[0]).toMatchObject({ licenseId: license.id, blockTaskId: made.blockId, amountCents: gained[1] });
    expect((await run<any>(listLicenses, buyer, {})).items).toEqual([license]);
    expect((await run<any>(listTransactions, buyer, {})).items[0]).toMatchObject({
      type: "purchase",
      amountCents: -4900,
      blockTaskId: made.blockId,
      description: "Bought a licence to “Is this review about delivery?”",
    });
    expect((await run<any>(listTransactions, poster, {})).items[0]).toMatchObject({ type: "earning", feeCents: 0 });
    const told = await db.select().from(events).where(eq(events.subjectId, made.offer.datasetId));
    expect(told.map(({ name }) => name).sort()).toEqual(["dataset.listed", "license.sold"]);
    expect(await offerOf(buyer, made.blockId)).toMatchObject({ soldCount: 1, ownLicense: { id: license.id } });
  });

  test("its certificate tells anybody who has the code what it is for, and nothing of who holds it but the name", async () => {
    const { license } = await buy(buyer, await sold());
    expect(license.certificate).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){3}[0-9A-HJKMNP-TV-Z]{5}$/);
    const { certificate } = await run<any>(checkCertificate, nobody, { code: license.certificate.toLowerCase() });
    expect(certificate).toMatchObject({
      certificate: license.certificate,
      valid: true,
      type: "CC-BY-4.0",
      version: "1.0.0",
      digest: license.digest,
      termsHash: license.termsHash,
      holder: "Bea",
      licensor: "Pia",
    });
    expect(JSON.stringify(certificate)).not.toMatch(/user_|@/);
    for (const code of ["AAAAA-AAAAA-AAAAA-AAAAA", "", "x".repeat(200), "' or 1=1"])
      expect(await codeOf(run(checkCertificate, nobody, { code }))).toBe("NOT_FOUND");
  });

  test("what was sold stays as it was when it is repriced", async () => {
    const made = await sold();
    const { license } = await buy(buyer, made);
    await run(editDataset, poster, { datasetId: made.offer.datasetId, price: 1 });
    expect((await run<any>(listLicenses, buyer, {})).items[0]).toEqual(license);
    const second = await person("Second", { dollars: 5 });
    expect((await buy(second, made)).license.priceCents).toBe(100);
  });

  test("costs nothing where it is free: no journal, no shares", async () => {
    const made = await sold("CC0-1.0", 0);
    const { license } = await buy(await person("Poor"), made, { paymentMethod: "card" });
    expect(license).toMatchObject({ priceCents: 0, paidWith: "free" });
    expect(await db.select().from(licenseShares).where(eq(licenseShares.licenseId, license.id))).toEqual([]);
  });

  test.each<[string, string, (made: any) => Promise<unknown>]>([
    ["one's own", "CONFLICT", (made) => buy(poster, made)],
    ["one's own, by a bot", "CONFLICT", async (made) => buy(await bot(poster), made)],
    ["without an account", "UNAUTHENTICATED", (made) => buy(nobody as never, made)],
    ["without the money", "INSUFFICIENT_CREDITS", async (made) => buy(await person("Poor"), made)],
    [
      "other terms than those that stand",
      "INVALID_INPUT",
      (made) => buy(buyer, made, { acceptTermsHash: "0".repeat(64) }),
    ],
    ["no terms", "INVALID_INPUT", (made) => run(buyLicense, buyer, { blockId: made.blockId })],
    ["of another way to pay", "INVALID_INPUT", (made) => buy(buyer, made, { paymentMethod: "cash" })],
    ["of no block", "NOT_FOUND", (made) => buy(buyer, { ...made, blockId: "block_00000000000000000000000000" })],
  ])("%s: %s, and nothing is written", async (_, code, ask) => {
    const made = await sold();
    expect(await codeOf(ask(made))).toBe(code);
    expect(await licensesOf(made.offer.datasetId)).toEqual([]);
    expect(await db.select().from(checkouts).where(eq(checkouts.datasetId, made.offer.datasetId))).toEqual([]);
    expect(await creditsOf(buyer)).toBe(10_000);
  });

  test("a second one is refused with the certificate of the first, also when both are asked for at once", async () => {
    const made = await sold();
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => codeOf(buy(buyer, made))));
    expect(outcomes.sort()).toEqual(["DUPLICATE", "DUPLICATE", "DUPLICATE", "done"]);
    const [license] = await licensesOf(made.offer.datasetId);
    expect(await refusal(buy(await bot(buyer), made))).toMatchObject({
      code: "DUPLICATE",
      extra: { certificate: license!.code },
    });
    expect(await creditsOf(buyer)).toBe(5100);
  });

  test("an exclusive one is sold once, also when many buy at once; then to nobody", async () => {
    const made = await sold("LicenseRef-Exclusive", 30);
    expect(made.offer).toMatchObject({ exclusiveAvailable: true, terms: { url: null } });
    const buyers = await Promise.all([1, 2, 3, 4, 5].map((n) => person(`Buyer ${n}`, { dollars: 30 })));
    const outcomes = await Promise.all(buyers.map((who) => codeOf(buy(who, made))));
    expect(outcomes.filter((one) => one === "done")).toHaveLength(1);
    expect(outcomes.filter((one) => one === "EXCLUSIVE_SOLD")).toHaveLength(4);
    const [row] = await db.select().from(datasets).where(eq(datasets.id, made.offer.datasetId));
    expect(row).toMatchObject({ licenseCount: 1, exclusiveSoldTo: buyers[outcomes.indexOf("done")]!.userId });
    expect(await offerOf(buyer, made.blockId)).toMatchObject({ exclusiveAvailable: false });
    expect((await Promise.all(buyers.map(creditsOf))).sort()).toEqual([0, 3000, 3000, 3000, 3000]);
  });

  test("a rehearsal tells the money and writes nothing", async () => {
    const made = await sold();
    const wish = { blockId: made.blockId, acceptTermsHash: made.offer.terms.sha256 };
    const { postings } = (await enter(buyLicense, buyer, wish, { dryRun: true })) as any;
    expect(postings[0].moves.reduce((sum: number, move: any) => sum + move.amountCents, 0)).toBe(4900);
    expect(await licensesOf(made.offer.datasetId)).toEqual([]);
  });

  test("what would come to a worker who left is shared by the others", async () => {
    const leaver = await person("Leaver");
    const made = await soldBlock(poster, [crowd[0]!, leaver], { license: { type: "CC-BY-4.0", price: 1 } });
    await run(deleteAccount, leaver, { email: `${leaver.userId}@example.com`, giveUp: true });
    const before = await earningsOf(crowd[0]!);
    await buy(buyer, made);
    expect([(await earningsOf(crowd[0]!)) - before, await earningsOf(leaver)]).toEqual([10, 0]);
  });
});

test("sold while its owner, or a worker, deletes their account: nobody is paid who is gone", async () => {
  for (let n = 0; n < 4; n++) {
    const [owner, leaver] = [await person("Owner", { dollars: 50 }), await person("Leaver")];
    const made = await soldBlock(owner, [crowd[0]!, leaver]);
    const gone = n % 2 === 0 ? owner : leaver;
    const who = await person("Buyer", { dollars: 49 });
    const leaves = run(deleteAccount, gone, { email: `${gone.userId}@example.com`, giveUp: true });
    const outcomes = await Promise.all([codeOf(buy(who, made)), codeOf(leaves)]);
    expect(["done", "NOT_FOUND"]).toContain(outcomes[0]);
    expect([outcomes[1], await earningsOf(gone)]).toEqual(["done", 0]);
    expect(await creditsOf(who)).toBe(outcomes[0] === "done" ? 0 : 4900);
  }
});

describe("a bot's purchase", () => {
  test("is its owner's licence and counts against its limits", async () => {
    const robo = await bot(buyer);
    await run(setCommissioning, buyer, { botId: robo.actorId, dailyMaxCents: 5_000 });
    const [first, second] = [await sold(), await sold("CC-BY-4.0", 20)];
    await buy(robo, first);
    expect(await codeOf(buy(robo, second))).toBe("SPENDING_LIMIT_EXCEEDED");
    expect(await licensesOf(second.offer.datasetId)).toEqual([]);
    expect(await isHolder(buyer, first.blockId)).toBe(true);
    expect(await run<any>(loadSpending, buyer, { botId: robo.actorId })).toMatchObject({ daily: { spentCents: 4900 } });
  });

  test("waits for its owner's word where it must, and is then done as the bot", async () => {
    const robo = await bot(buyer);
    await run(setCommissioning, buyer, { botId: robo.actorId, requireApprovalAboveCents: 1_000 });
    const made = await sold();
    expect(await buy(robo, made)).toMatchObject({ status: "pending_approval" });
    expect(await licensesOf(made.offer.datasetId)).toEqual([]);
    const [wish] = await db.select().from(approvals).where(eq(approvals.botId, robo.actorId));
    await run(resolveApproval, buyer, { approvalId: wish!.id, decision: "approve" });
    expect(await licensesOf(made.offer.datasetId)).toMatchObject([{ userId: buyer.userId, actorId: robo.actorId }]);
  });
});

describe("a licence by card", () => {
  type Page = { checkoutUrl: string; sessionId: string; checkoutId: string };
  const page = (who: Account, made: any): Promise<Page> => buy(who, made, { paymentMethod: "card" });
  const paid = async ({ checkoutUrl, sessionId }: Page) => {
    await payPage(checkoutUrl);
    await hear(await eventsOf(sessionId));
  };
  const statusOf = async ({ checkoutId }: Page) =>
    (await db.select().from(checkouts).where(eq(checkouts.id, checkoutId)))[0]!.status;
  const refundsOf = ({ userId }: Account) => db.select().from(refunds).where(eq(refunds.userId, userId));

  test("is made when it is paid, and the money goes the same ways", async () => {
    const made = await sold();
    const ordered = await page(buyer, made);
    expect(ordered).toMatchObject({ license: null, checkoutUrl: expect.stringMatching(/^http/) });
    expect(await isHolder(buyer, made.blockId)).toBe(false);
    const before = await earningsOf(poster);
    await paid(ordered);
    expect(await statusOf(ordered)).toBe("paid");
    expect(await isHolder(buyer, made.blockId)).toBe(true);
    expect([(await earningsOf(poster)) - before, await creditsOf(buyer)]).toEqual([3920, 10_000]);
    expect((await run<any>(listLicenses, buyer, {})).items).toMatchObject([{ paidWith: "card", priceCents: 4900 }]);
    await hear(await eventsOf(ordered.sessionId));
    expect(await licensesOf(made.offer.datasetId)).toHaveLength(1);
    expect((await run<any>(listCardPayments, buyer, {})).items).toMatchObject([{ kind: "license", amountCents: 4900 }]);
  });

  test("asked for again it is the same page; at another price it is another, and the first is closed", async () => {
    const made = await sold();
    const [first, again] = await Promise.all([page(buyer, made), page(buyer, made)]);
    expect(again.sessionId).toBe(first.sessionId);
    await run(editDataset, poster, { datasetId: made.offer.datasetId, price: 20 });
    const second = await page(buyer, made);
    expect(second.sessionId).not.toBe(first.sessionId);
    expect([await statusOf(first), await statusOf(second)]).toEqual(["expired", "open"]);
  });

  test("paid after the exclusive one was sold, it goes back to the card by itself", async () => {
    const made = await sold("LicenseRef-Exclusive", 30);
    const late = await person("Late");
    const ordered = await page(late, made);
    await buy(buyer, made);
    await paid(ordered);
    expect(await statusOf(ordered)).toBe("refunded");
    expect(await refundsOf(late)).toMatchObject([{ amount: 3000 }]);
    expect(await licensesOf(made.offer.datasetId)).toMatchObject([{ userId: buyer.userId }]);
    expect(await codeOf(page(late, made))).toBe("EXCLUSIVE_SOLD");
  });

  test("two pages of an exclusive one, both paid: one licence, one refund", async () => {
    const made = await sold("LicenseRef-Exclusive", 30);
    const both = await Promise.all([person("One"), person("Two")]);
    const pages = await Promise.all(both.map((who) => page(who, made)));
    await Promise.all(pages.map(({ checkoutUrl }) => payPage(checkoutUrl)));
    await hear((await Promise.all(pages.map(({ sessionId }) => eventsOf(sessionId)))).flat());
    expect((await Promise.all(pages.map(statusOf))).sort()).toEqual(["paid", "refunded"]);
    expect(await licensesOf(made.offer.datasetId)).toHaveLength(1);
  });

  test("paid after it was bought with credits, or by an account that left, it goes back", async () => {
    const made = await sold();
    const ordered = await page(buyer, made);
    await payPage(ordered.checkoutUrl);
    await buy(buyer, made);
    await hear(await eventsOf(ordered.sessionId));
    expect([await statusOf(ordered), (await refundsOf(buyer))[0]!.amount]).toEqual(["refunded", 4900]);
    const leaver = await person("Leaver");
    const other = await page(leaver, made);
    await payPage(other.checkoutUrl);
    await run(deleteAccount, leaver, { email: `${leaver.userId}@example.com` });
    await hear(await eventsOf(other.sessionId));
    expect(await statusOf(other)).toBe("refunded");
  });

  test("whose payment the bank gives back is no licence any more; what the others were paid stays theirs", async () => {
    const made = await sold();
    const paymentIntent = await pay(await page(buyer, made));
    const earned = await earningsOf(poster);
    const id = await contest(paymentIntent);
    const [license] = await licensesOf(made.offer.datasetId);
    const valid = async () => (await run<any>(checkCertificate, nobody, { code: license!.code })).certificate.valid;
    const moderator = await person("Mo", { role: "moderator" });
    const { draft } = await run<any>(loadChargeback, moderator, { chargebackId: id });
    expect(draft.productDescription).toContain(`Its certificate is ${license!.code}.`);
    // The payer has credits: they are set aside for it until the bank decides.
    expect([await valid(), await creditsOf(buyer)]).toEqual([true, 5100]);
    await control("decide", { dispute: id, outcome: "lost" });
    await settleChargeback(id);
    expect([await valid(), await isHolder(buyer, made.blockId)]).toEqual([false, false]);
    expect(await earningsOf(poster)).toBe(earned);
  });

  test("refuses what a card cannot pay", async () => {
    expect(await codeOf(page(buyer, await sold("CC-BY-4.0", 0.49)))).toBe("CONFLICT");
  });

  test("of a bot counts against its limits while its page is open, and no longer", async () => {
    const robo = await bot(buyer);
    await run(setCommissioning, buyer, { botId: robo.actorId, dailyMaxCents: 5_000 });
    const [first, second] = [await sold(), await sold("CC-BY-4.0", 20)];
    await page(robo, first);
    expect(await codeOf(page(robo, second))).toBe("SPENDING_LIMIT_EXCEEDED");
    await run(editDataset, poster, { datasetId: first.offer.datasetId, price: 10 });
    await page(robo, first);
    expect(await run<any>(loadSpending, buyer, { botId: robo.actorId })).toMatchObject({ daily: { spentCents: 1000 } });
    await page(robo, second);
  });
});
