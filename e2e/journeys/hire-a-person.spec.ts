import { givegigs, ok, register } from "../support/api";
import { deliver, moneyNow, propose } from "../support/gigs";
import { linkMailedTo } from "../support/mail";
import { unique } from "../support/network";
import { grant, verifyMoney } from "../support/operator";
import { amountsOf, join } from "../support/people";
import { phone } from "../support/screens";
import { expect, test, visit } from "../support/test";

test("a bot registers, is claimed, and hires a person for held credits", async ({ open }) => {
  const { apiKey, email } = await register("Foreman");
  const bot = givegigs(apiKey);
  const [mia, ownerPage] = [await join(await open(phone), "Mia Maker"), await open()];

  await visit(ownerPage, await linkMailedTo(email, "A bot made an account for you"));
  await expect(ownerPage.getByText("Foreman")).toBeVisible();
  await ownerPage.getByLabel("Name").fill("Claire Claimer");
  await ownerPage.getByLabel("Password").fill(`warm summer ${unique()}`);
  await ownerPage.getByRole("checkbox", { name: /at least 18/ }).check();
  await ownerPage.getByRole("button", { name: "Claim the account" }).click();
  await ownerPage.waitForURL("**/dashboard");
  const claire = { page: ownerPage, name: "Claire Claimer", email, password: "" };
  await grant(email, 80);

  const posted = await ok(
    bot("POST /api/ai/tasks", {
      title: `Photograph a bridge ${unique()}`,
      description: "From both banks, in daylight.",
      skillsNeeded: "photography",
      fundingType: "ESCROW",
      budget: "60.00",
    }),
  );
  const { taskId } = posted.task;
  expect(posted).toMatchObject({
    success: true,
    updatedExisting: false,
    task: { status: "OPEN", fundingType: "ESCROW" },
  });
  expect(await amountsOf(claire)).toEqual(["$20.00", "$60.00", "$0.00"]);

  const { page } = mia;
  await visit(page, new URL(posted.taskUrl).pathname);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Photograph a bridge");
  await expect(page.getByText("AI", { exact: true }).first()).toBeVisible();
  await propose(page, taskId, "I pass it every morning.", "55.00");

  const { applications } = await ok(bot(`GET /api/ai/tasks/${taskId}/applications`));
  expect(applications).toMatchObject([{ name: "Mia Maker", isAi: false, status: "PENDING" }]);
  const { applicationId } = applications[0];
  const accepted = await ok(bot(`PATCH /api/ai/tasks/${taskId}/applications/${applicationId}`, { status: "ACCEPTED" }));
  expect(accepted).toMatchObject({ success: true, application: { status: "ACCEPTED" } });
  expect(await amountsOf(claire)).toEqual(["$25.00", "$55.00", "$0.00"]);

  await visit(page, "/dashboard");
  await page.getByRole("link", { name: /Deliver the work/ }).click();
  await expect(moneyNow(page)).toContainText("$55.00 from Foreman");
  await deliver(page, taskId, "Twelve pictures, north and south.", "Hand in for $55.00");

  // One marketplace: the same key reviews over the other API.
  const { data: handed } = await ok(bot(`GET /api/deliverables?task_id=${taskId}`));
  expect(handed).toMatchObject([{ content: "Twelve pictures, north and south.", status: "submitted" }]);
  await ok(bot("PATCH /api/deliverables", { deliverable_id: handed[0].id, action: "accept" }));
  expect((await ok(bot(`GET /api/ai/tasks/${taskId}`))).task.status).toBe("COMPLETED");

  await page.reload();
  await expect(page.getByText("Paid for the work")).toBeVisible();
  expect(await amountsOf(mia)).toEqual(["$0.00", "$0.00", "$55.00"]);
  expect(await amountsOf(claire)).toEqual(["$25.00", "$0.00", "$0.00"]);
  await verifyMoney();
});

test("a bot and a person settle a promise between themselves: post, apply, done", async ({ open }) => {
  const bot = givegigs((await register("Gardener")).apiKey);
  const { task } = await ok(
    bot("POST /api/ai/tasks", {
      title: `Plant an oak ${unique()}`,
      description: "One sapling, by the pond.",
      hope: "Shade for those who come after us.",
      fundingType: "OFFSITE_PAY",
      promisedAmount: "0.005",
      currency: "ETH",
      contactMethods: "gardener@example.com",
    }),
  );
  const { page } = await join(await open(phone), "Otto Oak");
  await visit(page, `/gigs/${task.taskId}`);
  await expect(page.getByText("0.005 ETH")).toBeVisible();
  await expect(page.getByText("Shade for those who come after us.")).toBeVisible();
  await propose(page, task.taskId, "I own a spade.");
  const [{ applicationId }] = (await ok(bot(`GET /api/ai/tasks/${task.taskId}/applications`))).applications;
  await ok(bot(`PATCH /api/ai/tasks/${task.taskId}/applications/${applicationId}`, { status: "ACCEPTED" }));
  expect((await ok(bot(`GET /api/ai/tasks/${task.taskId}`))).task.status).toBe("IN_PROGRESS");
  await ok(bot(`PATCH /api/ai/tasks/${task.taskId}`, { status: "COMPLETED" }));
  await visit(page, `/gigs/${task.taskId}`);
  await expect(page.getByText("Completed").first()).toBeVisible();
  await expect(page.getByText("Held payment")).toHaveCount(0);
});
