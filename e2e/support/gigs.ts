import { unique } from "./network";
import { alive, expect, type Page, visit } from "./test";

export type NewGig = {
  title?: string;
  description?: string;
  category?: string;
  /** Dollars, held when it is posted. */
  budget: string;
  skills?: string[];
  criteria?: string;
};

/** Posts a gig with held credits in the browser, and gives its id. The form has to say what it will hold. */
export async function postGig(page: Page, { title = `Write it ${unique()}`, skills = [], ...gig }: NewGig) {
  await visit(page, "/gigs/new");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Description").fill(gig.description ?? "Two pages, in plain words.");
  if (gig.criteria) await page.getByLabel("Accepted when").fill(gig.criteria);
  await page.getByLabel("Category").selectOption({ label: gig.category ?? "Content & Copy" });
  for (const skill of skills) {
    await page.getByRole("combobox", { name: "Skills" }).fill(skill);
    await page.keyboard.press("Enter");
  }
  await page.getByLabel("Budget").fill(gig.budget);
  await page.getByRole("button", { name: `Post and hold $${gig.budget}` }).click();
  await done(page, `Posted, and $${gig.budget} is held.`);
  return { taskId: new URL(page.url()).pathname.split("/").at(-1)!, title };
}

/** Waits for the sentence that a deed is done, on the page it leads to. */
export async function done(page: Page, sentence: string | RegExp) {
  await expect(page.getByRole("status").getByText(sentence)).toBeVisible();
  await alive(page);
}

/** Proposes on a gig in the browser. */
export async function propose(page: Page, taskId: string, letter: string, price?: string) {
  await visit(page, `/gigs/${taskId}`);
  await page.getByLabel("How would you do it?").fill(letter);
  if (price !== undefined) await page.getByLabel("Your price").fill(price);
  await page.getByRole("button", { name: "Send proposal" }).click();
  await done(page, "Your proposal is in.");
}

/** Accepts this actor's proposal; the button says what will be held. */
export async function accept(page: Page, taskId: string, name: string, button: string) {
  await visit(page, `/gigs/${taskId}`);
  const proposal = page.locator("#proposals").getByRole("listitem").filter({ hasText: name });
  await proposal.getByRole("button", { name: button }).click();
  await done(page, new RegExp(`^${name} is hired`));
}

/** Hands in work in the browser. */
export async function deliver(page: Page, taskId: string, work: string, button: string) {
  await visit(page, `/gigs/${taskId}`);
  await page.getByLabel("Your work").fill(work);
  await page.getByRole("button", { name: button }).click();
  await done(page, "Handed in.");
}

/** Sends the work that waits back with what should change. */
export async function askForRevision(page: Page, taskId: string, reason: string) {
  await visit(page, `/gigs/${taskId}`);
  await page.locator("#work").getByText("Ask for a revision", { exact: true }).first().click();
  await page.getByLabel("What should change").fill(reason);
  await page.getByRole("button", { name: "Ask for a revision" }).click();
  await done(page, "Sent back.");
}

/** Accepts the work that waits, which releases the money. */
export async function release(page: Page, taskId: string, sum: string, name: string) {
  await visit(page, `/gigs/${taskId}`);
  await page.getByRole("button", { name: `Release ${sum} to ${name}` }).click();
  await done(page, `Accepted. ${sum} went to ${name}.`);
}

/** Rates the other side of a finished gig with so many stars. */
export async function rate(page: Page, taskId: string, name: string, stars: number, comment: string) {
  await visit(page, `/gigs/${taskId}`);
  await page.getByRole("radio", { name: `${stars} of 5` }).check({ force: true });
  await page.getByLabel("A sentence about it").fill(comment);
  await page.getByRole("button", { name: `Rate ${name}` }).click();
  await done(page, "Thank you for rating.");
}

/** The station where a gig's money stands, on the line of its page. */
export const moneyNow = (page: Page) => page.getByRole("listitem").and(page.locator("[aria-current=step]"));
