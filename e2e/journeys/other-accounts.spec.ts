import { identityProvider, unique } from "../support/network";
import { join } from "../support/people";
import { phone } from "../support/screens";
import { alive, expect, type Page, test, visit } from "../support/test";

test.skip(!identityProvider, "`npm test` starts the stand-in for GitHub and Google");

type Identity = { id: string; name: string; email: string; isVerified?: boolean };
const identity = (name: string): Identity => {
  const id = String(Math.floor(Math.random() * 1e12));
  return { id, name, email: `${unique()}@example.com` };
};

/** Goes to the provider by this button, says there who one is, and comes back. */
async function by(page: Page, button: string, { id, name, email, isVerified = true }: Identity) {
  await page.getByRole("button", { name: button }).click();
  await page.getByLabel("Number").fill(id);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Verified").setChecked(isVerified);
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL((url) => url.origin !== identityProvider && !url.pathname.startsWith("/api/"));
  await alive(page);
}

for (const provider of ["GitHub", "Google"]) {
  test(`${provider}: a new person accepts the terms, leaves, and comes back by one button`, async ({ open }) => {
    const [who, page] = [identity("Olga Octo"), await open()];
    await visit(page, "/sign-up");
    await by(page, `Continue with ${provider}`, who);
    await expect(page).toHaveURL(/\/sign-up\/finish$/);
    await expect(page.getByText(`${provider} says you are ${who.email}.`)).toBeVisible();
    await page.getByRole("checkbox", { name: /at least 18/ }).check();
    await page.getByRole("button", { name: "Make my account" }).click();
    await page.waitForURL("**/dashboard");

    const later = await open();
    await visit(later, "/sign-in");
    await by(later, `Continue with ${provider}`, who);
    await expect(later).toHaveURL(/\/dashboard$/);
    await visit(later, "/settings/account");
    await expect(later.locator("main").getByText(who.email).first()).toBeVisible();
  });

  test(`${provider}: an address that is not verified there opens nothing`, async ({ page }) => {
    const who = identity("Ursula");
    await visit(page, "/sign-in");
    await by(page, `Continue with ${provider}`, { ...who, isVerified: false });
    await expect(page).toHaveURL(/\/sign-in\?error=UNVERIFIED$/);
    await expect(page.getByRole("alert").filter({ hasText: "verif" })).toBeVisible();
  });
}

test("an account with a password is not opened by its address alone: its owner links the provider first", async ({
  open,
}) => {
  const pia = await join(await open(), "Pia Password");
  const github = { ...identity("pia"), email: pia.email };
  const elsewhere = await open(phone);
  await visit(elsewhere, "/sign-in");
  await by(elsewhere, "Continue with GitHub", github);
  await expect(elsewhere).toHaveURL(/\/sign-in\?error=LINK_FIRST$/);

  await visit(pia.page, "/settings/account");
  await by(pia.page, "Link GitHub", github);
  await expect(pia.page).toHaveURL(/\/settings\/account\?linked=github$/);
  await visit(elsewhere, "/sign-in");
  await by(elsewhere, "Continue with GitHub", github);
  await expect(elsewhere).toHaveURL(/\/dashboard$/);
});
