import { runNode } from "../children";

/** `npm run simulate`: how often each way of counting a block finds the truth, by who answers it. Needs no database. */
export default async function simulateCommand(args: string[]): Promise<number> {
  return (await runNode(["local/simulate/index.ts", ...args], {})).code;
}
