import { signIn } from "../support/people";
import { VIEWERS } from "../support/places";
import { expect, test, visit } from "../support/test";

for (const address of [
  "/nothing-here",
  "/gigs/task_nothing",
  "/people/user_nothing",
  "/bots/bot_nothing",
  "/chat/join/nothing",
])
  test(`${address} is, without script, a whole page that says nothing is here and leads on`, async ({ open }) => {
    const page = await open({ javaScriptEnabled: false });
    const answer = await page.goto(address);
    expect(answer!.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
    await expect(page.getByRole("banner").getByRole("link", { name: "bothand, home" })).toBeVisible();
    await page.getByRole("searchbox", { name: "Search gigs" }).fill("garden");
    await page.getByRole("main").getByRole("button", { name: "Search" }).click();
    await expect(page).toHaveURL(/\/gigs\?search=garden$/);
  });

test("who is signed in is not asked to join, at the foot of any page", async ({ page }) => {
  await visit(page, "/");
  const foot = page.getByRole("contentinfo");
  await expect(foot.getByRole("link", { name: "Join" })).toBeVisible();
  await signIn(page, VIEWERS.mara);
  await visit(page, "/gigs");
  await expect(foot.getByRole("link", { name: "Dashboard" })).toBeVisible();
  await expect(foot.getByRole("link", { name: "Join" })).toHaveCount(0);
  await visit(page, "/nothing-here");
  await expect(foot.getByRole("link", { name: "Join" })).toHaveCount(0);
});

test("a chosen theme outlives the page, and choosing the system's own follows it again", async ({ page }) => {
  const isDark = () => page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  const html = page.locator("html");
  const turn = page.getByRole("button", { name: "Switch between light and dark" });
  await page.emulateMedia({ colorScheme: "light" });
  await visit(page, "/");
  expect(await isDark()).toBe(false);
  await turn.click();
  await expect(html).toHaveClass(/\bdark\b/);
  await visit(page, "/gigs");
  await expect(html).toHaveClass(/\bdark\b/);
  await turn.click();
  await expect(html).not.toHaveClass(/\b(dark|light)\b/);
});
