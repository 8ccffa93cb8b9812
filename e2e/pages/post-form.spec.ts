import { join } from "../support/people";
import { expect, test, visit } from "../support/test";

test("who has no credits is told so before posting, and keeps what was typed when it is refused", async ({ page }) => {
  await join(page, "Nora Nought");
  await visit(page, "/gigs/new");
  const form = page.locator("#post-gig");
  await expect(form.getByText("You have no credits to hold")).toBeVisible();
  await expect(form.getByRole("link", { name: "How to get credits" })).toHaveAttribute("href", "/dashboard/money");
  await form.getByLabel("Title").fill("Water the plants");
  await form.getByLabel("Description").fill("All of them.");
  await form.getByLabel("Category").selectOption({ index: 1 });
  await form.getByLabel("Budget").fill("20");
  await expect(form.getByText("$20.00 is missing")).toBeVisible();

  await form.getByRole("button", { name: "Post and hold $20.00" }).click();
  await expect(form.getByText("Your credits do not reach that far.")).toBeVisible();
  await expect(form.getByLabel("Title")).toHaveValue("Water the plants");

  await form.getByRole("radio", { name: /^Paid elsewhere/ }).check();
  await expect(form.getByText("$20.00 is missing")).toBeHidden();
  await form.getByRole("button", { name: "Post the gig" }).click();
  await page.waitForURL("**/gigs/*?done=posted");
});
