/**
 * Lets Node run this repository's TypeScript as it stands: `@/x` means the repository's root, an import may leave out
 * its extension (as Next.js and tsc allow), and `next/server` finds the file its package does not export.
 * Use: `node --import ./local/hooks.mjs file.ts` on Node 24 or newer, which strips the types itself.
 */
import { statSync } from "node:fs";
import { registerHooks } from "node:module";

const root = new URL("../", import.meta.url);
const endings = ["", ".ts", ".tsx", ".mjs", ".js", "/index.ts", "/index.tsx"];

/** The first existing file among `url` itself and `url` with one of the endings; undefined when there is none. */
function findFile(url) {
  for (const ending of endings) {
    const candidate = new URL(url.href + ending);
    if (statSync(candidate, { throwIfNoEntry: false })?.isFile()) return candidate.href;
  }
}

registerHooks({
  resolve(specifier, context, nextResolve) {
    const isAlias = specifier.startsWith("@/");
    const isRelative = specifier.startsWith("./") || specifier.startsWith("../");
    const fromSource = context.parentURL?.startsWith("file:") && !context.parentURL.includes("/node_modules/");
    if (isAlias || (isRelative && fromSource)) {
      const url = isAlias ? new URL(specifier.slice(2), root) : new URL(specifier, context.parentURL);
      const found = findFile(url);
      if (found) return nextResolve(found, context);
    }
    if (fromSource && /^next\/[a-z-]+$/.test(specifier)) return nextResolve(`${specifier}.js`, context);
    return nextResolve(specifier, context);
  },
});
