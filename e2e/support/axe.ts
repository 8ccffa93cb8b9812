import AxeBuilder from "@axe-core/playwright";
import { signIn } from "./people";
import { VIEWERS, type ViewerName } from "./places";
import { test as base, expect, type Page } from "./test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** The dearest rule of all; what it finds depends on the colours of a text and its ground alone. */
const CONTRAST = "color-contrast";
/** The other rule that looks at colours. */
const LINKS = "link-in-text-block";

type Session = Awaited<ReturnType<ReturnType<Page["context"]>["storageState"]>>;
type Theme = "light" | "dark";
type Judged = Record<Theme, Set<string>>;

/** Signs each viewer in once a worker, and remembers which colours that worker has judged. */
export const test = base.extend<
  object,
  { sessionOf(viewer: ViewerName): Promise<Session | undefined>; judged: Judged }
>({
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
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from the pattern
  judged: [async ({}, use) => use({ light: new Set(), dark: new Set() }), { scope: "worker" }],
});

async function expectNothing(page: Page, options: Parameters<AxeBuilder["options"]>[0], within?: string) {
  // Once is enough to bring axe into a page: that takes longer than many a judgement.
  const isThere = await page.evaluate(() => "axe" in window);
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: ";" }) }).options({
    resultTypes: ["violations"],
    ...options,
  });
  if (within) axe.include(within);
  // Our pages hold no frames, for which axe would open a page of its own each time.
  const { violations } = await axe.setLegacyMode().analyze();
  const found = violations.map(({ id, nodes }) => ({ rule: id, at: nodes.map((node) => node.html.slice(0, 200)) }));
  expect(found).toEqual([]);
}

/** Every rule, that of contrast aside: those look at how a page is built and laid out. */
export const expectWellBuilt = (page: Page) =>
  expectNothing(page, { runOnly: { type: "tag", values: RULES }, rules: { [CONTRAST]: { enabled: false } } });

/** That links are told from the text around them. */
export const expectLinksSeen = (page: Page) => expectNothing(page, { runOnly: { type: "rule", values: [LINKS] } });

/**
 * The contrast of each text, once for every combination of its colour, size and weight with all that lies under it: two
 * texts that have the same are judged the same, on this page or another.
 */
export async function expectContrast(page: Page, judged: Set<string>) {
  const combinations = await page.evaluate(markUnjudged, [...judged]);
  if (combinations.length > 0)
    await expectNothing(page, { runOnly: { type: "rule", values: [CONTRAST] } }, "[data-unjudged]");
  for (const combination of combinations) judged.add(combination);
}

/** Runs in the page: marks one visible text of each combination that is not known yet, and says which those are. */
function markUnjudged(known: string[]): string[] {
  for (const old of document.querySelectorAll("[data-unjudged]")) old.removeAttribute("data-unjudged");
  const [seen, found, grounds] = [new Set(known), [] as string[], new WeakMap<Element, string>()];
  const isText = (node: Node) => node.nodeType === Node.TEXT_NODE && node.nodeValue!.trim() !== "";
  const groundOf = (element: Element | null): string => {
    if (!element) return "";
    const told = grounds.get(element);
    if (told !== undefined) return told;
    const { backgroundColor, backgroundImage, opacity, filter, mixBlendMode, position } = getComputedStyle(element);
    const own = `${backgroundColor} ${backgroundImage} ${opacity} ${filter} ${mixBlendMode} ${position}`;
    const isPlain = own === "rgba(0, 0, 0, 0) none 1 none normal static";
    const ground = groundOf(element.parentElement) + (isPlain ? "" : `|${own}`);
    grounds.set(element, ground);
    return ground;
  };
  for (const element of document.querySelectorAll("body *")) {
    if (!(element.matches("input, select, textarea") || [...element.childNodes].some(isText))) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const { color, fontSize, fontWeight, textShadow } = getComputedStyle(element);
    const isOff = element.matches(":disabled, [aria-disabled=true], :disabled *, [aria-disabled=true] *");
    const combination = `${color} ${fontSize} ${fontWeight} ${textShadow} ${isOff}${groundOf(element)}`;
    if (seen.has(combination)) continue;
    seen.add(combination);
    found.push(combination);
    element.setAttribute("data-unjudged", "");
  }
  return found;
}
