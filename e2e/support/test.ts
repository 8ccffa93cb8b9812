import { type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";
import { fromAddress, identityProvider, origin, stripe } from "./network";

type Fixtures = {
  /**
   * A browser of its own for one more person. At the end of the test each one must have logged no error and asked
   * nobody but us.
   */
  open(options?: BrowserContextOptions): Promise<Page>;
};

export const test = base.extend<Fixtures>({
  open: async ({ browser }, use) => {
    const opened: { page: Page; faults: string[] }[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ ...options, extraHTTPHeaders: fromAddress() });
      const page = await context.newPage();
      opened.push({ page, faults: watch(page) });
      return page;
    });
    for (const { page, faults } of opened) {
      await page.context().close();
      expect(faults, "errors and foreign requests of the browser").toEqual([]);
    }
  },
  page: async ({ open }, use) => use(await open()),
});

export { expect, type Page };

const others = [identityProvider, stripe].filter((url) => url !== undefined);

function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`threw: ${error.stack ?? error}`));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    // A page of a stand-in's is none of ours.
    if (others.some((other) => message.location().url.startsWith(other))) return;
    // A page that is not there says so by its status, which Chromium repeats as an error.
    if (message.location().url === page.url() && message.text().includes("status of 404")) return;
    // A file of a kind that is not taken is known by its bytes alone, so the server has to say so.
    if (message.location().url.endsWith("/api/upload") && message.text().includes("status of 400")) return;
    // Whoever took the connection away knows.
    if (message.text().includes("ERR_INTERNET_DISCONNECTED")) return;
    faults.push(`logged on ${page.url()}: ${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol.startsWith("http") && asked !== origin && !others.includes(asked))
      faults.push(`asked ${request.url()}`);
  });
  return faults;
}

/** Opens a page and waits until its script runs, so that nothing typed is lost. */
export async function visit(page: Page, path: string) {
  await page.goto(path);
  await alive(page);
}

/** Waits until the script of the page that is shown runs. */
export const alive = (page: Page) => page.locator("html[data-hydrated]").waitFor({ state: "attached" });
