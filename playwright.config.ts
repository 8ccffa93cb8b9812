import path from "node:path";
import { defineConfig } from "@playwright/test";
import { provideChromium } from "./e2e/support/browser";
import { desktop, phone } from "./e2e/support/screens";

const outputs = process.env.PLAYWRIGHT_OUTPUT ?? ".local/e2e";

/** `npm test` starts a seeded production server and says where in APP_URL; by hand, start one first. */
export default defineConfig({
  testDir: "e2e",
  outputDir: path.join(outputs, "artifacts"),
  fullyParallel: true,
  workers: 2,
  // On a machine shared with others a browser may be held up; the list says which test needed its second try.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [["list"], ["json", { outputFile: path.join(outputs, "report.json") }]],
  use: {
    baseURL: process.env.APP_URL ?? "http://localhost:3000",
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    // Without its film and the page at every step, which cost more than the test; a failure has its picture.
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: provideChromium(),
      // Chromium's own sandbox cannot start as root, nor in most containers.
      args: process.getuid?.() === 0 ? ["--no-sandbox", "--disable-dev-shm-usage"] : [],
    },
  },
  projects: [
    { name: "desktop", use: desktop },
    // The APIs know no screen, in each journey somebody has only a phone, no phone has a Tab key, and axe.spec.ts narrows
    // each page itself.
    { name: "phone", use: phone, testIgnore: ["api/**", "journeys/**", "**/keyboard.spec.ts", "**/axe.spec.ts"] },
  ],
});
