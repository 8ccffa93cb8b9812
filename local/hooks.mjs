/**
 * Lets Node run this repository's TypeScript as it stands: `@/x` means the repository's root, an import may leave out
 * its extension (as Next.js and tsc allow), and `next/server` finds the file its package does not export.
 * Use: `node --import ./local/hooks.mjs file.ts` on Node 24 or newer, which strips the types itself.
 */
import { statSync } from "node:fs";
import { registerHooks } from "node:module";

const root = new URL("../", import.meta.url);
const endings = ["", ".ts", ".tsx", ".mjs", ".js", "/index.ts", "/index.tsx"];
const isSource = /^file:(?!.*\/(node_modules|\.next)\/).*\.(ts|tsx|mjs)$/;

/** The first existing file among `url` itself and `url` with one of the endings; undefined when there is none. */
function findFile(url) {
  for (const ending of endings) {
    const candidate = new URL(url.href + ending);
    if (statSync(candidate, { throwIfNoEntry: false })?.isFile()) return candidate.href;
  }
}

registerHooks({
  resolve(specifier, context, nextResolve) {
    // Only our own sources are written this way; packages and built files resolve as Node does.
    if (!isSource.test(context.parentURL ?? "")) return nextResolve(specifier, context);
    const isAlias = specifier.startsWith("@/");
    if (isAlias || specifier.startsWith("./") || specifier.startsWith("../")) {
      const url = isAlias ? new URL(specifier.slice(2), root) : new URL(specifier, context.parentURL);
      const found = findFile(url);
      if (found) return nextResolve(found, context);
    }
    if (/^next\/[a-z-]+$/.test(specifier)) return nextResolve(`${specifier}.js`, context);
    return nextResolve(specifier, context);
  },
});
