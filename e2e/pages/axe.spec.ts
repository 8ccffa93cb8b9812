import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { signIn } from "../support/people";
import { PLACES, routesOfApp, VIEWERS, type ViewerName } from "../support/places";
import { alive, test as base, expect, visit } from "../support/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

type Session = Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;

/** Signs each viewer in once a worker. */
const test = base.extend<object, { sessionOf(viewer: ViewerName): Promise<Session | undefined> }>({
  sessionOf: [
    async ({ browser }, use) => {
      const sessions = new Map<ViewerName, Promise<Session>>();
      const start = async (who: { email: string; password: string }) => {
        const page = await browser.newPage();
        await signIn(page, who);
        const state = await page.context().storageState();
        await page.close();
        return state;
      };
      await use(async (viewer) => {
        const who = VIEWERS[viewer];
        if (!who) return undefined;
        if (!sessions.has(viewer)) sessions.set(viewer, start(who));
        return sessions.get(viewer);
      });
    },
    { scope: "worker" },
  ],
});

// What was wrong, axe tells itself.
test.use({ trace: "off" });

test("every page of the app is looked at", () => {
  const looked = new Set(PLACES.map(({ route }) => route));
  expect(routesOfApp().filter((route) => !looked.has(route))).toEqual([]);
});

/** Everything that opens on demand, opened: what is hidden cannot be judged. Those of which one opens at a time cover others. */
const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll<HTMLDetailsElement>("details:not([name])")) details.open = true;
  });

/** The rules that look at colours; what else there is to judge does not change with the theme. */
const COLOURS = ["color-contrast", "link-in-text-block"];
const colours = { runOnly: { type: "rule" as const, values: COLOURS } };
const withoutColours = Object.fromEntries(COLOURS.map((rule) => [rule, { enabled: false }]));

async function expectAccessible(page: Page, options: Parameters<AxeBuilder["options"]>[0] = {}) {
  const axe = new AxeBuilder({ page }).options({
    runOnly: { type: "tag", values: RULES },
    resultTypes: ["violations"],
    ...options,
  });
  // Our pages hold no frames, for which axe would open a page of its own each time.
  const { violations } = await axe.setLegacyMode().analyze();
  const found = violations.map(({ id, nodes }) => ({ rule: id, at: nodes.map((node) => node.html.slice(0, 200)) }));
  expect(found).toEqual([]);
}

async function expectNoSidewaysScroll(page: Page) {
  const [wanted, given] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  expect(wanted, "the page is wider than its window").toBeLessThanOrEqual(given!);
}

const paperOf = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

for (const { viewer, name, at } of PLACES)
  test(`${name} is accessible to ${viewer}, light and dark, and fits its window`, async ({
    open,
    sessionOf,
    isMobile,
  }) => {
    const page = await open({ storageState: await sessionOf(viewer), reducedMotion: "reduce" });
    if (typeof at !== "string") await visit(page, "/forgot");
    await visit(page, typeof at === "string" ? at : await at(page));
    await unfold(page);
    await expectNoSidewaysScroll(page);
    // A phone's pages are laid out anew, not coloured anew; the dark ones are coloured anew, not laid out anew.
    await expectAccessible(page, isMobile ? { rules: withoutColours } : {});
    if (isMobile) return;
    // A colour on its way from one theme to the other is neither.
    await page.addStyleTag({ content: "* { transition: none !important }" });
    const light = await paperOf(page);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await expect.poll(() => paperOf(page)).not.toBe(light);
    await expectAccessible(page, colours);
  });

test("the open menus and the command box are accessible", async ({ open, sessionOf, isMobile }) => {
  const page = await open({ storageState: await sessionOf("mara"), reducedMotion: "reduce" });
  await visit(page, "/dashboard");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  if (isMobile) {
    await page.getByRole("button", { name: "Menu" }).click();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("combobox").fill("money");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/dashboard/money");
  await alive(page);
});
