import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const SYSTEM = [
  ...["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
  ...["/usr/bin/google-chrome-stable", "/snap/bin/chromium", "/opt/google/chrome/chrome"],
  ...[
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ],
  ...["C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"],
];

/** A Chromium of this machine: CHROMIUM_PATH, a usual place, or Playwright's own download; undefined when there is none. */
export function findChromium(): string | undefined {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (existsSync(asked)) return asked;
    throw new Error(`CHROMIUM_PATH names no file: ${asked}`);
  }
  return [...SYSTEM, chromium.executablePath()].find((file) => file && existsSync(file));
}

/** Finds a Chromium, and on Debian as root installs one when there is none. Throws with what to do when that is not possible. */
export function provideChromium(): string {
  const found = findChromium() ?? (installChromium() ? findChromium() : undefined);
  if (found) return found;
  throw new Error(
    "The browser tests need a Chromium. Install one (`apt-get install chromium-headless-shell`, or " +
      "`npx playwright install chromium`), or say where it is: CHROMIUM_PATH=/path/to/chromium npm test",
  );
}

function installChromium(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  console.log("Installing a browser for the tests (chromium-headless-shell) …");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) => spawnSync("apt-get", args, { env, stdio: "ignore" }).status === 0;
  apt("update");
  return apt("install", "-y", "--no-install-recommends", "chromium-headless-shell") || apt("install", "-y", "chromium");
}
