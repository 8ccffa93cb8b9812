import type { Page } from "@playwright/test";
import { expectContrast, expectLinksSeen, expectWellBuilt, test } from "../support/axe";
import { PLACES, routesOfApp } from "../support/places";
import { expect, visit } from "../support/test";

const PHONE = { width: 360, height: 740 };

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

async function expectNoSidewaysScroll(page: Page) {
  const [wanted, given] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth, clientWidth];
  });
  expect(wanted, "the page is wider than its window").toBeLessThanOrEqual(given!);
}

const paperOf = (page: Page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

// One visit serves both themes and both sizes: a theme is other colours, a phone another layout of the same page.
for (const { viewer, name, at } of PLACES)
  test(`${name} is accessible to ${viewer}, light and dark, on a phone too, and fits its window`, async ({
    open,
    sessionOf,
    judged,
  }) => {
    const page = await open({ storageState: await sessionOf(viewer), reducedMotion: "reduce" });
    await visit(page, typeof at === "string" ? at : await at(page));
    await unfold(page);
    await expectNoSidewaysScroll(page);
    await expectWellBuilt(page);
    await expectContrast(page, judged.light);

    // A colour on its way from one theme to the other is neither.
    await page.addStyleTag({ content: "* { transition: none !important }" });
    const light = await paperOf(page);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await expect.poll(() => paperOf(page)).not.toBe(light);
    await expectLinksSeen(page);
    await expectContrast(page, judged.dark);

    await page.setViewportSize(PHONE);
    await expectNoSidewaysScroll(page);
    await expectWellBuilt(page);
    await expectContrast(page, judged.dark);
  });
