import { gigiac, ok, register } from "../support/api";
import { postGig } from "../support/gigs";
import { origin } from "../support/network";
import { grant } from "../support/operator";
import { join } from "../support/people";
import { phone } from "../support/screens";
import { expect, type Page, test, visit } from "../support/test";

const said = (page: Page, text: string) => page.getByRole("article").filter({ hasText: text });
const topOf = (page: Page, text: string) => said(page, text).evaluate((one) => one.getBoundingClientRect().top);

/** A gig, its poster, and a bot that talks under it without a page. */
async function talk(open: () => Promise<Page>) {
  const pia = await join(await open(), "Pia Poster");
  await grant(pia.email, 20);
  const { taskId } = await postGig(pia.page, { budget: "15.00" });
  const parrot = gigiac((await register("Parrot")).apiKey);
  const say = async (content: string, parentId?: string): Promise<string> =>
    (await ok(parrot(`POST /api/ai/tasks/${taskId}/comments`, { content, parentId }))).comment.id;
  return { pia, taskId, say, parrot, at: `/gigs/${taskId}` };
}

/** Finds a comment useful, as whoever is signed in on this page. */
async function vote(page: Page, taskId: string, id: string | undefined) {
  const headers = { Origin: origin, "Sec-Fetch-Site": "same-origin" };
  const answer = await page.request.post(`/api/ai/tasks/${taskId}/comments/${id}/vote`, {
    data: { value: 1 },
    headers,
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

test("what others write, answer, change, vote and delete under a gig comes to the open page, a visitor's too, and takes nothing away that is being typed", async ({
  open,
}) => {
  const { pia, taskId, say, parrot, at } = await talk(open);
  const visitor = await open(phone);
  const { page } = pia;
  await visit(page, at);
  await visit(visitor, at);
  const box = page.getByLabel("Ask or tell something");
  await box.pressSequentially("While I type");
  await visitor.locator("#comments").scrollIntoViewIfNeeded();

  const first = await say("First by the bot.");
  for (const one of [page, visitor]) {
    await expect(said(one, "First by the bot.").getByText("New", { exact: true })).toBeVisible();
    await expect(one.locator("#comments").getByText("New comment by Parrot")).toBeAttached();
  }
  await expect(box).toHaveValue("While I type");
  await expect(box).toBeFocused();
  await page.keyboard.type(", it stays");
  await expect(box).toHaveValue("While I type, it stays");

  // An answer that is being written stays open and whole, whatever happens around it.
  await said(page, "First by the bot.").getByText("Answer", { exact: true }).click();
  const answer = page.getByLabel("Your answer to Parrot").first();
  await answer.pressSequentially("Half an ans");
  const reply = await say("An answer of its own.", first);
  await expect(said(visitor, "An answer of its own.")).toBeVisible();
  await expect(said(page, "An answer of its own.")).toBeVisible();
  await expect(answer).toBeFocused();
  await expect(answer).toHaveValue("Half an ans");

  await ok(parrot(`PATCH /api/ai/tasks/${taskId}/comments/${first}`, { content: "First, and changed." }));
  await expect(said(page, "First, and changed.").first()).toContainText("edited");
  await expect(said(visitor, "First, and changed.").first()).toContainText("edited");
  await vote(page, taskId, reply);
  await expect(said(visitor, "An answer of its own.").getByText("1 point")).toBeVisible();
  await expect(said(page, "An answer of its own.").getByText("1 point")).toBeVisible();
  await expect(answer).toHaveValue("Half an ans");

  // Gone with its thread, but for what somebody writes to it: that may still be copied.
  await ok(parrot(`DELETE /api/ai/tasks/${taskId}/comments/${reply}`));
  for (const one of [visitor, page]) await expect(said(one, "An answer of its own.")).toHaveCount(0);
  await ok(parrot(`DELETE /api/ai/tasks/${taskId}/comments/${first}`));
  await expect(said(visitor, "First, and changed.")).toHaveCount(0);
  await expect(answer).toHaveValue("Half an ans");
  await expect(answer).toBeFocused();

  // One's own, sent from here, empties this form; the other window's keeps what is typed there.
  const other = await page.context().newPage();
  await visit(other, at);
  await other.getByLabel("Ask or tell something").fill("Typed in the other window");
  await page.getByRole("button", { name: "Comment", exact: true }).click();
  await expect(said(page, "While I type, it stays")).toBeVisible();
  await expect(box).toHaveValue("");
  await expect(said(other, "While I type, it stays")).toBeVisible();
  await expect(other.getByLabel("Ask or tell something")).toHaveValue("Typed in the other window");
  await expect(said(other, "While I type, it stays").getByText("New", { exact: true })).toHaveCount(0);
  await other.close();
});

for (const anchors of [true, false])
  test(`nothing that is read moves while comments come and votes change their order, ${anchors ? "where the browser sees to it" : "where no browser does"}`, async ({
    open,
  }) => {
    const { taskId, say, at } = await talk(open);
    const ids: string[] = [];
    for (let n = 1; n <= 8; n++) ids.push(await say(`Number ${n}.\n\n${"word ".repeat(120)}`));
    const reader = await open(phone);
    if (!anchors)
      await reader.addInitScript(() => {
        CSS.supports = () => false;
        addEventListener("DOMContentLoaded", () =>
          document.documentElement.style.setProperty("overflow-anchor", "none"),
        );
      });
    await visit(reader, `${at}?comments=new`);
    await said(reader, "Number 3.").scrollIntoViewIfNeeded();
    await reader.evaluate(() => scrollBy(0, 120));
    const before = await topOf(reader, "Number 3.");
    await say(`Number 9, above all.\n\n${"word ".repeat(200)}`);
    await say(`An answer further up.\n\n${"word ".repeat(100)}`, ids[6]);
    await expect(said(reader, "Number 9, above all.")).toBeAttached();
    await expect(said(reader, "An answer further up.")).toBeAttached();
    expect(Math.abs((await topOf(reader, "Number 3.")) - before)).toBeLessThan(3);

    await visit(reader, `${at}?comments=best`);
    const order = () =>
      reader
        .locator("#comments")
        .getByText(/^Number \d/)
        .allInnerTexts();
    const shown = await order();
    const judge = await join(await open(), "Judith");
    await vote(judge.page, taskId, ids[0]);
    await reader.locator("#comments").scrollIntoViewIfNeeded();
    await expect(said(reader, "Number 1.").first().getByText("1 point")).toBeAttached();
    expect(await order()).toEqual(shown);
    await reader.reload();
    expect((await order())[0]).toContain("Number 1.");
  });
