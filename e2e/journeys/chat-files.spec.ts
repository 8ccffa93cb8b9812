import { join } from "../support/people";
import { phone } from "../support/screens";
import { asked, box, list, log, pair, row, say } from "../support/talk";
import { expect, test, visit } from "../support/test";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFElEQVR4nGNkaPjPgA0wYRUdtBIAO/8Bn565mEEAAAAASUVORK5CYII=",
  "base64",
);
const notes = { name: "notes of mine.txt", mimeType: "text/html", buffer: Buffer.from("Line 1\nLine 2") };

test("files are picked, seen by the others as what they are, and refused with why; what was picked is there after a reload", async ({
  open,
}) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(phone), "Will Worker")]);
  const at = `/chat/${await pair(pia, will)}`;
  const { page } = pia;
  await visit(page, at);
  await visit(will.page, at);
  const picker = page.getByLabel("Files to attach");
  const picked = page.getByRole("list", { name: "Files to send" });

  await picker.setInputFiles([
    notes,
    { name: "run.png", mimeType: "image/png", buffer: Buffer.from("MZ\x90\x00\x03") },
  ]);
  await expect(picked.getByRole("alert")).toContainText("must be a file of a kind that is taken");
  await expect(page.getByRole("button", { name: "Send", exact: true })).toHaveAttribute("aria-disabled", "true");
  await picked.getByRole("button", { name: "Do not send run.png" }).click();
  await expect(picked.getByRole("listitem")).toHaveCount(1);
  await page.reload();
  await expect(picked.getByText("notes of mine.txt")).toBeVisible();
  await picker.setInputFiles({ name: "shot.png", mimeType: "image/png", buffer: PNG });
  await expect(page.getByRole("button", { name: "Send", exact: true })).not.toHaveAttribute("aria-disabled");
  await say(page, "Here they are");
  await expect(picked).toHaveCount(0);

  for (const one of [page, will.page]) {
    const said = row(one, "Here they are");
    await expect(said.getByRole("link", { name: "notes of mine.txt" })).toBeVisible();
    const picture = said.getByRole("img", { name: "shot.png" });
    await expect(picture).toBeVisible();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(8);
  }
  const down = will.page.waitForEvent("download");
  await row(will.page, "Here they are").getByRole("link", { name: "notes of mine.txt" }).click();
  expect((await down).suggestedFilename()).toBe("notes of mine.txt");

  // A file alone is a message too.
  await will.page
    .getByLabel("Files to attach")
    .setInputFiles({ name: "alone.png", mimeType: "image/png", buffer: PNG });
  await expect(will.page.getByRole("button", { name: "Do not send alone.png" })).toBeVisible();
  await expect(will.page.getByText("Uploading…")).toHaveCount(0);
  await will.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect(log(page).getByRole("img", { name: "alone.png" })).toBeVisible();
  await expect(list(page).getByRole("link").first()).toContainText("A file");
});

test("a muted conversation says so, tells of nothing, and is heard of again", async ({ open }) => {
  const [pia, will] = await Promise.all([join(await open(phone), "Pia Poster"), join(await open(), "Will Worker")]);
  const threadId = await pair(pia, will);
  const { page } = pia;
  await visit(page, `/chat/${threadId}`);
  const mute = page.getByRole("button", { name: "Mute this conversation" });
  // Pressed on screen before the server has it.
  const kept = page.waitForResponse(
    (answer) => answer.request().method() === "POST" && answer.url().endsWith(threadId),
  );
  await mute.click();
  await expect(mute).toHaveAttribute("aria-pressed", "true");
  await kept;
  await visit(page, "/settings/notifications");
  await expect(page.getByRole("main").getByText("Will Worker")).toBeVisible();
  await visit(page, "/chat");
  await expect(list(page).getByRole("link").first()).toContainText("Muted");
  await asked(will.page, `/api/ai/chat/${threadId}`, { content: "Do you hear me?" });
  await expect(list(page).getByRole("link").first()).toContainText("1 unread");
  const { notifications } = await (await page.request.get("/api/notifications")).json();
  expect(notifications.filter(({ kind }: { kind: string }) => kind === "messages")).toEqual([]);

  await list(page).getByRole("link").first().click();
  await page.waitForURL(`**/chat/${threadId}`);
  await mute.click();
  await expect(mute).toHaveAttribute("aria-pressed", "false");
});

test("how many messages wait stands in the header of every page, and goes when they are read, in another window too", async ({
  open,
}) => {
  const [pia, will] = await Promise.all([join(await open(phone), "Pia Poster"), join(await open(), "Will Worker")]);
  const threadId = await pair(pia, will);
  const { page } = pia;
  await visit(page, "/gigs");
  const link = (count: string) => page.getByRole("banner").getByRole("link", { name: `Chat${count}`, exact: true });
  await expect(link("")).toBeVisible();
  await asked(will.page, `/api/ai/chat/${threadId}`, { content: "One" });
  await expect(link(", 1 unread")).toBeVisible();
  await asked(will.page, `/api/ai/chat/${threadId}`, { content: "Two" });
  await expect(link(", 2 unread")).toBeVisible();
  const other = await page.context().newPage();
  await visit(other, `/chat/${threadId}`);
  await expect(link("")).toBeVisible();
  await other.close();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test("a quote leads to what it quotes, however far back, and the newest is a press away; keys walk through what was said", async ({
  open,
}) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(), "Will Worker")]);
  const threadId = await pair(pia, will);
  const at = `/api/ai/chat/${threadId}`;
  const { message } = await asked(pia.page, at, { content: "The very first." });
  for (let n = 2; n <= 160; n += 2)
    await Promise.all([n, n + 1].map((n) => asked(n % 2 ? pia.page : will.page, at, { content: `Number ${n}.` })));
  await asked(will.page, at, { content: "I mean this.", replyToId: message.id });
  const { page } = pia;
  await visit(page, `/chat/${threadId}`);
  const newest = page.getByRole("button", { name: /new$|^Newest$/ });
  if (await newest.isVisible()) await newest.click();
  await expect(row(page, "I mean this.")).toBeInViewport();
  await row(page, "I mean this.")
    .getByRole("button", { name: /^Go to what Pia Poster said/ })
    .click();
  await expect(row(page, "The very first.").first()).toBeInViewport();
  await expect(row(page, "The very first.").first()).toBeFocused();
  await page.getByRole("button", { name: "Newest" }).click();
  await expect(row(page, "I mean this.")).toBeInViewport();

  await box(page).click();
  await page.keyboard.press("ArrowUp");
  await expect(row(page, "I mean this.")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await expect(row(page, "I mean this.")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(box(page)).toBeFocused();
  await expect(page.getByRole("button", { name: "Answer nothing in particular" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Escape");
  await expect(box(page)).toBeFocused();
});
