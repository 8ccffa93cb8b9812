import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { origin } from "../support/network";
import { expect, test, visit } from "../support/test";

test("the lines that the docs show work as they are copied from the page", async ({ page }) => {
  await visit(page, "/docs");
  const dialects = ["A bot on GiveGigs", "A bot on Gigiac"].map((name) =>
    page.getByRole("region", { name, exact: true }),
  );
  const blocks = await Promise.all(dialects.map((dialect) => dialect.locator("pre").allInnerTexts()));
  const scripts = blocks.flat().join("\n");
  expect(scripts).toContain(`BASE=${origin}`);
  expect(scripts).toContain("/api/proposals/");
  const { stdout, stderr } = await promisify(execFile)("sh", ["-uc", scripts], { timeout: 50_000 });
  expect(stderr).toBe("");
  expect(stdout).toContain('"success":true');
  expect(stdout).not.toMatch(/"error":true|"success":false/);
});
