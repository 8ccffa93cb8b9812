import { describe, expect, test } from "vitest";
import { readAnswers } from "@/lib/domain/blocks/answers";
import {
  type Action,
  type Answering,
  answersOf,
  choicesOf,
  type Entry,
  entriesOf,
  keyed,
  missingOf,
  readEntry,
  type Sheet,
  startOf,
  step,
  toKeep,
  wordsOf,
} from "./answering";

const sheetOf = (more: Partial<Sheet>, items = 3): Sheet => ({
  responseType: "choice",
  options: ["cat", "dog", "fox"],
  number: null,
  maxLength: 20,
  items: Array.from({ length: items }, (_, at) => ({ id: `i${at}`, prompt: `What is ${at}?`, options: null })),
  ...more,
});
const walked = (sheet: Sheet, ...actions: Action[]): Answering =>
  actions.reduce((state, action) => step(sheet, state, action), startOf(sheet));
const press = (sheet: Sheet, keys: string[], from = startOf(sheet)) =>
  keys.reduce((state, key) => {
    const action = keyed(sheet, state, key);
    return action ? step(sheet, state, action) : state;
  }, from);

/** Whether the server takes it, as it would be sent. */
function isTaken(sheet: Sheet, at: number, entry: Entry): boolean {
  const read = readEntry(sheet, at, entry);
  const { id: itemId, options } = sheet.items[at]!;
  const sent =
    "answer" in read ? read.answer : typeof entry === "string" && sheet.responseType === "number" ? entry : entry;
  try {
    readAnswers({ ...sheet, items: [{ itemId, options }] }, { [itemId]: sent });
    return true;
  } catch {
    return false;
  }
}

describe("keys", () => {
  test("a number chooses and goes on; after the last item comes the overview", () => {
    const sheet = sheetOf({});
    const state = press(sheet, ["1", "3", "2"]);
    expect(state.entries).toEqual(["cat", "fox", "dog"]);
    expect(state.at).toBe(3);
    expect(press(sheet, ["1", "5", "9"]).entries).toEqual(["cat", undefined, undefined]);
  });

  test("an arrow goes back and forth without saying anything, 0 and x say that one cannot say", () => {
    const sheet = sheetOf({});
    expect(press(sheet, ["ArrowRight", "Enter", "ArrowLeft"])).toMatchObject({ at: 1 });
    expect(press(sheet, ["0", "x"]).entries).toEqual([null, null, undefined]);
    expect(press(sheet, ["ArrowLeft"]).at).toBe(0);
  });

  test("u takes the last thing back and returns to it, as far as one went", () => {
    const sheet = sheetOf({});
    const state = press(sheet, ["1", "2", "ArrowRight", "u"]);
    expect(state).toMatchObject({ at: 1, entries: ["cat", undefined, undefined] });
    expect(press(sheet, ["u", "u"], state)).toMatchObject({ at: 0, entries: [undefined, undefined, undefined] });
  });

  test("yes is 1 and no is 2; what an item asks by itself goes before what the block asks", () => {
    expect(press(sheetOf({ responseType: "boolean" }), ["1", "2", "3"]).entries).toEqual([true, false, undefined]);
    const own = sheetOf({ items: [{ id: "a", prompt: "?", options: ["left", "right"] }] });
    expect(press(own, ["2"]).entries).toEqual(["right"]);
  });

  test("on a short scale the key is the number itself, and 0 is a number where there is one", () => {
    const stars = sheetOf({ responseType: "number", number: { min: 1, max: 5, step: 1 } });
    expect(choicesOf(stars, 0)).toEqual(["1", "2", "3", "4", "5"]);
    expect(press(stars, ["4", "0", "7"]).entries).toEqual(["4", null, undefined]);
    expect(press(sheetOf({ responseType: "number", number: { min: 0, max: 3, step: 1 } }), ["0"]).entries[0]).toBe("0");
    expect(choicesOf(sheetOf({ responseType: "number", number: { min: 0, max: 100, step: 1 } }), 0)).toEqual([]);
  });
});

describe("several options", () => {
  const sheet = sheetOf({ responseType: "multi_choice" });

  test("are turned on and off in the order of the block, and Enter goes on", () => {
    expect(press(sheet, ["3", "1"])).toMatchObject({ at: 0, entries: [["cat", "fox"], undefined, undefined] });
    expect(press(sheet, ["3", "1", "3", "Enter"])).toMatchObject({ at: 1, entries: [["cat"], undefined, undefined] });
  });

  test("none of them is said, not left out", () => {
    expect(missingOf(sheet, press(sheet, ["1", "1", "Enter"]))).toEqual([0, 1, 2]);
    const none = walked(sheet, { do: "none" });
    expect(none.at).toBe(1);
    expect(missingOf(sheet, none)).toEqual([1, 2]);
    expect(wordsOf(sheet, 0, none.entries[0])).toBe("None of them");
  });
});

describe("a ranking", () => {
  const sheet = sheetOf({ responseType: "ranking" });

  test("is made by tapping; the last option falls into place", () => {
    const state = press(sheet, ["2", "3"]);
    expect(state).toMatchObject({ at: 0, entries: [["dog", "fox", "cat"], undefined, undefined] });
    expect(wordsOf(sheet, 0, state.entries[0])).toBe("dog › fox › cat");
  });

  test("a tap on what is ranked takes it out, and it can be moved up and down within", () => {
    const ranked = press(sheet, ["2", "3"]);
    expect(press(sheet, ["3"], ranked).entries[0]).toEqual(["dog", "cat"]);
    expect(step(sheet, ranked, { do: "move", option: "cat", by: -1 }).entries[0]).toEqual(["dog", "cat", "fox"]);
    expect(step(sheet, ranked, { do: "move", option: "dog", by: -1 })).toBe(ranked);
    expect(readEntry(sheet, 0, ["dog", "cat"])).toEqual({ lacks: "1 more to rank." });
  });
});

describe("what is typed", () => {
  const sheet = sheetOf({ responseType: "number", number: { min: 0, max: 100, step: 0.5 } });

  test("is undone in one go", () => {
    const typed = walked(sheet, { do: "type", text: "1" }, { do: "type", text: "12" }, { do: "next" }, { do: "undo" });
    expect(typed).toMatchObject({ at: 0, entries: [undefined, undefined, undefined], past: [] });
  });

  test("and is no answer is told before one goes on; nothing at all is told in the overview", () => {
    const wrong = walked(sheet, { do: "type", text: "12.3" }, { do: "next" });
    expect(wrong).toMatchObject({ at: 0, isTold: true });
    expect(walked(sheet, { do: "type", text: "12.5" }, { do: "next" })).toMatchObject({ at: 1, isTold: false });
    expect(walked(sheet, { do: "next" }).at).toBe(1);
  });
});

describe("the overview", () => {
  const sheet = sheetOf({});

  test("names what is missing, and leads to it and back", () => {
    const end = press(sheet, ["ArrowRight", "2", "ArrowRight"]);
    expect(end.at).toBe(3);
    expect(missingOf(sheet, end)).toEqual([0, 2]);
    const mended = press(sheet, ["1"], step(sheet, end, { do: "mend", at: 0 }));
    expect(mended).toMatchObject({ at: 2, isMending: true });
    expect(press(sheet, ["3"], mended)).toMatchObject({ at: 3, isMending: false, entries: ["cat", "dog", "fox"] });
    expect(press(sheet, ["ArrowLeft"], mended)).toMatchObject({ at: 3, isMending: false });
  });

  test("what is sent is one answer to each item", () => {
    expect(answersOf(sheet, press(sheet, ["1", "0", "3"]))).toEqual([
      { item_id: "i0", answer: "cat" },
      { item_id: "i1", answer: null },
      { item_id: "i2", answer: "fox" },
    ]);
  });
});

test("what was kept is there again, but for what does not fit any more", () => {
  const sheet = sheetOf({});
  const { entries } = press(sheet, ["1", "0"]);
  const kept = JSON.parse(JSON.stringify(toKeep(entries)));
  expect(entriesOf(sheet, kept)).toEqual(["cat", null, undefined]);
  expect(entriesOf(sheet, [["cow"], [true], ["dog"]])).toEqual([undefined, undefined, "dog"]);
  expect(entriesOf(sheet, [["cat"]])).toBeUndefined();
  expect(entriesOf(sheet, "nonsense")).toBeUndefined();
});

test("an entry is an answer here exactly when the server takes it", () => {
  const number = { min: 1, max: 9.5, step: 0.5 };
  const cases: [Sheet, Entry[]][] = [
    [sheetOf({ responseType: "boolean" }), [true, false, null]],
    [sheetOf({}), ["cat", "fox", null]],
    [sheetOf({ responseType: "multi_choice" }), [[], ["cat"], ["cat", "fox"], null]],
    [sheetOf({ responseType: "ranking" }), [["cat"], ["fox", "cat"], ["fox", "cat", "dog"], null]],
    [sheetOf({ responseType: "number" }), ["1", "-1", "1.25", " 7 ", "1e3", "a", "1.", "9".repeat(16), ""]],
    [sheetOf({ responseType: "number", number }), ["1", "0.5", "9.5", "9.6", "10", "2.25", "3.5"]],
    [sheetOf({ responseType: "number", number: { step: 3 } }), ["0", "3", "-3", "4", "0.1"]],
    [
      sheetOf({ responseType: "text", maxLength: 5 }),
      ["a", " ", "", "abcde", "abcdef", "  abcde ", "🦊🦊🦊🦊🦊", "🦊🦊🦊🦊🦊🦊"],
    ],
  ];
  for (const [sheet, entries] of cases)
    for (const entry of entries)
      expect(["answer" in readEntry(sheet, 0, entry), entry]).toEqual([isTaken(sheet, 0, entry), entry]);
  expect(readEntry(cases[4]![0], 0, "2,5")).toEqual({ answer: 2.5 });
  expect(readEntry(cases[4]![0], 0, "2,500")).toHaveProperty("lacks");
});
