import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What a build is made from. What only runs beside it (local/, e2e/, tests) does not call for another build. */
const SOURCES = [
  ...["app", "components", "lib", "db", "public"],
  ...["proxy.ts", "instrumentation.ts", "instrumentation-client.ts", "mdx-components.tsx"],
  ...["next.config.ts", "tsconfig.json", "package.json", "package-lock.json"],
];

const isIrrelevant = (file: string) => /\.test\.tsx?$|^db\/seed(\.ts)?$/.test(file);

/** One word that changes when any source file under `root` changes, appears, moves or goes. Dates do not matter. */
export function fingerprint(root: string): string {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap((name) => listFiles(root, name))) {
    const content = readFileSync(path.join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function listFiles(root: string, name: string): string[] {
  if (isIrrelevant(name)) return [];
  try {
    return readdirSync(path.join(root, name))
      .sort()
      .flatMap((entry) => listFiles(root, `${name}/${entry}`));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") return [name];
    if (code === "ENOENT") return [];
    throw error;
  }
}
