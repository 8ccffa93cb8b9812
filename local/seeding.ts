import { runNode } from "./children";
import type { Environment } from "./environment";

export type DemoSignIn = { who: string; email: string; password: string };

export type SeedOptions = {
  env: Environment;
  ownerUrl: string;
  /** How many tasks instead of the living place of about 300. */
  tasks?: number;
  /** Only name the demo sign-ins. */
  onlyList?: boolean;
};

/** Runs db/seed.ts in a process of its own, which gives its memory back when it ends. */
export async function seed({ env, ownerUrl, tasks, onlyList }: SeedOptions): Promise<DemoSignIn[]> {
  const args = [tasks ? `--tasks=${tasks}` : "", onlyList ? "--list" : ""].filter(Boolean);
  const { code, output } = await runNode(["local/seed-process.ts", ...args], {
    env: { ...env, DATABASE_OWNER_URL: ownerUrl },
    stdio: "pipe",
  });
  if (code !== 0) throw new Error(`The demo data could not be written:\n${output}`);
  return JSON.parse(output.trimEnd().split("\n").at(-1) ?? "[]");
}
