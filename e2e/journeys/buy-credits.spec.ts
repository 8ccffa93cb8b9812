import { postGig } from "../support/gigs";
import { grant, verifyMoney } from "../support/operator";
import { amountsOf, join, keyOf } from "../support/people";
import { phone } from "../support/screens";
import { alive, expect, test, visit } from "../support/test";

test("credits are bought by card: a declined card first, then one that pays, and the books balance", async ({
  open,
}) => {
  const pia = await join(await open(phone), "Pia Payer");
  const { page } = pia;
  await visit(page, "/dashboard/money");
  await page.getByLabel("Amount").fill("4");
  await page.getByRole("button", { name: "Go on to pay by card" }).click();
  await expect(page.getByText("Must be 5 to 10,000 dollars.")).toBeVisible();
  await page.getByLabel("Amount").fill("$1,250.50");
  await page.getByRole("button", { name: "Go on to pay by card" }).click();

  await expect(page.getByText("$1250.50", { exact: true })).toBeVisible();
  await page.getByLabel("Card number").fill("4000 0000 0000 9995");
  await page.getByRole("button", { name: "Pay $1250.50" }).click();
  await expect(page.getByText("Your card has insufficient funds.")).toBeVisible();
  await page.getByLabel("Card number").fill("4242 4242 4242 4242");
  await page.getByRole("button", { name: "Pay $1250.50" }).click();

  await page.waitForURL("**/dashboard/money?checkout=*");
  await alive(page);
  await expect(page.getByText("$1,250.50 of credits are here")).toBeVisible();
  expect(await amountsOf(pia)).toEqual(["$1,250.50", "$0.00", "$0.00"]);
  await visit(page, "/dashboard/money?type=deposit");
  await expect(page.getByText("1 movement", { exact: true })).toBeVisible();
  await verifyMoney();
});

test("a bot buys credits for its owner by a script", async ({ open }) => {
  const pia = await join(await open(), "Pia Payer");
  const bot = await keyOf(pia);
  const { json, status } = await bot("POST /api/credits/deposit", { amount_cents: 2500 });
  expect(status).toBe(200);
  const paid = await fetch(json.checkout_url, {
    method: "POST",
    body: new URLSearchParams({ card_number: "4242424242424242" }),
    redirect: "manual",
  });
  expect(paid.status).toBe(303);
  await expect.poll(async () => (await bot("GET /api/credits/balance")).json.available_cents).toBe(2500);
});

test("credits are refilled from a saved card when a gig takes them below the threshold", async ({ open }) => {
  const pia = await join(await open(), "Pia Payer");
  const { page } = pia;
  await grant(pia.email, 30);
  await visit(page, "/dashboard/money");
  await page.getByLabel("At most a month").fill("10");
  await page.getByRole("switch", { name: "Refill by itself" }).check();
  await page.getByRole("button", { name: "Save auto-refill" }).click();
  await expect(page.getByText("Must be $50 to $50,000.")).toBeVisible();
  await page.getByLabel("At most a month").fill("100");
  await page.getByRole("button", { name: "Save auto-refill" }).click();
  await page.getByLabel("Card number").fill("4242 4242 4242 4242");
  await page.getByRole("button", { name: "Save this card" }).click();
  await page.waitForURL("**/dashboard/money?checkout=*");
  await expect(page.getByText("On, from the visa card ending in 4242.")).toBeVisible();
  await postGig(page, { budget: "25.00" });
  await expect.poll(() => amountsOf(pia), { timeout: 20_000 }).toEqual(["$55.00", "$25.00", "$0.00"]);
  await visit(page, "/dashboard/money");
  await expect(page.getByRole("listitem").filter({ hasText: "Credits refilled" })).toBeVisible();
  await verifyMoney();
});
