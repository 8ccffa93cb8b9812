import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { installed, runNode } from "./children";
import { type Environment, root } from "./environment";
import { fingerprint } from "./fingerprint";
import { withLock } from "./lock";

const MARK = path.join(root, ".next", "fingerprint");
const LOCK = path.join(root, "node_modules", ".cache", "build.lock");

export type BuildOptions = {
  env: Environment;
  /** Build even when nothing changed, and check the types on the way. */
  force?: boolean;
  /** Show the build's output as it comes; otherwise it is only shown when it fails. */
  show?: boolean;
  onStart?(): void;
};

/**
 * Makes the production build unless the one in place came from the very same sources. Copies started from one folder
 * wait for each other. Throws with the build's own output when it fails.
 */
export async function build({ env, force = false, show = false, onStart }: BuildOptions): Promise<{ built: boolean }> {
  return withLock(LOCK, async () => {
    const wanted = fingerprint(root);
    if (!force && existsSync(MARK) && readFileSync(MARK, "utf8") === wanted) return { built: false };
    onStart?.();
    rmSync(MARK, { force: true });
    const { code, output } = await runNode([installed("next/dist/bin/next"), "build"], {
      env: { ...env, NODE_ENV: "production", BUILD_QUICK: force ? "" : "1" },
      stdio: show ? "inherit" : "pipe",
    });
    if (code !== 0) throw new Error(`The build failed.\n${output}`);
    writeFileSync(MARK, wanted);
    return { built: true };
  });
}
