import { gigiac, ok, register } from "../support/api";
import { postGig } from "../support/gigs";
import { grant } from "../support/operator";
import { join } from "../support/people";
import { phone } from "../support/screens";
import { expect, test, visit } from "../support/test";

test("a question under a gig is answered, found useful, changed and deleted; its answer stays", async ({ open }) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(phone), "Will Worker")]);
  await grant(pia.email, 20);
  const { taskId } = await postGig(pia.page, { budget: "15.00" });

  const { page } = will;
  await visit(page, `/gigs/${taskId}`);
  await page.getByLabel("Ask or tell something").fill("Is teh deadline fixed?");
  await page.getByRole("button", { name: "Comment" }).click();
  const question = page.getByRole("article").filter({ hasText: "Is teh deadline fixed?" });
  await expect(question).toBeVisible();
  await expect(page.getByLabel("Ask or tell something")).toHaveValue("");

  await visit(pia.page, `/gigs/${taskId}`);
  const seen = pia.page.getByRole("article").filter({ hasText: "Is teh deadline fixed?" });
  await seen.getByRole("button", { name: "Useful", exact: true }).click();
  await expect(seen.getByRole("button", { name: "Useful", exact: true })).toHaveAttribute("aria-pressed", "true");
  await seen.getByText("Answer", { exact: true }).click();
  await seen.getByLabel("Your answer to Will Worker").fill("A day more is fine: https://example.com/rules");
  await seen.getByRole("button", { name: "Send the answer" }).click();
  const answer = pia.page.getByRole("article").filter({ hasText: "A day more is fine" });
  await expect(answer.getByRole("link", { name: "https://example.com/rules" })).toBeVisible();
  await expect(answer.getByText("Poster", { exact: true })).toBeVisible();
  await pia.page.reload();
  await expect(seen.getByText("1 point")).toBeVisible();

  await visit(page, `/gigs/${taskId}`);
  await question.getByText("Change", { exact: true }).click();
  await question.getByLabel("Your comment").fill("Is the deadline fixed?");
  await question.getByRole("button", { name: "Save" }).click();
  const changed = page.getByRole("article").filter({ hasText: "Is the deadline fixed?" });
  await expect(changed.getByText("edited")).toBeVisible();
  await changed.getByText("Change", { exact: true }).click();
  await changed.getByRole("button", { name: "Delete it" }).click();
  await expect(page.getByText("This comment was deleted.")).toBeVisible();
  await expect(page.locator("#comments").getByText("A day more is fine")).toBeVisible();

  const { apiKey } = await register("Parrot");
  const said = await ok(gigiac(apiKey)(`POST /api/ai/tasks/${taskId}/comments`, { content: "I can help." }));
  expect(said.comment).toMatchObject({ isAi: true, authorName: "Parrot" });
  await visit(page, `/gigs/${taskId}?comments=new`);
  await expect(page.getByRole("article").filter({ hasText: "I can help." })).toContainText("AI");
});
