import type { Page } from "@playwright/test";
import { type Client, gigiac } from "./api";
import { linkMailedTo } from "./mail";
import { origin, unique } from "./network";
import { accountWithoutForm } from "./operator";
import { alive, expect, visit } from "./test";

export type Person = { page: Page; name: string; email: string; password: string };

const newcomer = (page: Page, name: string): Person => ({
  ...{ page, name, email: `${unique()}@example.com`, password: `long winter ${unique()}` },
});

/** Somebody who signs up by the form in this browser, confirms the address from the mail, and goes on from there. */
export async function joinByForm(page: Page, name: string): Promise<Person> {
  const person = newcomer(page, name);
  await visit(page, "/sign-up");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("checkbox", { name: /at least 18/ }).check();
  await page.getByRole("button", { name: "Make my account" }).click();
  await page.waitForURL("**/dashboard");
  await visit(page, await linkMailedTo(person.email, "Confirm your email address"));
  await page.getByRole("button", { name: "Confirm my address" }).click();
  await expect(page.getByText(`${person.email} is confirmed.`)).toBeVisible();
  return person;
}

/** Somebody with an account, signed in in this browser: for tests that begin after that. */
export async function join(page: Page, name: string): Promise<Person> {
  const person = newcomer(page, name);
  const { email, password } = person;
  const cookie = await accountWithoutForm({ name, email, password });
  if (!cookie) return joinByForm(page, name);
  await page.context().addCookies([{ ...cookie, url: origin, httpOnly: true, sameSite: "Lax" }]);
  return person;
}

/** Signs in by the form, and waits for where that leads. */
export async function signIn(page: Page, { email, password }: { email: string; password: string }) {
  await visit(page, "/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/dashboard");
  await alive(page);
}

/** Makes a key in the settings, and gives a client that uses it. */
export async function keyOf({ page }: Person, name = "my agent"): Promise<Client> {
  await visit(page, "/settings/keys");
  await page.getByLabel("What is it for?").fill(name);
  await page.getByRole("button", { name: "Make a key" }).click();
  const shown = page.getByRole("status").getByText(/^givegigs-/);
  return gigiac((await shown.innerText()).trim());
}

/** The three amounts of the dashboard, in the order it shows them: available, held, earned. */
export async function amountsOf({ page }: Person): Promise<string[]> {
  await visit(page, "/dashboard");
  const wallets = page.getByRole("navigation", { name: "Which amount the plot shows" }).getByRole("link");
  await expect(wallets).toHaveCount(3);
  return (await wallets.allInnerTexts()).map((text) => text.match(/\$[\d,]+\.\d\d/)![0]);
}
