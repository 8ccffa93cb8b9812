import { parseArgs } from "node:util";
import type { Pace } from "./compare";
import { LIST_NAMES, type ListName } from "./lists";
import { type Scenario, scenarios } from "./scenarios";

const PARTS = ["start", "compare", "ledger", "realtime", "consensus", "sizes"] as const;
export type Part = (typeof PARTS)[number];

export type Options = {
  parts: Part[];
  tasks: number;
  sizes: number[];
  lists: ListName[];
  scenarios: Scenario[];
  pace: Pace;
  quick: boolean;
};

/** What `npm run bench` was asked for. Throws a sentence that names what it does not know. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      tasks: { type: "string" },
      sizes: { type: "string" },
      lists: { type: "string", default: LIST_NAMES.join() },
      rounds: { type: "string" },
      scenarios: { type: "string", default: Object.keys(scenarios).join() },
      only: { type: "string", default: PARTS.join() },
      quick: { type: "boolean", default: false },
    },
  });
  const { quick } = values;
  const count = (name: "tasks" | "sizes" | "rounds", text: string) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1) throw new Error(`--${name}: ${text} is not a whole number above 0.`);
    return number;
  };
  const among = <T extends string>(name: string, known: readonly T[], text: string): T[] =>
    text.split(",").map((word) => {
      if (!known.includes(word as T)) throw new Error(`--${name}: ${word} is none of ${known.join(", ")}.`);
      return word as T;
    });
  const rounds = count("rounds", values.rounds ?? (quick ? "1" : "5"));
  return {
    quick,
    parts: among("only", PARTS, values.only),
    tasks: count("tasks", values.tasks ?? (quick ? "2000" : "100000")),
    sizes: (values.sizes ?? (quick ? "1000,2000" : "10000,100000,1000000"))
      .split(",")
      .map((one) => count("sizes", one)),
    lists: among("lists", LIST_NAMES, values.lists),
    scenarios: among("scenarios", Object.keys(scenarios) as Scenario[], values.scenarios),
    pace: quick
      ? { rounds, seconds: 1, accepts: 50, callers: 200, connections: 8 }
      : { rounds, seconds: 4, accepts: 1_000, callers: 1_500, connections: 32 },
  };
}
