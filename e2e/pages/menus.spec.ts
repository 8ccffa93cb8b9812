import type { Page } from "@playwright/test";
import { expectContrast, expectWellBuilt, test } from "../support/axe";
import { alive, expect, visit } from "../support/test";

test("the open menus and the command box are accessible", async ({ open, sessionOf, judged, isMobile }) => {
  const expectAccessible = async (page: Page) => {
    await expectWellBuilt(page);
    await expectContrast(page, judged.light);
  };
  const page = await open({ storageState: await sessionOf("mara"), reducedMotion: "reduce" });
  await visit(page, "/dashboard");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: /^Notifications, \d+ unread/ }).press("Enter");
  await expect(page.getByRole("dialog", { name: "Notifications" }).getByRole("listitem").first()).toBeVisible();
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
