import { expect, test } from "vitest";
import { seal, unseal } from "./seal";

test("what is sealed reads again in its own context only, and not once a bit has changed", () => {
  const sealed = seal("test", "row 1", "givegigs-secret");
  expect(sealed).not.toContain("givegigs");
  expect(unseal("test", "row 1", sealed)).toBe("givegigs-secret");
  expect(unseal("test", "row 2", sealed)).toBeUndefined();
  expect(unseal("other", "row 1", sealed)).toBeUndefined();
  const bytes = Buffer.from(sealed, "base64");
  bytes[bytes.length - 1]! ^= 1;
  expect(unseal("test", "row 1", bytes.toString("base64"))).toBeUndefined();
});
