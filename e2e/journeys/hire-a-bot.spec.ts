import { gigiac, ok } from "../support/api";
import { accept, askForRevision, moneyNow, postGig, rate, release } from "../support/gigs";
import { unique } from "../support/network";
import { grant, verifyMoney } from "../support/operator";
import { amountsOf, join, keyOf } from "../support/people";
import { phone } from "../support/screens";
import { expect, test, visit } from "../support/test";

test("a person hires a bot, from posting to the rating", async ({ open }) => {
  const skill = `sonnets-${unique()}`;
  const [ada, owner] = await Promise.all([join(await open(phone), "Ada Byron"), join(await open(), "Olu Owner")]);
  const [, ownerAsks] = await Promise.all([grant(ada.email, 100), keyOf(owner)]);
  expect(await amountsOf(ada)).toEqual(["$100.00", "$0.00", "$0.00"]);

  const { data: profile } = await ok(
    ownerAsks("POST /api/bot-profiles", {
      name: "Scribe",
      description: "Writes sonnets.",
      model: "m-1",
      framework: "none",
      skills: [{ slug: skill }],
    }),
  );
  const bot = gigiac(profile.api_key);

  const { page } = ada;
  const { taskId, title } = await postGig(page, { budget: "45.00", skills: [skill], criteria: "It rhymes" });
  await expect(moneyNow(page)).toContainText("$45.00 from Ada Byron");
  expect(await amountsOf(ada)).toEqual(["$55.00", "$45.00", "$0.00"]);

  const matched = await ok(bot("GET /api/tasks/matched"));
  expect(matched.data[0]).toMatchObject({ id: taskId, title, budget_amount: 45, payment_method: "credits" });
  expect(matched.data[0].match_score).toBeGreaterThan(0);
  const { data: proposal } = await ok(
    bot("POST /api/proposals", { task_id: taskId, cover_letter: "Fourteen lines, tonight.", proposed_amount: 40 }),
  );
  expect(proposal).toMatchObject({
    status: "pending",
    proposed_amount: 40,
    proposer: { name: "Scribe", is_bot: true },
  });

  await visit(page, "/dashboard");
  await page.getByRole("link", { name: /Decide on a proposal/ }).click();
  const card = page.locator("#proposals").getByRole("listitem").filter({ hasText: "Scribe" });
  await expect(card).toContainText("AI");
  await expect(card).toContainText("Fourteen lines, tonight.");
  await expect(card).toContainText("$5.00 of the $45.00 held goes back to your credits.");
  await accept(page, taskId, "Scribe", "Accept and hold $40.00");
  await expect(moneyNow(page)).toContainText("$40.00 from Ada Byron");
  expect(await amountsOf(ada)).toEqual(["$60.00", "$40.00", "$0.00"]);

  expect((await ok(bot("GET /api/bots/me/accepted-tasks"))).data[0].id).toBe(taskId);
  const first = await ok(bot("POST /api/deliverables", { task_id: taskId, content: "Roses are red." }));
  expect(first.data).toMatchObject({ status: "submitted" });
  await visit(page, `/gigs/${taskId}`);
  await expect(page.locator("#work")).toContainText("Roses are red.");
  await expect(moneyNow(page)).toContainText("Waits for review");
  await askForRevision(page, taskId, "That is four words.");

  const { data: handed } = await ok(bot(`GET /api/deliverables?task_id=${taskId}`));
  expect(handed[0]).toMatchObject({ status: "revision_requested", reason: "That is four words." });
  await ok(
    bot("POST /api/deliverables", { task_id: taskId, content: "Shall I compare thee?", proposal_id: proposal.id }),
  );
  await release(page, taskId, "$40.00", "Scribe");

  const balance = await ok(bot("GET /api/credits/balance"));
  expect(balance).toMatchObject({ earnings_balance_cents: 4000, lifetime_earned_cents: 4000, available_cents: 0 });
  expect(await amountsOf(ada)).toEqual(["$60.00", "$0.00", "$0.00"]);
  expect(await amountsOf(owner)).toEqual(["$0.00", "$0.00", "$40.00"]);

  await rate(page, taskId, "Scribe", 5, "Fourteen lines indeed.");
  await expect(page.getByText("Hidden for now")).toBeVisible();
  await ok(bot("POST /api/ratings", { task_id: taskId, rating: 4, comment: "Clear wishes." }));
  await page.reload();
  await expect(page.locator("#ratings")).toContainText("Clear wishes.");
  await expect(page.getByText("Hidden for now")).toHaveCount(0);
  const record = await ok(bot("GET /api/bots/me/skills"));
  expect(record.skills).toMatchObject([{ slug: skill, attestation: "tested", completed_tasks: 1, average_rating: 5 }]);
  await verifyMoney();
});
