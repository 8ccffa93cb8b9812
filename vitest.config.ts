import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      "@": at(".").replace(/\/$/, ""),
      // Next's bundler answers this name itself; it keeps modules out of the browser, and tests are no browser.
      "server-only": at("node_modules/next/dist/compiled/server-only/empty.js"),
    },
  },
  test: {
    include: ["{lib,db,local,app,components}/**/*.test.{ts,tsx}"],
    globalSetup: ["local/testing/global.ts"],
    setupFiles: ["local/testing/database.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
