import { invalid } from "./fault";
import type { State } from "./state";
import type { Body } from "./wire";

const DEEPEST = 4;

/** Puts objects in place of their ids where `expand` asks: `latest_charge.balance_transaction`, `data.customer` of a list. */
export function expanded<T extends object>(state: State, thing: T, paths: unknown): T {
  if (paths === undefined) return thing;
  if (!Array.isArray(paths)) throw invalid("Invalid array", { param: "expand" });
  // What is kept holds ids; the answer is a copy.
  const copy = structuredClone(thing);
  for (const path of paths as string[]) {
    const steps = path.split(".");
    if (steps.length > DEEPEST)
      throw invalid(`You cannot expand more than ${DEEPEST} levels: ${path}`, { param: "expand" });
    expandAt(state, copy as Body, steps, path);
  }
  return copy;
}

function expandAt(state: State, at: Body, [step, ...rest]: string[], path: string): void {
  if (step === undefined) return;
  if (!Object.hasOwn(at, step)) throw invalid(`This property cannot be expanded (${path}).`, { param: "expand" });
  const value = at[step];
  if (typeof value === "string") at[step] = state.get(value) ?? value;
  const inside = at[step];
  for (const one of Array.isArray(inside) ? inside : [inside])
    if (one !== null && typeof one === "object") expandAt(state, one, rest, path);
}
