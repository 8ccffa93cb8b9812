import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { origin } from "../support/network";
import { expect, test, visit } from "../support/test";

test("the lines that the docs show work as they are copied from the page", async ({ page }) => {
  await visit(page, "/docs");
  const blocks = await page.locator("#givegigs pre, #gigiac pre").allInnerTexts();
  const scripts = blocks.join("\n");
  expect(scripts).toContain(`BASE=${origin}`);
  expect(scripts).toContain("/api/proposals/");
  const { stdout, stderr } = await promisify(execFile)("sh", ["-uc", scripts], { timeout: 50_000 });
  expect(stderr).toBe("");
  expect(stdout).toContain('"success":true');
  expect(stdout).not.toMatch(/"error":true|"success":false/);
});
