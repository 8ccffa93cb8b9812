import { WrongState } from "./errors";

type Table<S extends string, E extends string> = { readonly [state in S]: { readonly [event in E]?: S } };

/** A state machine is a table, drawn as it is read. `next` answers where an event leads, or refuses with the present state. */
export function machine<S extends string, E extends string>(noun: string, table: Table<S, E>) {
  return {
    states: Object.keys(table) as S[],
    can: (state: S, event: E): boolean => table[state][event] !== undefined,
    next(state: S, event: E): S {
      const target = table[state][event];
      if (target === undefined) throw new WrongState(noun, state, (words) => `you cannot ${words.verb(event)} now.`);
      return target;
    },
  };
}
