import { accept, deliver, done, postGig, propose } from "../support/gigs";
import { appoint, grant, verifyMoney } from "../support/operator";
import { amountsOf, join } from "../support/people";
import { phone } from "../support/screens";
import { expect, test, visit } from "../support/test";

test("a worker contests, both have their say, a moderator splits, and both see the money", async ({ open }) => {
  const [pia, will, mona] = await Promise.all([
    join(await open(phone), "Pia Poster"),
    join(await open(), "Will Worker"),
    join(await open(), "Mona Moderator"),
  ]);
  await Promise.all([grant(pia.email, 50), appoint(mona.email)]);
  const { taskId, title } = await postGig(pia.page, { budget: "30.00", criteria: "Two pages\nIn plain words" });
  await propose(will.page, taskId, "I have done ten of these.", "30.00");
  await accept(pia.page, taskId, "Will Worker", "Accept and hold $30.00");
  await deliver(will.page, taskId, "One page, and a half.", "Hand in for $30.00");

  const opening = will.page.locator("details").filter({ hasText: "A moderator reads" });
  await opening.locator("summary").click();
  await opening.getByLabel("What is wrong").fill("She asks for a third page that nobody agreed on.");
  await opening.getByLabel("Evidence").fill("https://example.com/brief.png\nThe brief says two.");
  await opening.getByRole("button", { name: "Open a dispute" }).click();
  await done(will.page, "A dispute is open, and $30.00 stays held.");

  await visit(pia.page, "/dashboard");
  await pia.page.getByRole("link", { name: "Say what happened, in a dispute" }).click();
  const dispute = pia.page.locator("#dispute");
  await expect(dispute).toContainText("She asks for a third page that nobody agreed on.");
  await expect(pia.page.getByText("Stays held until decided")).toBeVisible();
  await dispute.getByLabel("What you have to say").fill("It is one page and a half, and not two.");
  await dispute.getByRole("button", { name: "Add to the dispute" }).click();
  await done(pia.page, "Added to the dispute.");
  await visit(will.page, `/gigs/${taskId}`);
  await expect(will.page.locator("#dispute")).toContainText("It is one page and a half, and not two.");

  await visit(mona.page, "/dashboard");
  await mona.page.getByRole("link", { name: "Moderation" }).click();
  await mona.page.getByRole("link", { name: title }).click();
  await expect(mona.page.getByText("One page, and a half.")).toBeVisible();
  const scriptless = await open({ javaScriptEnabled: false, storageState: await mona.page.context().storageState() });
  await scriptless.goto(mona.page.url());
  await scriptless.getByRole("radio", { name: /All back to the poster/ }).check();
  await scriptless.getByLabel("To Will Worker").fill("22.50");
  await scriptless.getByLabel("Why").fill("A contradiction.");
  await scriptless.getByRole("button", { name: "Decide" }).click();
  await expect(scriptless.getByText("An amount goes with “Both in part” only")).toBeVisible();

  await mona.page.getByRole("radio", { name: /Both in part/ }).check();
  await mona.page.getByLabel("To Will Worker").fill("22.50");
  await expect(mona.page.getByRole("status")).toContainText("$22.50 goes to Will Worker, $7.50 back to");
  await mona.page.getByLabel("Why").fill("Three quarters of it are there.");
  await mona.page.getByRole("button", { name: "Decide: $22.50 to the worker, $7.50 back" }).click();
  await expect(mona.page.getByText("$22.50 goes to Will Worker, and $7.50 goes back to Pia Poster.")).toBeVisible();

  for (const { page } of [pia, will]) {
    await visit(page, `/gigs/${taskId}`);
    await expect(page.locator("#dispute")).toContainText("Three quarters of it are there.");
  }
  expect(await amountsOf(pia)).toEqual(["$27.50", "$0.00", "$0.00"]);
  expect(await amountsOf(will)).toEqual(["$0.00", "$0.00", "$22.50"]);
  await expect(pia.page.getByRole("link", { name: "Moderation" })).toHaveCount(0);
  await verifyMoney();
});
