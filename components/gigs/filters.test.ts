import { expect, test } from "vitest";
import { activeFilters, gigsHref, readFilters, toSearch } from "./filters";

test("an address says what it was made from, and nothing it does not mean", () => {
  const filters = { search: "piano", category: "errands", place: "local", min: "10.50", near: "38.72,-9.14" } as const;
  const href = gigsHref(filters);
  expect(href).toBe("/gigs?search=piano&category=errands&place=local&min=10.50&near=38.72,-9.14");
  const read = readFilters(Object.fromEntries(new URLSearchParams(href.split("?")[1])));
  expect(gigsHref(read)).toBe(href);
  expect(gigsHref({ sort: "newest", search: "" })).toBe("/gigs");
});

test("what an address says wrongly is as if it were not said", () => {
  const wrong = {
    pay: "gold",
    place: "moon",
    min: "-5",
    max: "1e9",
    sort: "relevance",
    near: "95,10",
    page: "0",
    view: "3d",
  };
  expect(gigsHref(readFilters(wrong))).toBe("/gigs");
  expect(readFilters({ search: ["first", "second"] }).search).toBe("first");
});

test("each filter that is on can be taken off by itself, and the page begins anew", () => {
  const active = activeFilters({ search: "tea", skills: "rust, review", max: "90", cursor: "abc", page: "3" });
  expect(active.map(({ label }) => label)).toEqual(["“tea”", "At most $90", "rust", "review"]);
  expect(active.map(({ removeHref }) => removeHref)).toEqual([
    "/gigs?skills=rust,+review&max=90",
    "/gigs?search=tea&skills=rust,+review",
    "/gigs?search=tea&skills=review&max=90",
    "/gigs?search=tea&skills=rust&max=90",
  ]);
  expect(toSearch({ skills: " a ,, b" }).skills).toEqual(["a", "b"]);
});
