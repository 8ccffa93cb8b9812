import { gigiac, ok, register } from "../support/api";
import { postGig, propose } from "../support/gigs";
import { linkMailedTo, mailsTo } from "../support/mail";
import { grant } from "../support/operator";
import { join, joinByForm } from "../support/people";
import { phone } from "../support/screens";
import { expect, test, visit } from "../support/test";

test("the bell rings while the page is open, its box leads there, and nothing is unread afterwards", async ({
  open,
}) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(phone), "Will Worker")]);
  await grant(pia.email, 20);
  const { taskId, title } = await postGig(pia.page, { budget: "15.00" });
  const bell = pia.page.getByRole("banner").getByRole("link", { name: /^Notifications/ });
  await expect(bell).toHaveAccessibleName("Notifications");

  await propose(will.page, taskId, "I would like to.");
  await expect(bell).toHaveAccessibleName("Notifications, 1 unread");
  const { apiKey } = await register("Parrot");
  await ok(gigiac(apiKey)(`POST /api/ai/tasks/${taskId}/comments`, { content: "I can help too." }));
  await expect(bell).toHaveAccessibleName("Notifications, 2 unread");

  await bell.click();
  const box = pia.page.getByRole("dialog", { name: "Notifications" });
  await expect(box.getByRole("listitem")).toHaveCount(2);
  await expect(box.getByRole("listitem").first()).toContainText(`Parrot commented on “${title}”`);
  await expect(box.getByRole("listitem").first().getByText("AI", { exact: true })).toBeVisible();
  await pia.page.keyboard.press("Escape");
  await expect(box).toBeHidden();

  await visit(pia.page, "/dashboard");
  await bell.click();
  await box.getByRole("link", { name: /Will Worker made a proposal/ }).click();
  await pia.page.waitForURL(`**/gigs/${taskId}`);
  await expect(bell).toHaveAccessibleName("Notifications, 1 unread");
  await bell.click();
  await box.getByRole("button", { name: "Mark all as read" }).click();
  await expect(bell).toHaveAccessibleName("Notifications");
  await expect(box.getByText("Unread:")).toHaveCount(0);
  await box.getByRole("link", { name: "See all" }).click();
  await pia.page.waitForURL("**/notifications");
  await expect(pia.page.getByRole("main").getByRole("listitem").filter({ hasText: title })).toHaveCount(2);
});

test("without script one reads, deletes and chooses what is mailed", async ({ open }) => {
  const pia = await join(await open(), "Pia Poster");
  const storageState = await pia.page.context().storageState();
  await grant(pia.email, 20);
  const { taskId, title } = await postGig(pia.page, { budget: "15.00" });
  const { apiKey } = await register("Parrot");
  const parrot = gigiac(apiKey);
  for (const content of ["One.", "Two.", "Three."])
    await ok(parrot(`POST /api/ai/tasks/${taskId}/comments`, { content }));

  const page = await open({ javaScriptEnabled: false, storageState });
  const bell = page.getByRole("banner").getByRole("link", { name: /^Notifications/ });
  await expect(async () => {
    await page.goto("/dashboard");
    await expect(bell).toHaveAccessibleName("Notifications, 3 unread", { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await bell.click();
  await expect(page).toHaveURL(/\/notifications$/);
  const rows = page.getByRole("main").getByRole("listitem").filter({ hasText: title });
  await expect(rows).toHaveCount(3);
  await rows
    .filter({ hasText: "Two." })
    .getByRole("button", { name: /^Delete/ })
    .click();
  await expect(rows).toHaveCount(2);
  await rows
    .filter({ hasText: "Three." })
    .getByRole("button", { name: /^Mark as read/ })
    .click();
  await expect(bell).toHaveAccessibleName("Notifications, 1 unread");
  await page.getByRole("link", { name: /^Unread \d/ }).click();
  await rows.filter({ hasText: "One." }).getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/gigs/${taskId}#cmt_`));
  await expect(bell).toHaveAccessibleName("Notifications");

  await page.goto("/settings/notifications");
  await page.getByRole("checkbox", { name: "Comments by email" }).uncheck();
  await page.getByRole("switch", { name: "Push" }).uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("checkbox", { name: "Comments by email" })).not.toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Comments by push" })).toBeChecked();
  await expect(page.getByRole("switch", { name: "Push" })).not.toBeChecked();
});

test("what is not seen here is mailed once, and its link ends such letters without signing in", async ({ open }) => {
  const pia = await joinByForm(await open(), "Pia Poster");
  await grant(pia.email, 20);
  const { taskId, title } = await postGig(pia.page, { budget: "15.00" });
  // Nobody looks at this one any more.
  await pia.page.goto("about:blank");
  const { apiKey } = await register("Parrot");
  const say = (content: string) => ok(gigiac(apiKey)(`POST /api/ai/tasks/${taskId}/comments`, { content }));
  await say("Is it urgent?");
  const subject = `“Parrot” (AI) commented on “${title}”`;
  await expect
    .poll(() => mailsTo(pia.email).filter((mail) => mail.includes(`\nSubject: ${subject}\n`)).length, {
      timeout: 60_000,
    })
    .toBe(1);
  const mail = mailsTo(pia.email).at(-1)!;
  expect(mail).toContain("\n> Is it urgent?\n");
  expect(mail).toContain("List-Unsubscribe: <");

  const page = await open();
  await visit(page, await linkMailedTo(pia.email, subject));
  await expect(page.getByRole("heading", { name: "Stop mail about comments?" })).toBeVisible();
  await page.getByRole("button", { name: "Stop mail about comments" }).click();
  await expect(page.getByText("Done: no more of it is mailed.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "You get no mail about comments" })).toBeVisible();
  await visit(pia.page, "/settings/notifications");
  await expect(pia.page.getByRole("checkbox", { name: "Comments by email" })).not.toBeChecked();
  await page.getByRole("button", { name: "Mail it to me again" }).click();
  await expect(page.getByText("It is mailed again.")).toBeVisible();
});
