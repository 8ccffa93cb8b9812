import { expect, test } from "vitest";
import { formatMoney, formatMoneyShort } from "./format";

test("an amount in cents carries its currency", () => {
  expect(formatMoney(4500)).toBe("$45.00");
  expect(formatMoney(123_456_789, "EUR")).toBe("€1,234,567.89");
  expect(formatMoneyShort(123_456)).toBe("$1.2K");
});
