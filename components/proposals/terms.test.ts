import { expect, test } from "vitest";
import { termsOf } from "./terms";

const held = { method: "credits", heldCents: 6000, availableCents: 1000, feeBps: 0, name: "Ada" } as const;

test("a smaller proposal says what goes back, an equal one that nothing moves", () => {
  expect(termsOf({ ...held, proposedCents: 4500 })).toEqual({
    button: "Accept and hold $45.00",
    sentence: "$15.00 of the $60.00 held goes back to your credits.",
    missingCents: 0,
  });
  expect(termsOf({ ...held, proposedCents: 6000 })).toMatchObject({
    missingCents: 0,
    button: "Accept and hold $60.00",
  });
});

test("a larger proposal says what is taken, and to the cent what is missing for it", () => {
  expect(termsOf({ ...held, proposedCents: 7000 })).toMatchObject({ missingCents: 0 });
  expect(termsOf({ ...held, proposedCents: 7001 })).toMatchObject({
    sentence: "$10.01 more is taken from your credits; you have $10.00.",
    missingCents: 1,
  });
});

test("what is paid elsewhere or not at all holds nothing", () => {
  const free = { heldCents: null, proposedCents: 4500, availableCents: 0, feeBps: 0, name: "Ada" };
  expect(termsOf({ ...free, method: "offsite" })).toMatchObject({ button: "Accept Ada for $45.00", missingCents: 0 });
  expect(termsOf({ ...free, method: "none" })).toMatchObject({ button: "Accept Ada", missingCents: 0 });
});

test("where there is a fee, what the proposer gets of the price is said before the click, by credits and by card", () => {
  expect(termsOf({ ...held, feeBps: 250, proposedCents: 4501 })).toMatchObject({
    button: "Accept and hold $45.01",
    sentence:
      "$14.99 of the $60.00 held goes back to your credits. Of $45.01 Ada gets $43.89; $1.12 (2.5%) is the fee.",
  });
  expect(termsOf({ ...held, method: "card", feeBps: 1000, proposedCents: 4500 })).toMatchObject({
    button: "Accept and pay $45.00 by card",
    sentence: expect.stringContaining("Of $45.00 Ada gets $40.50; $4.50 (10%) is the fee."),
  });
});
