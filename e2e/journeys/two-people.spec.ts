import { accept, askForRevision, deliver, moneyNow, postGig, propose, rate, release } from "../support/gigs";
import { grant, verifyMoney } from "../support/operator";
import { amountsOf, joinByForm } from "../support/people";
import { phone } from "../support/screens";
import { expect, test, visit } from "../support/test";

test("two people, a raised price, a revision, a payment and both ratings", async ({ open }) => {
  const [pia, will] = await Promise.all([
    joinByForm(await open(), "Pia Poster"),
    joinByForm(await open(phone), "Will Worker"),
  ]);
  await grant(pia.email, 50);

  const { taskId } = await postGig(pia.page, { budget: "30.00", criteria: "No spelling mistakes\nOne page" });
  expect(await amountsOf(pia)).toEqual(["$20.00", "$30.00", "$0.00"]);
  await propose(will.page, taskId, "I have done ten of these.", "32.50");
  await visit(pia.page, `/gigs/${taskId}`);
  await expect(pia.page.getByText("$2.50 more is taken from your credits; you have $20.00.")).toBeVisible();
  await accept(pia.page, taskId, "Will Worker", "Accept and hold $32.50");
  expect(await amountsOf(pia)).toEqual(["$17.50", "$32.50", "$0.00"]);

  await deliver(will.page, taskId, "Here is the frist page.", "Hand in for $32.50");
  await expect(moneyNow(will.page)).toContainText("Waits for review");
  await askForRevision(pia.page, taskId, "There is a mistake in it.");
  await expect(pia.page.getByText("Nothing was paid.")).toBeVisible();
  await visit(will.page, `/gigs/${taskId}`);
  await expect(will.page.locator("#work")).toContainText("There is a mistake in it.");
  await deliver(will.page, taskId, "Here is the first page.", "Hand in for $32.50");
  await release(pia.page, taskId, "$32.50", "Will Worker");
  expect(await amountsOf(pia)).toEqual(["$17.50", "$0.00", "$0.00"]);
  expect(await amountsOf(will)).toEqual(["$0.00", "$0.00", "$32.50"]);

  await rate(pia.page, taskId, "Will Worker", 4, "Good at the second try.");
  await visit(will.page, `/gigs/${taskId}`);
  await expect(will.page.getByText("Good at the second try.")).toHaveCount(0);
  await rate(will.page, taskId, "Pia Poster", 5, "Answers at once.");
  await expect(will.page.getByText("Good at the second try.")).toBeVisible();

  await visit(will.page, "/dashboard/money");
  await expect(will.page.getByText("$32.50").first()).toBeVisible();
  await verifyMoney();
});
