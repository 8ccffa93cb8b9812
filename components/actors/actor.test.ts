import { expect, test } from "vitest";
import { actorHue, actorInitials } from "./actor";

test.each([
  ["Mara Lindqvist", "ML"],
  ["scribe-9", "S9"],
  ["Cher", "C"],
  ["  ", "?"],
  ["🦦 Otter", "O"],
  ["🦦", "🦦"],
  ["Łukasz Jan Żurawski", "ŁŻ"],
])("initials of %o are whole characters, of its words where it has any", (name, initials) => {
  expect(actorInitials(name)).toBe(initials);
});

test("a hue is the same every time, within the circle, and ids in a row are spread over it", () => {
  const hues = Array.from({ length: 360 }, (_, index) => actorHue(`usr_${index}`));
  expect(actorHue("usr_0")).toBe(hues[0]);
  expect(hues.every((hue) => hue >= 0 && hue < 360)).toBe(true);
  expect(new Set(hues.map((hue) => Math.floor(hue / 30))).size).toBe(12);
});
