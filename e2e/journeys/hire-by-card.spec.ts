import { release } from "../support/gigs";
import { verifyMoney } from "../support/operator";
import { amountsOf, join, keyOf } from "../support/people";
import { phone } from "../support/screens";
import { alive, expect, test, visit } from "../support/test";

const gig = { title: "Draw a map", description: "Of our street.", category: "design", budget: 45 };

test("a proposal is accepted by paying for it: held, released when the work is accepted, returned to the card when not", async ({
  open,
}) => {
  const [pia, will] = await Promise.all([join(await open(phone), "Pia Poster"), join(await open(), "Will Worker")]);
  const { page } = pia;
  const [poster, worker] = await Promise.all([keyOf(pia), keyOf(will)]);
  const hire = async () => {
    const { json } = await poster("POST /api/tasks", { ...gig, payment_method: "card" });
    const taskId = json.data.id as string;
    await worker("POST /api/proposals", { task_id: taskId, cover_letter: "I draw.", proposed_amount: 40 });
    await visit(page, `/gigs/${taskId}`);
    await page.getByRole("button", { name: "Accept and pay $40.00 by card" }).click();
    await page.getByLabel("Card number").fill("4242 4242 4242 4242");
    await page.getByRole("button", { name: "Pay $40.00" }).click();
    await page.waitForURL(`**/gigs/${taskId}?checkout=*`);
    await alive(page);
    await expect(page.getByText("Paid. $40.00 is held.")).toBeVisible();
    return taskId;
  };

  const first = await hire();
  expect(await amountsOf(pia)).toEqual(["$0.00", "$0.00", "$0.00"]);
  await worker("POST /api/deliverables", { task_id: first, content: "The map." });
  await release(page, first, "$40.00", "Will Worker");
  await expect(page.getByRole("link", { name: "Paid by card" })).toBeVisible();
  expect(await amountsOf(will)).toEqual(["$0.00", "$0.00", "$40.00"]);

  const second = await hire();
  await page.getByText("Cancel the gig", { exact: true }).click();
  await expect(page.getByText("$40.00 goes back to the card.")).toBeVisible();
  await page.getByRole("button", { name: "Cancel and return $40.00" }).click();
  await expect(page.getByText("Cancelled. $40.00 went back to the card.")).toBeVisible();
  await visit(page, `/gigs/${second}`);
  await expect(page.getByText("Back to the card")).toBeVisible();
  await verifyMoney();
});
