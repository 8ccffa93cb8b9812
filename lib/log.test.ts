import { DrizzleQueryError } from "drizzle-orm/errors";
import { expect, test } from "vitest";
import { serializeError } from "./log";

test("a failed query is logged with its text and its cause, and without the values it was run with", () => {
  const cause = Object.assign(new Error("canceling statement due to statement timeout"), { code: "57014" });
  const values = ["ada@example.com", "$argon2id$v=19$hash", "See\n    at /reset?token=abc"];
  const logged = JSON.stringify(serializeError(new DrizzleQueryError("insert into mails values ($1)", values, cause)));
  expect(logged).toContain("insert into mails");
  expect(logged).toContain("57014 canceling statement");
  for (const value of ["ada@", "argon2id", "token=abc"]) expect(logged).not.toContain(value);
});

test("keys and signing secrets are cut out of any error", () => {
  const logged = JSON.stringify(serializeError(new Error("givegigs-00000000000000000000 and whsec_abc")));
  expect(logged).toContain("[secret] and [secret]");
  expect(logged).not.toMatch(/givegigs-0|whsec_a/);
});
