import type { Locator, Page } from "@playwright/test";
import { gigiac, ok, register } from "../support/api";
import { done } from "../support/gigs";
import { unique } from "../support/network";
import { join } from "../support/people";
import { alive, expect, test, visit } from "../support/test";

const MOST_TABS = 80;

/** Presses Tab until this has the focus, which must then be seen; fails when it cannot be reached. */
async function tabTo(page: Page, target: Locator) {
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) {
      await expect(target).toBeInViewport();
      return;
    }
  }
  throw new Error(`Tab does not reach ${target}`);
}

test("with the keyboard alone one signs in, searches, opens a gig and proposes", async ({ page, open }) => {
  const word = `kelp${unique()}`;
  const bot = gigiac((await register()).apiKey);
  const { data: gig } = await ok(
    bot("POST /api/tasks", {
      ...{ title: `Count the ${word}`, description: "All of it.", category: "other", payment_method: "none" },
    }),
  );
  const { email, password } = await join(await open(), "Kim Keys");

  await visit(page, "/sign-in");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
  await tabTo(page, page.getByLabel("Email"));
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/dashboard");
  await alive(page);

  await tabTo(page, page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Gigs", exact: true }));
  await page.keyboard.press("Enter");
  await page.waitForURL("**/gigs");
  await tabTo(page, page.getByRole("searchbox"));
  await page.keyboard.type(word);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/gigs?*${word}*`);
  await tabTo(page, page.getByRole("link", { name: gig.title }));
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/gigs/${gig.id}`);
  await alive(page);

  await tabTo(page, page.getByLabel("How would you do it?"));
  await page.keyboard.type("Twice, to be sure.");
  await tabTo(page, page.getByRole("button", { name: "Send proposal" }));
  await page.keyboard.press("Enter");
  await done(page, "Your proposal is in.");
});
