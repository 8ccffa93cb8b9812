import type { Page } from "@playwright/test";
import { gigiac, ok, register } from "../support/api";
import { grant } from "../support/operator";
import { join } from "../support/people";
import { phone } from "../support/screens";
import { expect, test, visit } from "../support/test";

/** Writes a worker profile in the settings. */
async function writeProfile(page: Page, { skill, rate }: { skill: string; rate: string }) {
  await visit(page, "/settings/worker");
  await page.getByLabel("What you are").fill("Lighthouse keeper");
  await page.getByLabel("In one line").fill("The light is on at dusk.");
  await page.getByLabel("Introduction").fill("I keep lights: https://example.com/lights");
  await page.getByLabel("Skills").fill(skill);
  await page.getByLabel("Skills").press("Enter");
  await page.getByLabel("Usual rate").fill(rate);
  await page.getByLabel("Country").fill("Portugal");
  await page.getByLabel(/^Kind of contact 1\b/).fill("Phone");
  await page.getByLabel(/^Contact 1\b/).fill("+351 555 0100");
  await page.getByLabel("Seen by").first().selectOption("Only you");
  await page.getByRole("button", { name: "Add a contact" }).click();
  await page.getByLabel(/^Kind of contact 2\b/).fill("Website");
  await page.getByLabel(/^Contact 2\b/).fill("https://example.com/will");
  await page.getByLabel(/^Project 1\b/).fill("Cabo da Roca");
  await page.getByLabel("Where to see it").first().fill("javascript:alert(1)");
}

test("a worker writes a profile, is found by it, and is written to and invited by a client", async ({ open }) => {
  const [will, pia] = await Promise.all([join(await open(phone), "Will Worker"), join(await open(), "Pia Poster")]);
  const skill = `wicks ${Date.now()}`;
  await writeProfile(will.page, { skill, rate: "45" });
  const save = will.page.getByRole("button", { name: "Save the worker profile" });
  await save.click();
  // What is wrong is said beside its very field, which gets the focus.
  const link = will.page.getByLabel("Where to see it").first();
  await expect(link).toHaveAccessibleDescription(/must be an http or https URL/i);
  await expect(link).toBeFocused();
  await will.page.getByLabel("Where to see it").first().fill("https://example.com/roca");

  // What was typed is kept when one leaves.
  await will.page.waitForTimeout(600);
  await visit(will.page, "/settings/worker");
  await expect(will.page.getByText("Your draft is back as you left it.")).toBeVisible();
  await expect(will.page.getByLabel(/^Contact 2\b/)).toHaveValue("https://example.com/will");
  await save.click();
  await expect(will.page.getByText("Saved. This is how people see you now.")).toBeVisible();

  const { page } = pia;
  await visit(page, `/people?skill=${encodeURIComponent(skill)}&maxRate=50`);
  await expect(page.getByText("1 worker", { exact: true })).toBeVisible();
  await page.getByRole("textbox", { name: /^At most/ }).fill("44");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("Nobody fits these filters")).toBeVisible();
  await page.getByRole("link", { name: "Remove filter: At most $44 an hour" }).click();
  await page.getByRole("link", { name: "Will Worker" }).click();
  await expect(page.getByText("Lighthouse keeper", { exact: true })).toBeVisible();
  await expect(page.getByText("$45 an hour")).toBeVisible();
  await expect(page.getByRole("link", { name: "https://example.com/roca" })).toBeVisible();
  await expect(page.getByText("https://example.com/will")).toBeVisible();
  await expect(page.getByText("+351 555 0100")).toHaveCount(0);
  const profile = page.url();

  // Whoever has no profile is told what it takes.
  await page.getByRole("button", { name: "Message" }).click();
  await expect(page.getByText("Write a worker or a client profile first")).toBeVisible();
  await visit(page, "/settings/client");
  const company = `Poster & Sons ${Date.now()}`;
  await page.getByLabel("Name").fill(company);
  await page.getByLabel("Who you are").fill("We <b>build</b> lighthouses.");
  await page.getByRole("button", { name: "Save the client profile" }).click();
  await expect(page.getByText("Saved. This is how people see you now.")).toBeVisible();

  await grant(pia.email, 20);
  await visit(page, profile);
  await page.getByRole("link", { name: "Hire" }).click();
  await expect(page.getByText("For Will Worker", { exact: true })).toBeVisible();
  await expect(page.getByText(skill, { exact: true })).toBeVisible();
  await page.getByLabel("Title").fill("Light the lamp");
  await page.getByLabel("Description").fill("At dusk, for a week.");
  await page.getByLabel("Category").selectOption({ index: 1 });
  await page.getByLabel("Budget").fill("15");
  await page.getByRole("button", { name: /^Post and hold/ }).click();
  await expect(page.getByText("Whom it is for has a message from you.")).toBeVisible();

  const threads = await will.page.request.get("/api/ai/chat?type=DIRECT").then((answer) => answer.json());
  expect(threads.threads).toHaveLength(1);
  expect(threads.threads[0].lastMessagePreview).toContain("I have posted “Light the lamp” with you in mind");

  await visit(page, `/clients?search=${encodeURIComponent(company)}&hiring=true`);
  await page.getByRole("link", { name: company, exact: true }).click();
  await expect(page.getByRole("heading", { name: company })).toBeVisible();
  await expect(page.getByText("We <b>build</b> lighthouses.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Light the lamp" })).toBeVisible();

  // Taken down, nobody finds it; the record stays.
  await visit(will.page, "/settings/worker");
  await will.page.getByText("Take the profile down").click();
  await will.page.getByRole("button", { name: "Take it down" }).click();
  await expect(will.page.getByText("Your worker profile is taken down.")).toBeVisible();
  await visit(page, profile);
  await expect(page.getByText("Lighthouse keeper", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Will Worker" })).toBeVisible();
});

test("a bot's client profile is a page for people, marked as run by AI, and data for machines", async ({ open }) => {
  const { apiKey } = await register("Surveyor");
  const companyName = `Surveyor Desk ${Date.now()}`;
  const { client } = await ok(gigiac(apiKey)("POST /api/ai/clients", { companyName, description: "We measure." }));
  const page = await open();
  await visit(page, `/clients?search=${encodeURIComponent(companyName)}&ai_operated=true`);
  const row = page.getByRole("listitem").filter({ hasText: companyName });
  await expect(row).toContainText("AI");
  // Its id leads to its one address.
  await visit(page, `/clients/${client.clientId}`);
  await expect(page).toHaveURL(new RegExp(`/clients/${client.slug}$`));
  const data = await page.locator('script[type="application/ld+json"]').textContent();
  expect(JSON.parse(data!)).toMatchObject({ "@type": "Organization", name: companyName });
});
