import { verifyMoney } from "../support/operator";
import { amountsOf, join, keyOf } from "../support/people";
import { phone } from "../support/screens";
import { alive, expect, test, visit } from "../support/test";

const gig = {
  title: "Draw a map",
  description: "Of our street.",
  category: "design",
  budget: 40,
  payment_method: "card",
};

test("a worker says at Stripe where the money goes, withdraws a part, and sees it at the bank", async ({ open }) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(phone), "Will Worker")]);
  const [poster, worker] = await Promise.all([keyOf(pia), keyOf(will)]);
  const { page } = will;
  const { id } = (await poster("POST /api/tasks", gig)).json.data;
  const offer = { task_id: id, cover_letter: "I draw.", proposed_amount: 40 };
  const { id: proposal_id } = (await worker("POST /api/proposals", offer)).json.data;
  const { checkout_url } = (await poster("POST /api/stripe/checkout", { task_id: id, proposal_id })).json;
  const card = new URLSearchParams({ card_number: "4242424242424242" });
  await fetch(checkout_url, { method: "POST", body: card, redirect: "manual" });
  await expect.poll(async () => (await worker(`GET /api/tasks/${id}`)).json.data.status).toBe("in_progress");
  const { data } = (await worker("POST /api/deliverables", { task_id: id, content: "The map." })).json;
  await poster("PATCH /api/deliverables", { deliverable_id: data.id, action: "accept" });

  expect((await worker("POST /api/withdrawals", { withdraw_all: true })).json.code).toBe("ONBOARDING_REQUIRED");

  await visit(page, "/dashboard/money");
  await page.getByRole("link", { name: "Earnings and withdrawals" }).click();
  await page.waitForURL("**/dashboard/money/earnings");
  await alive(page);
  await page.getByLabel("Where do you live?").selectOption({ label: "United States" });
  await page.getByRole("button", { name: "Set up payouts" }).click();
  await page.getByRole("button", { name: "Leave it for later" }).click();
  await page.waitForURL("**/earnings?stripe=back");
  await expect(page.getByText("Your date of birth")).toBeVisible();
  await alive(page);
  await page.getByRole("button", { name: "Go on at Stripe" }).click();
  await page.getByRole("button", { name: "Fill in everything" }).click();
  await page.waitForURL("**/earnings?stripe=back");
  await expect(page.getByText("You can be paid")).toBeVisible();

  await alive(page);
  await expect(page.getByLabel("Amount")).toHaveValue("40.00");
  await page.getByLabel("Amount").fill("41");
  await page.getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByText("Insufficient earnings. Required: $41.00, Available: $40.00")).toBeVisible();
  await page.getByLabel("Amount").fill("$15.50");
  await page.getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByText("$15.50 is on its way to your bank")).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: "$15.50" });
  await expect(row.getByText("In your Stripe account", { exact: true })).toBeVisible();
  expect(await amountsOf(will)).toEqual(["$0.00", "$0.00", "$24.50"]);
  const { json, status } = await worker("POST /api/withdrawals", { amount_cents: 1_000 });
  expect([status, json.data.status]).toEqual([201, "sent"]);
  expect((await worker("GET /api/credits/balance")).json).toMatchObject({
    earnings_balance_cents: 1_450,
    lifetime_earned_cents: 4_000,
    lifetime_withdrawn_cents: 2_550,
  });

  await visit(page, "/dashboard/money/earnings");
  await page.getByRole("button", { name: "See payouts at Stripe" }).click();
  await page.getByRole("button", { name: "Let the bank refuse it" }).click();
  await expect(page.getByRole("cell", { name: "failed" })).toBeVisible();
  const { pathname, origin } = new URL(page.url());
  await visit(page, "/dashboard/money/earnings");
  await expect(async () => {
    await page.reload();
    await expect(row.getByText("Your bank did not take it (The bank account has been closed)")).toBeVisible();
  }).toPass();
  await page.goto(`${origin}${pathname}`);
  await page.getByRole("button", { name: "Pay $25.50 to the bank" }).click();
  await expect(page.getByRole("cell", { name: "paid" })).toBeVisible();
  await visit(page, "/dashboard/money/earnings");
  await expect(async () => {
    await page.reload();
    await expect(row.getByText("At your bank", { exact: true })).toBeVisible();
  }).toPass();
  const listed = (await worker("GET /api/withdrawals?status=paid")).json.data;
  expect(listed.map(({ paid_at, reason }: any) => [typeof paid_at, reason])).toEqual([
    ["string", null],
    ["string", null],
  ]);
  await verifyMoney();
});
