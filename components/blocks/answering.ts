import type { Block, BlockItem } from "./block";

/** What is asked of one worker, and which answers are answers. */
export type Sheet = Pick<Block, "responseType" | "options" | "number" | "maxLength"> & { items: readonly BlockItem[] };

/** What stands for one item; a number as it is typed, for it may not be one yet. Null is "cannot say". */
export type Entry = boolean | string | readonly string[] | null;
export type Entries = readonly (Entry | undefined)[];

type Step = { at: number; before: Entry | undefined; isTyped: boolean };

/** Where somebody stands in answering a block. Beyond the last item there is the overview. */
export type Answering = {
  at: number;
  entries: Entries;
  /** What can be undone, the last thing last. */
  past: readonly Step[];
  /** Sent here from the overview: what comes next is what is missing, and then the overview. */
  isMending: boolean;
  /** Somebody wanted to go on with what is no answer yet: time to say what is wrong with it. */
  isTold: boolean;
};

export type Action =
  /** `stay`: chosen by walking through the options, where going on would take the rest of them away. */
  | { do: "choose"; choice: number; stay?: boolean }
  /** Of several options none. */
  | { do: "none" }
  | { do: "type"; text: string }
  /** One option of a ranking up (-1) or down (1). */
  | { do: "move"; option: string; by: -1 | 1 }
  | { do: "cannot say" }
  | { do: "next" }
  | { do: "back" }
  | { do: "undo" }
  | { do: "mend"; at: number }
  | { do: "restore"; at: number; entries: Entries }
  | { do: "afresh" };

const MAX_UNDONE = 1_000;
/** So few numbers are buttons, not a box to type into. */
const MAX_SCALE = 10;
/** Options that have a key of their own. */
export const MAX_KEYS = 9;
const YES_NO = ["Yes", "No"];

export const startOf = (sheet: Sheet): Answering => ({
  at: 0,
  entries: Array.from({ length: sheet.items.length }),
  past: [],
  isMending: false,
  isTold: false,
});

/** What can be chosen for an item, as it is shown; empty where one types. */
export function choicesOf(sheet: Sheet, at: number): readonly string[] {
  if (sheet.responseType === "boolean") return YES_NO;
  if (sheet.responseType === "number") return scaleOf(sheet);
  if (sheet.responseType === "text") return [];
  return sheet.items[at]?.options ?? sheet.options;
}

/** The numbers of a scale so short that one rather chooses than types. */
function scaleOf({ number }: Sheet): string[] {
  const { min, max, step } = number ?? {};
  if (min === undefined || max === undefined || step === undefined) return [];
  const count = Math.floor((max - min) / step + 1e-9) + 1;
  if (count > MAX_SCALE) return [];
  return Array.from({ length: count }, (_, index) => String(Number((min + index * step).toFixed(10))));
}

/** Whether an item is answered by one choice, after which one goes on. */
export const isOneChoice = (sheet: Sheet) =>
  sheet.responseType === "boolean" ||
  sheet.responseType === "choice" ||
  (sheet.responseType === "number" && scaleOf(sheet).length > 0);

/** Which of the choices is chosen; -1 is none of them. */
export function chosenOf(sheet: Sheet, at: number, entry: Entry | undefined): number {
  if (typeof entry === "boolean") return entry ? 0 : 1;
  return typeof entry === "string" ? choicesOf(sheet, at).indexOf(entry) : -1;
}

const NUMBER = /^-?\d{1,15}(\.\d{1,10})?$/;
/** As phones of half the world type it. Three digits may as well be thousands, so those are asked about. */
const WITH_COMMA = /^(-?\d{1,15}),(\d{1,2}|\d{4,10})$/;
const TOLERANCE = 1e-9;

/** An entry as it is sent, or what it lacks to be an answer; held by a test to what the server takes. */
export function readEntry(
  sheet: Sheet,
  at: number,
  entry: Entry | undefined,
): { answer: boolean | string | number | readonly string[] | null } | { lacks: string } {
  if (entry === undefined) return { lacks: "Not answered yet." };
  if (entry === null || typeof entry === "boolean") return { answer: entry };
  if (typeof entry !== "string") {
    const left = sheet.responseType === "ranking" ? choicesOf(sheet, at).length - entry.length : 0;
    return left > 0 ? { lacks: `${left} more to rank.` } : { answer: entry };
  }
  if (sheet.responseType === "choice") return { answer: entry };
  if (sheet.responseType === "number") return readNumber(sheet, entry.trim().replace(WITH_COMMA, "$1.$2"));
  const text = entry.trim();
  if (text === "") return { lacks: "Not answered yet." };
  const over = [...text].length - sheet.maxLength;
  return over > 0 ? { lacks: `${over} ${over === 1 ? "character" : "characters"} too long.` } : { answer: text };
}

function readNumber({ number }: Sheet, text: string): { answer: number } | { lacks: string } {
  if (!NUMBER.test(text)) return { lacks: "A number is wanted, such as 12 or 12.5." };
  const { min, max, step } = number ?? {};
  const value = Number(text);
  if (Math.abs(value) > 1e15) return { lacks: "A smaller number is wanted." };
  if (min !== undefined && value < min) return { lacks: `At least ${min} is wanted.` };
  if (max !== undefined && value > max) return { lacks: `At most ${max} is wanted.` };
  if (step !== undefined) {
    const steps = (value - (min ?? 0)) / step;
    if (Math.abs(steps - Math.round(steps)) > TOLERANCE * Math.max(1, Math.abs(steps)))
      return { lacks: `${min ? `${min} plus whole` : "Whole"} steps of ${step} are wanted.` };
  }
  return { answer: value };
}

const isAnswered = (sheet: Sheet, at: number, entry: Entry | undefined) => "answer" in readEntry(sheet, at, entry);

/** The items that are not answered yet, by their places. */
export const missingOf = (sheet: Sheet, { entries }: Pick<Answering, "entries">): number[] =>
  sheet.items.flatMap((_, at) => (isAnswered(sheet, at, entries[at]) ? [] : [at]));

/** An entry in words, for the overview and for whoever listens. */
export function wordsOf(sheet: Sheet, at: number, entry: Entry | undefined): string {
  const read = readEntry(sheet, at, entry);
  if ("lacks" in read) return read.lacks;
  if (read.answer === null) return "Cannot say";
  if (typeof read.answer === "boolean") return YES_NO[read.answer ? 0 : 1]!;
  if (typeof read.answer !== "object") return String(read.answer);
  if (read.answer.length === 0) return "None of them";
  return read.answer.join(sheet.responseType === "ranking" ? " › " : ", ");
}

/** All answers as they are sent. Only of what is complete. */
export const answersOf = (sheet: Sheet, { entries }: Pick<Answering, "entries">) =>
  sheet.items.map(({ id }, at) => {
    const read = readEntry(sheet, at, entries[at]);
    return { item_id: id, answer: "answer" in read ? read.answer : null };
  });

export function step(sheet: Sheet, state: Answering, action: Action): Answering {
  const { at, entries } = state;
  const end = sheet.items.length;
  const entry = entries[at];
  if (action.do === "undo") return undone(state);
  if (action.do === "restore") return { ...startOf(sheet), at: Math.min(action.at, end), entries: action.entries };
  if (action.do === "afresh") return startOf(sheet);
  if (action.do === "mend") return { ...state, at: action.at, isMending: true, isTold: false };
  if (action.do === "back")
    return state.isMending
      ? { ...state, at: end, isMending: false, isTold: false }
      : { ...state, at: Math.max(0, at - 1), isTold: false };
  if (at >= end) return state;
  switch (action.do) {
    case "next":
      // What is typed and is no answer is said now, where it can be mended; what is left out, in the overview.
      return typeof entry === "string" && entry.trim() !== "" && !isAnswered(sheet, at, entry)
        ? { ...state, isTold: true }
        : onward(sheet, state);
    case "cannot say":
      return onward(sheet, said(state, null));
    case "none":
      return onward(sheet, said(state, []));
    case "type":
      return said(state, action.text === "" ? undefined : action.text, true);
    case "move":
      return moved(state, action.option, action.by);
    case "choose":
      return chosen(sheet, state, action.choice, action.stay ?? false);
  }
}

function chosen(sheet: Sheet, state: Answering, choice: number, stay: boolean): Answering {
  const choices = choicesOf(sheet, state.at);
  const option = choices[choice];
  if (option === undefined) return state;
  const entry = state.entries[state.at];
  const listed = Array.isArray(entry) ? (entry as readonly string[]) : [];
  const without = listed.filter((one) => one !== option);
  const isTaken = without.length < listed.length;
  switch (sheet.responseType) {
    case "multi_choice": {
      const now = isTaken ? without : choices.filter((one) => one === option || listed.includes(one));
      return said(state, now.length > 0 ? now : undefined);
    }
    case "ranking": {
      const ranked = isTaken ? without : [...listed, option];
      // The last one has only one place left.
      const left = choices.filter((one) => !ranked.includes(one));
      const now = !isTaken && left.length === 1 ? [...ranked, ...left] : ranked;
      return said(state, now.length > 0 ? now : undefined);
    }
    default: {
      const next = said(state, sheet.responseType === "boolean" ? choice === 0 : option);
      return stay ? next : onward(sheet, next);
    }
  }
}

function moved(state: Answering, option: string, by: -1 | 1): Answering {
  const entry = state.entries[state.at];
  if (!Array.isArray(entry)) return state;
  const from = entry.indexOf(option);
  const to = from + by;
  if (from < 0 || to < 0 || to >= entry.length) return state;
  const ranked: string[] = entry.filter((one) => one !== option);
  ranked.splice(to, 0, option);
  return said(state, ranked);
}

/** What is said of the item at hand. What is typed in one go is undone in one go. */
function said(state: Answering, entry: Entry | undefined, isTyped = false): Answering {
  const { at, entries, past } = state;
  const before = entries[at];
  const last = past.at(-1);
  const goesOn = isTyped && last?.isTyped && last.at === at;
  return {
    ...state,
    entries: entries.map((old, index) => (index === at ? entry : old)),
    past: goesOn ? past : [...past.slice(1 - MAX_UNDONE), { at, before, isTyped }],
    isTold: false,
  };
}

function undone(state: Answering): Answering {
  const last = state.past.at(-1);
  if (!last) return state;
  return {
    ...state,
    at: last.at,
    entries: state.entries.map((entry, index) => (index === last.at ? last.before : entry)),
    past: state.past.slice(0, -1),
    isTold: false,
  };
}

function onward(sheet: Sheet, state: Answering): Answering {
  const end = sheet.items.length;
  if (!state.isMending) return { ...state, at: state.at + 1, isTold: false };
  const missing = missingOf(sheet, state).filter((at) => at !== state.at);
  const at = missing.find((one) => one > state.at) ?? missing[0] ?? end;
  return { ...state, at, isMending: at < end, isTold: false };
}

/** What a key does where nothing is being typed; undefined for a key that is not ours. */
export function keyed(sheet: Sheet, { at }: Answering, key: string): Action | undefined {
  if (key === "ArrowLeft") return { do: "back" };
  if (key === "u" || key === "U") return { do: "undo" };
  if (at >= sheet.items.length) return undefined;
  if (key === "Enter" || key === "ArrowRight") return { do: "next" };
  if (key === "x" || key === "X") return { do: "cannot say" };
  if (!/^\d$/.test(key)) return undefined;
  const choices = choicesOf(sheet, at);
  if (sheet.responseType === "number") {
    // On a scale a key is the number itself, 0 too.
    const choice = choices.indexOf(key);
    if (choice >= 0) return { do: "choose", choice };
    return key === "0" ? { do: "cannot say" } : undefined;
  }
  if (key === "0") return { do: "cannot say" };
  return Number(key) <= choices.length ? { do: "choose", choice: Number(key) - 1 } : undefined;
}

/** The key of a choice, where it has one. */
export function keyOf(sheet: Sheet, at: number, choice: number): string | undefined {
  if (sheet.responseType !== "number") return choice < MAX_KEYS ? String(choice + 1) : undefined;
  const number = choicesOf(sheet, at)[choice];
  return number !== undefined && /^\d$/.test(number) ? number : undefined;
}

/** What was kept of earlier, as far as it still fits what is asked. */
export function entriesOf(sheet: Sheet, kept: unknown): Entries | undefined {
  if (!Array.isArray(kept) || kept.length !== sheet.items.length) return undefined;
  return kept.map((entry, at) => fitting(sheet, at, entry?.[0]));
}

function fitting(sheet: Sheet, at: number, entry: unknown): Entry | undefined {
  if (entry === null) return null;
  const choices = choicesOf(sheet, at);
  switch (sheet.responseType) {
    case "boolean":
      return typeof entry === "boolean" ? entry : undefined;
    case "choice":
      return typeof entry === "string" && choices.includes(entry) ? entry : undefined;
    case "multi_choice":
    case "ranking":
      return Array.isArray(entry) && entry.every((one) => choices.includes(one)) ? entry : undefined;
    default:
      return typeof entry === "string" && entry !== "" ? entry : undefined;
  }
}

/** As it is kept in the browser: JSON has no undefined within lists, so each entry is a list of none or one. */
export const toKeep = (entries: Entries) => entries.map((entry) => (entry === undefined ? [] : [entry]));
