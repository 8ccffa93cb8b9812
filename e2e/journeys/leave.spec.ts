import { expectWellBuilt } from "../support/axe";
import { postGig } from "../support/gigs";
import { grant, verifyMoney } from "../support/operator";
import { join } from "../support/people";
import { phone } from "../support/screens";
import { expect, test, visit } from "../support/test";

test("an account is deleted once what is open is settled and the money left is given up; then nobody gets in", async ({
  open,
}) => {
  const { page, email, password } = await join(await open(phone), "Lea Leaver");
  await grant(email, 20);
  const { taskId } = await postGig(page, { budget: "15.00" });

  await visit(page, "/settings/account");
  await page.getByRole("link", { name: /Delete the account/ }).click();
  await expect(page.getByText("1 unfinished gig with $15.00 held")).toBeVisible();
  await expect(page.getByRole("button", { name: /Delete/ })).toHaveCount(0);
  await visit(page, `/gigs/${taskId}`);
  await page.getByText("Cancel the gig", { exact: true }).click();
  await page.getByRole("button", { name: "Cancel and return $15.00" }).click();
  await expect(page.getByText(/Cancelled/).first()).toBeVisible();

  await visit(page, "/settings/account/delete");
  await expectWellBuilt(page);
  await page.getByLabel("Your email address").fill(email);
  await page.getByLabel("Your password").fill(password);
  await page.getByRole("button", { name: "Delete the account for good" }).click();
  await expect(page.getByText("Settle this first. $20.00 of credits")).toBeVisible();
  await page.getByLabel("Your password").fill(password);
  await page.getByRole("checkbox", { name: "I give up $20.00 of credits" }).check();
  await page.getByRole("button", { name: "Delete the account for good" }).click();
  await page.waitForURL("**/goodbye");
  await expect(page.getByRole("heading", { name: "Your account is deleted" })).toBeVisible();

  await visit(page, "/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Wrong email or password.")).toBeVisible();
  await verifyMoney();
});
