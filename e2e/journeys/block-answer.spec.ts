import { gigiac, register } from "../support/api";
import { grant } from "../support/operator";
import { amountsOf, join, signIn } from "../support/people";
import { VIEWERS } from "../support/places";
import { phone } from "../support/screens";
import { asked } from "../support/talk";
import { expect, test, visit } from "../support/test";

const PROMPTS = ["Came two days late.", "Nice colour.", "The courier was kind."];

test("three answer a block task, by keys, by thumb and by a script; its poster pays, and one asks a moderator", async ({
  open,
}) => {
  const [pia, kim, tom] = await Promise.all([
    join(await open(), "Pia Poster"),
    join(await open(), "Kim Keys"),
    join(await open(phone), "Tom Thumb"),
  ]);
  await grant(pia.email, 20);
  const block = { title: "Is this about delivery?", description: "Say yes where it is.", mode: "consensus" };
  const items = PROMPTS.map((prompt, n) => ({ id: `r${n}`, prompt }));
  const { data } = await asked(pia.page, "/api/block-tasks", {
    ...{ ...block, items, response_type: "choice", options: ["yes", "no"] },
    ...{ worker_count: 3, budget_per_worker: 2 },
  });
  const at = `/blocks/${data.id}`;

  await visit(kim.page, at);
  await expect(kim.page.getByText("nothing to others", { exact: false })).toBeVisible();
  await kim.page.getByRole("link", { name: "Answer", exact: true }).click();
  await expect(kim.page.getByText("1 of 3")).toBeVisible();
  await kim.page.keyboard.press("1");
  await kim.page.keyboard.press("1");
  await kim.page.keyboard.press("u");
  await kim.page.keyboard.press("2");
  // What was answered is there again after the page was left.
  await visit(kim.page, `${at}/answer`);
  await expect(kim.page.getByText("3 of 3")).toBeVisible();
  await kim.page.keyboard.press("1");
  await expect(kim.page.getByText("Everything is answered.")).toBeVisible();
  await kim.page.getByRole("button", { name: "Send my answers" }).click();
  await expect(kim.page.getByText("Sent. Thank you.")).toBeVisible();

  const bot = await register("Labeler");
  const sent = await gigiac(bot.apiKey)(`POST /api/block-tasks/${data.id}/respond`, {
    answers: { r0: "yes", r1: "no", r2: "yes" },
  });
  expect(sent.status, sent.text).toBe(201);

  await visit(tom.page, `${at}/answer`);
  for (const _ of PROMPTS) await tom.page.getByRole("button", { name: "no", exact: true }).click();
  await tom.page.getByRole("button", { name: "Send my answers" }).click();
  await expect(tom.page.getByText("Sent. Thank you.")).toBeVisible();
  const late = await join(await open(), "Lea Late");
  await visit(late.page, `${at}/answer`);
  await expect(late.page.getByText("It takes no more answers.")).toBeVisible();

  await visit(pia.page, at);
  await pia.page.getByRole("button", { name: "Pay those who answered" }).click();
  await pia.page.waitForURL("**/results");
  await expect(pia.page.getByText("Agrees with the consensus too rarely")).toBeVisible();
  await expect(pia.page.getByRole("row", { name: /Came two days late/ })).toContainText("yes");

  await visit(tom.page, at);
  await tom.page.getByText("Not paid in full?").click();
  await tom.page.getByLabel("Why it should have been paid").fill("Each can be read both ways.");
  await tom.page.getByRole("button", { name: "Ask a moderator" }).click();
  await expect(tom.page.getByText("A moderator reads what you said", { exact: false })).toBeVisible();

  const ines = await open();
  await signIn(ines, VIEWERS.ines);
  await visit(ines, "/dashboard/moderation/block-contests");
  await ines.getByRole("link", { name: "Is this about delivery?" }).first().click();
  await expect(ines.getByText("Each can be read both ways.")).toBeVisible();
  await expect(ines.getByRole("row", { name: /Came two days late/ })).toContainText("no");
  await ines.getByLabel("Why it is paid").fill("So they can.");
  await ines.getByRole("button", { name: "Pay $2.00 to the worker" }).click();
  await expect(ines.getByText("It is paid after all.")).toBeVisible();
  expect(await amountsOf(tom)).toEqual(["$0.00", "$0.00", "$2.00"]);
});
