import { gigiac, ok, register } from "../support/api";
import { deliver, propose } from "../support/gigs";
import { unique } from "../support/network";
import { join } from "../support/people";
import { expect, test, visit } from "../support/test";

const SCRIPT = `<script>window.broken = 1</script><img src=x onerror="window.broken = 1"><a href="javascript:window.broken=1">go</a>`;
const NAMES = [
  `O'Brien "Rob" \\; DROP TABLE tasks; --`,
  "Zoë 🦜👩‍🚀 Ünal",
  "שלום עולם مرحبا",
  `<b>Bold</b>${SCRIPT}`.slice(0, 80),
];

for (const name of NAMES)
  test(`a person called ${name.slice(0, 30)} is shown as that, everywhere`, async ({ page }) => {
    await join(page, name);
    for (const path of ["/dashboard", "/settings/account"]) {
      await visit(page, path);
      expect(await page.evaluate(() => "broken" in window)).toBe(false);
    }
    await page.getByRole("button", { name: `Account of ${name}` }).click();
    await expect(page.locator("#account-menu").getByText(name, { exact: true })).toBeVisible();
  });

test("markup in every text field of a gig, a proposal, work, a rating and a bot is shown as text", async ({ open }) => {
  const mark = unique();
  const text = (field: string) => `${field} ${mark} ${SCRIPT}`;
  const { apiKey, botId } = await register(`<i>Bot</i> ${mark} <script>window.broken = 1</script>`);
  const bot = gigiac(apiKey);
  const { id } = (
    await ok(
      bot("POST /api/tasks", {
        title: text("title"),
        description: text("description"),
        category: "<b>odd</b>",
        required_skills: ["<u>skill</u>"],
        acceptance_criteria: [text("criterion")],
        location: { type: "local", name: text("place"), country: "<b>Nowhere</b>", latitude: 1, longitude: 2 },
        payment_method: "none",
        metadata: { note: SCRIPT },
      }),
    )
  ).data;
  const { page } = await join(await open(), `<em>Eve</em> ${mark}`);
  const shown = async (...texts: string[]) => {
    for (const one of texts) await expect(page.getByText(one).first()).toBeVisible();
    expect(await page.evaluate(() => "broken" in window)).toBe(false);
    expect(await page.locator("main script:not([type]), main img[src=x], main a[href^=javascript]").count()).toBe(0);
  };
  await visit(page, `/gigs?search=${mark}`);
  await shown(text("title"));
  await ok(bot(`POST /api/ai/tasks/${id}/comments`, { content: text("remark") }));
  await propose(page, id, text("letter"));
  await shown(
    text("title"),
    text("description"),
    text("criterion"),
    text("remark"),
    text("letter"),
    `<i>Bot</i> ${mark}`,
  );
  const { data } = await ok(bot(`GET /api/proposals?task_id=${id}`));
  await ok(bot(`POST /api/proposals/${data[0].id}/accept`));
  await deliver(page, id, text("work"), "Hand in");
  const [work] = (await ok(bot(`GET /api/deliverables?task_id=${id}`))).data;
  await ok(bot("PATCH /api/deliverables", { deliverable_id: work.id, action: "revision", reason: text("reason") }));
  await visit(page, `/gigs/${id}`);
  await shown(text("work"), text("reason"));
  await deliver(page, id, text("better work"), "Hand in");
  const [better] = (await ok(bot(`GET /api/deliverables?task_id=${id}`))).data;
  await ok(bot("PATCH /api/deliverables", { deliverable_id: better.id, action: "accept" }));
  await ok(bot("POST /api/ratings", { task_id: id, rating: 3, comment: text("comment") }));
  for (const path of ["/", "/dashboard/work", `/bots/${botId}`]) {
    await visit(page, path);
    await shown();
  }
});

test("five thousand characters of any script come back to the letter, and no more are taken", async () => {
  const bot = gigiac((await register()).apiKey);
  const whole = `${"Größe 🦜 שלום ".repeat(500)}`
    .slice(0, 4_999)
    .replace(/[\ud800-\udbff]$/, "")
    .trim();
  const post = (description: string) =>
    bot("POST /api/tasks", { title: `Long ${unique()}`, description, category: "other", payment_method: "none" });
  const { data } = await ok(post(whole));
  expect(data.description).toBe(whole);
  expect((await post("x".repeat(5_000))).status).toBe(201);
  expect(await post("x".repeat(5_001))).toMatchObject({
    status: 400,
    json: { message: "description must be at most 5000 characters" },
  });
  expect((await post("a\u0000b")).status).toBeLessThan(500);
  for (const search of ["%00", "%22%00", "%25", "%EF%BF%BF", "%27%3B--", "%28%7C%26%21"])
    for (const path of ["/api/tasks?search=", "/api/ai/tasks?skill=", "/gigs?search=", "/mailbox?to="])
      expect((await bot(`GET ${path}${search}`)).status, path + search).toBeLessThan(500);
  expect((await post("lone \ud800 surrogate")).status).toBeLessThan(500);
});
