import { origin } from "./network";
import type { Person } from "./people";
import { expect, type Page } from "./test";

export const box = (page: Page) => page.getByLabel("Message", { exact: true });
export const log = (page: Page) => page.getByRole("log", { name: "Messages" });
export const row = (page: Page, text: string) => log(page).locator("[data-message]").filter({ hasText: text });
export const list = (page: Page) => page.getByRole("navigation", { name: "Conversations" });

/** Says something in the conversation that is open. */
export async function say(page: Page, text: string) {
  await box(page).fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

/** What was said, as the page shows it. */
export const textsOf = (page: Page) => log(page).locator("[data-message] p.whitespace-pre-wrap").allTextContents();

/** Asks the API as whoever is signed in on this page. */
export const asked = (page: Page, path: string, data: object) =>
  page.request
    .post(path, { data, headers: { Origin: origin, "Sec-Fetch-Site": "same-origin" } })
    .then(async (answer) => {
      expect(answer.status(), await answer.text()).toBeLessThan(300);
      return answer.json();
    });

/** Two people with a conversation of their own. */
export async function pair(pia: Person, will: Person): Promise<string> {
  await asked(pia.page, "/api/ai/clients", { companyName: `${pia.name}'s` });
  const { id } = (await (await will.page.request.get("/api/auth/session")).json()).user;
  const { thread } = await asked(pia.page, "/api/ai/chat", { participantIds: [id] });
  return thread.id;
}
