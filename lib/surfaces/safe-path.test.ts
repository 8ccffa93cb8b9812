import { expect, test } from "vitest";
import { safePath } from "./safe-path";

test.each(["/", "/gigs/task_1", "/gigs?search=a%20b&sort=newest#top", "/settings/keys"])("%s is a way on", (next) =>
  expect(safePath(next, "/dashboard")).toBe(next),
);

test.each([
  "//evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "evil.example",
  "",
  "/.//evil.example/phish",
  "/x/..//evil.example",
  "/%2e//evil.example",
  "/dashboard/../..//evil.example",
  "/a\tb",
  "/\n/evil.example",
  "/a b",
  undefined,
  null,
  ["/a"],
])("%j is none, so one goes home", (next) => expect(safePath(next, "/dashboard")).toBe("/dashboard"));
