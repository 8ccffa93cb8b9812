import type { WebSocketRoute } from "@playwright/test";
import { client, givegigs, ok, register } from "../support/api";
import { accept, postGig, propose } from "../support/gigs";
import { grant } from "../support/operator";
import { join } from "../support/people";
import { phone } from "../support/screens";
import { asked, box, list, log, pair, row, say, textsOf } from "../support/talk";
import { alive, expect, type Page, test, visit } from "../support/test";

test("a gig's two parties and a bot talk in its chat: live, typing, with a quote, and read when it was seen", async ({
  open,
}) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(phone), "Will Worker")]);
  await grant(pia.email, 20);
  const { taskId, title } = await postGig(pia.page, { budget: "15.00" });
  await propose(will.page, taskId, "I would like to.");
  await accept(pia.page, taskId, "Will Worker", "Accept and hold $15.00");

  await pia.page.getByRole("button", { name: "Open the chat" }).click();
  await pia.page.waitForURL("**/chat/thread_*");
  await alive(pia.page);
  await expect(pia.page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(log(pia.page).getByText("Will Worker was hired.")).toBeVisible();
  const threadId = new URL(pia.page.url()).pathname.split("/").at(-1)!;
  await say(pia.page, "Good to have you. See https://example.com/rules, and not javascript:alert(1)");
  const link = log(pia.page).getByRole("link");
  await expect(link).toHaveCount(1);
  await expect(link).toHaveAttribute("rel", "ugc nofollow noopener noreferrer");

  // A phone shows the list first, and what waits in it.
  await visit(will.page, "/chat");
  const item = list(will.page).getByRole("link").filter({ hasText: title });
  await expect(item).toContainText("2 unread");
  await item.click();
  await will.page.waitForURL("**/chat/thread_*");
  await expect(list(will.page)).toBeHidden();
  await expect(log(will.page).getByText("New", { exact: true })).toBeVisible();
  await expect(pia.page.getByRole("main").getByText("Will Worker is here", { exact: true })).toBeVisible();
  await box(will.page).pressSequentially("Thank");
  await expect(pia.page.getByText("Will Worker is typing…")).toBeVisible();
  await row(will.page, "Good to have you").getByRole("button", { name: "Reply to Pia Poster" }).click();
  await say(will.page, "Thank you. I read them.");
  await expect(row(pia.page, "Thank you. I read them.")).toContainText("Good to have you.");
  await expect(pia.page.getByText("Will Worker is typing…")).toHaveCount(0);
  // Read as soon as it was seen, so that nothing waits in the list.
  await expect(list(pia.page).getByRole("link").filter({ hasText: title })).not.toContainText("unread");
  await will.page.getByRole("link", { name: "All conversations" }).click();
  await expect(item).not.toContainText("unread");

  const bot = await register("Parrot");
  const parrot = givegigs(bot.apiKey);
  await pia.page.getByRole("button", { name: "About this conversation" }).click();
  const sheet = pia.page.getByRole("complementary", { name: title });
  await sheet.getByLabel(/^How many/).fill("1");
  await sheet.getByRole("button", { name: "Make a link" }).click();
  const url = await sheet.getByText(/\/chat\/join\//).innerText();
  const token = url.split("/").at(-1)!;
  await ok(parrot(`POST /api/ai/chat/join/${token}`));
  await expect(log(pia.page).getByText("Parrot joined by an invite.")).toBeVisible();
  await ok(parrot(`POST /api/ai/chat/${threadId}`, { content: "I count in binary." }));
  await expect(row(pia.page, "I count in binary.").getByText("AI", { exact: true })).toBeVisible();

  // The sheet is of the conversation as it is now.
  await expect(sheet.getByText("3 participants")).toBeVisible();
  const person = sheet.getByRole("listitem").filter({ hasText: "Parrot" });
  await person.getByText("Change", { exact: false }).first().click();
  await person.getByRole("button", { name: "Make captain" }).click();
  await expect(person.getByText("Captain", { exact: true })).toBeVisible();
  await pia.page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  pia.page.once("dialog", (dialog) => dialog.accept());
  await row(pia.page, "I count in binary.").getByRole("button", { name: "Delete the message of Parrot" }).click();
  await expect(row(pia.page, "I count in binary.")).toHaveCount(0);
  await expect(list(will.page)).not.toContainText("I count in binary.");

  const used = await open();
  await visit(used, new URL(url).pathname);
  await expect(used.getByText("This invite was used up.")).toBeVisible();
  expect((await client()(`GET /api/ai/chat/${threadId}`)).status).toBe(401);
});

test("what is typed without a connection is sent once, in order, when there is one; two windows send nothing twice", async ({
  open,
}) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(), "Will Worker")]);
  const at = `/chat/${await pair(pia, will)}`;
  const { page } = pia;
  await visit(page, at);
  await visit(will.page, at);
  await say(page, "Before");
  await expect(row(will.page, "Before")).toBeVisible();
  const other = await page.context().newPage();
  await visit(other, at);

  await page.context().setOffline(true);
  await expect(page.getByText("No connection. What you write is sent later.")).toBeVisible();
  for (const text of ["One", "Two", "Three"]) await say(page, text);
  await expect(log(page).getByText("Waits for a connection")).toHaveCount(3);
  await say(other, "From another window");
  await box(page).fill("Half a sent");
  await page.context().setOffline(false);
  await expect(log(page).getByText("Waits for a connection")).toHaveCount(0);
  await expect(log(will.page).locator("[data-message]")).toHaveCount(5);
  const told = await textsOf(will.page);
  expect(told.filter((text) => text !== "From another window")).toEqual(["Before", "One", "Two", "Three"]);
  await expect.poll(() => textsOf(page)).toEqual(told);
  await expect.poll(() => textsOf(other)).toEqual(told);

  // A page that is closed before it could send: the next one does. What was half typed is still there.
  await page.context().setOffline(true);
  await say(page, "Left behind");
  await expect(log(page).getByText("Waits for a connection")).toHaveCount(1);
  await box(page).fill("Half a sent");
  await page.close();
  await other.close();
  await pia.page.context().setOffline(false);
  const next = await pia.page.context().newPage();
  await visit(next, "/chat");
  await expect(row(will.page, "Left behind")).toHaveCount(1);
  await visit(next, at);
  await expect(row(next, "Left behind")).toHaveCount(1);
  await expect(box(next)).toHaveValue("Half a sent");
  await next.close();
});

test("live messages that were lost are there once the relay is back, and in their order", async ({ open }) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(), "Will Worker")]);
  const threadId = await pair(pia, will);
  const { page } = will;
  // The way to the relay, which breaks when told to.
  const ways = new Set<WebSocketRoute>();
  let isBroken = false;
  await page.routeWebSocket(/\/realtime\//, (way) => {
    if (isBroken) return void way.close({ code: 1012 });
    ways.add(way);
    way.connectToServer();
  });
  await visit(page, `/chat/${threadId}`);
  const send = (content: string) => asked(pia.page, `/api/ai/chat/${threadId}`, { content });
  await send("Heard live");
  await expect(row(page, "Heard live")).toBeVisible();
  isBroken = true;
  for (const way of ways) await way.close({ code: 1012 });
  for (let n = 1; n <= 20; n++) await send(`Lost ${n}`);
  await say(page, "Mine, in between");
  await expect(row(page, "Mine, in between")).toHaveCount(1);
  isBroken = false;
  await expect(row(page, "Mine, in between")).toHaveCount(1);
  const { messages } = await (await pia.page.request.get(`/api/ai/chat/${threadId}/messages?limit=100`)).json();
  const wanted = messages.map(({ content }: { content: string }) => content);
  await expect.poll(async () => (await textsOf(page)).slice(-wanted.length)).toEqual(wanted);
});

/** The first message in sight, and where, once it stands still: what is scrolled to gets its height when it is drawn. */
const placeOf = (page: Page) =>
  log(page).evaluate(async (all) => {
    const look = () => {
      const { top } = all.getBoundingClientRect();
      const rows = [...all.querySelectorAll<HTMLElement>("[data-message]")];
      const row = rows.find((one) => one.getBoundingClientRect().bottom > top)!;
      return `${row.dataset.message} at ${Math.round(row.getBoundingClientRect().top)}`;
    };
    for (let last = "", now = look(); ; last = now, now = look()) {
      if (last === now) return now;
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    }
  });

test("a long conversation opens at its end, stays where it is while older messages come, and leads back", async ({
  open,
}) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(phone), "Will Worker")]);
  const threadId = await pair(pia, will);
  for (let n = 1; n <= 28; n++)
    await asked(pia.page, `/api/ai/chat/${threadId}`, { content: `Number ${n}.\n${"word ".repeat((n * 37) % 400)}` });
  const { page } = will;
  await visit(page, `/chat/${threadId}`);
  // Opened where one stopped reading: at the first one.
  await expect(row(page, "Number 1.")).toBeInViewport();
  await expect(page.getByRole("button", { name: "28 new" })).toBeVisible();
  await page.getByRole("button", { name: "28 new" }).click();
  await expect(row(page, "Number 28")).toBeInViewport();
  const waiting = async () =>
    (await (await page.request.get(`/api/ai/chat/${threadId}/messages?limit=1`)).json()).unreadCount;
  await expect.poll(waiting).toBe(0);
  await visit(page, `/chat/${threadId}`);
  await expect(row(page, "Number 28")).toBeInViewport();
  await log(page).evaluate((all) => all.scrollBy(0, -600));
  await expect(page.getByRole("button", { name: "Newest" })).toBeVisible();
  // What is read, and not how far it is scrolled: that grows as messages further up get their heights when first drawn.
  const before = await placeOf(page);
  await asked(pia.page, `/api/ai/chat/${threadId}`, { content: "While you read above" });
  await expect(page.getByRole("button", { name: "1 new" })).toBeVisible();
  expect(await placeOf(page)).toEqual(before);
  await page.getByRole("button", { name: "1 new" }).click();
  await expect(row(page, "While you read above")).toBeInViewport();
});

test("text that means harm is text, and nothing is wider than a phone", async ({ open }) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(phone), "Will Worker")]);
  const at = `/chat/${await pair(pia, will)}`;
  const { page } = will;
  await visit(page, at);
  await visit(pia.page, at);
  const texts = [
    "🙂".repeat(5000),
    "<script>document.title = 'taken'</script><img src=x onerror=alert(1)>",
    "javascript:alert(1) data:text/html,x https://bank.example@evil.example/",
    "w".repeat(5000),
    "\u202Etxt.exe\u202C and \u2066\u202E\u202E never closed",
    `https://example.com/${"path".repeat(200)}`,
  ];
  for (const text of texts) {
    await box(page).fill(text);
    await page.getByRole("button", { name: "Send" }).click();
  }
  await expect(log(pia.page).locator("[data-message]")).toHaveCount(texts.length);
  // What turns the direction of all that follows it is taken out of a text before it is kept.
  const kept = texts.map((text) => text.replace(/[\u202A-\u202E\u2066-\u2069]/g, ""));
  expect(await textsOf(pia.page)).toEqual(kept);
  await expect.poll(() => textsOf(page)).toEqual(kept);
  await expect(log(pia.page).getByRole("link")).toHaveCount(1);
  for (const one of [page, pia.page]) {
    expect(await log(one).locator("script, img").count()).toBe(0);
    expect(await log(one).evaluate((all) => all.scrollWidth - all.clientWidth)).toBe(0);
    expect(await one.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  await box(page).fill("x".repeat(5001));
  await expect(page.getByText("5,001 of 5,000")).toBeVisible();
  await page.getByRole("button", { name: "Send" }).click();
  await expect(box(page)).toHaveValue("x".repeat(5001));
});

test("without script one reads, further up too, and sends; whoever is invited signs in and comes back", async ({
  open,
}) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(), "Will Worker")]);
  const threadId = await pair(pia, will);
  for (let n = 1; n <= 25; n++) await asked(pia.page, `/api/ai/chat/${threadId}`, { content: `Number ${n}.` });
  const { invite } = await asked(pia.page, `/api/ai/chat/${threadId}/invite`, {});
  const storageState = await will.page.context().storageState();
  const page = await open({ ...phone, javaScriptEnabled: false, storageState });
  await page.goto("/chat");
  await list(page).getByRole("link").first().click();
  await expect(row(page, "Number 25.")).toBeInViewport();
  await box(page).fill("Sent without script");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(row(page, "Sent without script")).toBeInViewport();
  await expect(box(page)).toHaveValue("");
  await box(page).fill("x".repeat(5001));
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page.getByText("Not sent. It must be at most 5000 characters.")).toBeVisible();
  await expect(box(page)).toHaveValue("x".repeat(5001));
  const { messages } = await (await will.page.request.get(`/api/ai/chat/${threadId}?limit=100`)).json();
  await page.goto(`/chat/${threadId}?before=${messages[10].id}`);
  await expect(row(page, "Number 10.")).toBeInViewport();
  await expect(row(page, "Number 11.")).toHaveCount(0);
  await page.getByRole("link", { name: "The newest messages" }).click();
  await expect(row(page, "Number 25.")).toBeVisible();

  const nina = await open();
  await visit(nina, new URL(invite.inviteUrl).pathname);
  await expect(nina.getByText("Pia Poster")).toBeVisible();
  await nina.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await nina.waitForURL(/\/sign-in\?next=/);
  await nina.getByLabel("Email").fill("tomas@example.com");
  await nina.getByLabel("Password").fill("tomas-does-the-work");
  await nina.getByRole("button", { name: "Sign in" }).click();
  await nina.waitForURL("**/chat/join/*");
  await alive(nina);
  await nina.getByRole("button", { name: "Join the conversation" }).click();
  await nina.waitForURL("**/chat/thread_*");
  await expect(row(nina, "Number 25.")).toBeVisible();
});

test("with the keyboard: arrows walk the list, Enter sends, Shift and Enter begins a line, Escape takes a quote away", async ({
  open,
}) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(), "Will Worker")]);
  const nora = await join(await open(), "Nora Next");
  const first = await pair(pia, will);
  const second = await pair(pia, nora);
  await asked(pia.page, `/api/ai/chat/${first}`, { content: "Older" });
  await asked(pia.page, `/api/ai/chat/${second}`, { content: "Newer" });
  const { page } = pia;
  await visit(page, "/chat");
  await list(page).getByRole("link").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/chat/${first}`);
  await row(page, "Older").getByRole("button", { name: "Reply to Pia Poster" }).click();
  await expect(box(page)).toBeFocused();
  await expect(page.getByRole("button", { name: "Answer nothing in particular" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Answer nothing in particular" })).toHaveCount(0);
  await page.keyboard.type("Two");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("lines");
  await page.keyboard.press("Enter");
  await expect(box(page)).toHaveValue("");
  await expect.poll(() => textsOf(page)).toEqual(["Older", "Two\nlines"]);

  await page.getByRole("button", { name: "About this conversation" }).click();
  await page.getByRole("button", { name: "Archive", exact: true }).click();
  await page.waitForURL("**/chat");
  await page.getByRole("button", { name: "Archived" }).click();
  await expect(list(page).getByRole("link").filter({ hasText: "lines" })).toBeVisible();
});

test("what somebody typed and could not send goes out as nobody else who signs in here next", async ({ open }) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(), "Will Worker")]);
  const at = `/chat/${await pair(pia, will)}`;
  const { page } = pia;
  const context = page.context();
  const [own, others] = await Promise.all([context.cookies(), will.page.context().cookies()]);
  await visit(page, at);
  await context.setOffline(true);
  await say(page, "From Pia alone");
  await expect(log(page).getByText("Waits for a connection")).toBeVisible();
  await context.addCookies(others);
  const looked = page.waitForResponse("**/api/auth/session");
  await context.setOffline(false);
  await looked;
  await visit(will.page, at);
  await say(will.page, "From Will");
  await expect.poll(() => textsOf(will.page)).toEqual(["From Will"]);
  await context.addCookies(own);
  await expect.poll(() => textsOf(will.page), { timeout: 75_000 }).toEqual(["From Will", "From Pia alone"]);
  await expect(row(will.page, "From Pia alone")).toContainText("Pia Poster");
});

test("before anybody is hired, the poster talks with whom they invite, and hires there", async ({ open }) => {
  const [pia, will] = await Promise.all([join(await open(phone), "Pia Poster"), join(await open(), "Will Worker")]);
  await grant(pia.email, 20);
  const { taskId, title } = await postGig(pia.page, { budget: "15.00" });
  await propose(will.page, taskId, "I would like to.");
  await expect(will.page.getByRole("button", { name: /Open (a|the) chat/ })).toHaveCount(0);

  await visit(pia.page, `/gigs/${taskId}`);
  await pia.page.getByRole("button", { name: "Open a chat" }).click();
  await pia.page.waitForURL("**/chat/thread_*");
  await alive(pia.page);
  await pia.page.getByRole("button", { name: "About this conversation" }).click();
  const sheet = pia.page.getByRole("complementary", { name: title });
  await sheet.getByRole("button", { name: "Make a link" }).click();
  const url = await sheet.getByText(/\/chat\/join\//).innerText();
  await expect(sheet.getByRole("listitem").filter({ hasText: "used 0 times" })).toBeVisible();

  await visit(will.page, new URL(url).pathname);
  await expect(will.page.getByRole("heading", { name: title })).toBeVisible();
  await will.page.getByRole("button", { name: "Join the conversation" }).click();
  await will.page.waitForURL("**/chat/thread_*");
  const person = sheet.getByRole("listitem").filter({ hasText: "Will Worker" });
  await expect(person.getByText("All of what is held stays held.")).toBeVisible();
  await sheet
    .getByRole("listitem")
    .filter({ hasText: "used 1 time" })
    .getByRole("button", { name: "Take back" })
    .click();
  await expect(sheet.getByRole("button", { name: "Take back" })).toHaveCount(0);
  await person.getByRole("button", { name: "Accept and hold $15.00" }).click();
  await expect(log(will.page).getByText("Will Worker was hired.")).toBeVisible();
  await expect(person.getByRole("button", { name: "Accept and hold $15.00" })).toHaveCount(0);
  await sheet.getByRole("button", { name: "Close" }).click();
  await pia.page.getByRole("link", { name: "All conversations" }).click();
  await expect(list(pia.page).getByRole("link").filter({ hasText: title })).toContainText("Hired");
});

test("whoever is removed while they read sees that it is over; whoever leaves is led away", async ({ open }) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(phone), "Will Worker")]);
  const threadId = await pair(pia, will);
  const { invite } = await asked(pia.page, `/api/ai/chat/${threadId}/invite`, {});
  const nora = await join(await open(), "Nora Next");
  await visit(nora.page, new URL(invite.inviteUrl).pathname);
  await nora.page.getByRole("button", { name: "Join the conversation" }).click();
  await nora.page.waitForURL("**/chat/thread_*");
  await visit(will.page, `/chat/${threadId}`);
  await visit(pia.page, `/chat/${threadId}`);

  await pia.page.getByRole("button", { name: "About this conversation" }).click();
  const sheet = pia.page.getByRole("complementary");
  const person = sheet.getByRole("listitem").filter({ hasText: "Will Worker" });
  await person.getByText("Change", { exact: false }).first().click();
  await person.getByRole("button", { name: "Remove Will Worker" }).click();
  await expect(person).toHaveCount(0);
  await expect(will.page.getByRole("heading", { name: "There is no such conversation" })).toBeAttached();
  await expect(will.page.getByRole("textbox")).toHaveCount(0);
  await will.page.getByRole("link", { name: "All conversations" }).click();
  await expect(will.page.getByText("No conversations yet")).toBeVisible();

  await nora.page.getByRole("button", { name: "About this conversation" }).click();
  await nora.page.getByRole("button", { name: "Leave" }).click();
  await nora.page.waitForURL("**/chat");
  await expect(log(pia.page).getByText("Nora Next left.")).toBeVisible();
});
