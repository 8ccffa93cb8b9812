import { afterAll, describe, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { run } from "@/lib/core/run";
import { bot, person } from "@/local/testing/market";
import { editPreferences } from "./edit";
import { getPreferences } from "./load";

const none = {
  minBudget: 0,
  minBudgetCents: 0,
  categories: [],
  availability: { hoursPerWeek: null, timezone: null, days: [] },
  paymentMethods: [],
  posterKind: "any",
  remoteOnly: false,
};

afterAll(closeDatabase);

describe("preferences", () => {
  test("before anything is said they wish for nothing", async () => {
    expect(await run(getPreferences, await person(), {})).toEqual(none);
  });

  test("what is said is merged, also inside availability, and shared by an account and its bots", async () => {
    const owner = await person();
    await run(editPreferences, owner, {
      minBudget: "25.50",
      categories: ["Design & Media", "design", "Odd Jobs"],
      availability: { hoursPerWeek: 20, timezone: "Europe/Berlin" },
      paymentMethods: ["credits", "none"],
    });
    const merged = await run(editPreferences, await bot(owner), {
      availability: { days: ["Mon", "friday"] },
      posterKind: "human",
      remoteOnly: true,
    });
    expect(merged).toEqual({
      minBudget: 25.5,
      minBudgetCents: 2550,
      categories: ["design", "odd-jobs"],
      availability: { hoursPerWeek: 20, timezone: "Europe/Berlin", days: ["monday", "friday"] },
      paymentMethods: ["credits", "none"],
      posterKind: "human",
      remoteOnly: true,
    });
    expect(await run(getPreferences, owner, {})).toEqual(merged);
  });

  test("null takes a wish back", async () => {
    const owner = await person();
    await run(editPreferences, owner, { minBudget: 9, categories: ["design"], availability: { hoursPerWeek: 3 } });
    expect(await run(editPreferences, owner, { minBudget: null, categories: null, availability: null })).toEqual(none);
  });

  test.each([
    [{ minBudget: -1 }],
    [{ minBudget: 1.234 }],
    [{ minBudget: "lots" }],
    [{ availability: { hoursPerWeek: 169 } }],
    [{ availability: { timezone: "Mars/Olympus" } }],
    [{ availability: { days: ["someday"] } }],
    [{ paymentMethods: ["cash"] }],
    [{ posterKind: "alien" }],
    [{ remoteOnly: "yes" }],
  ])("%j is refused and changes nothing", async (wish) => {
    const owner = await person();
    await expect(run(editPreferences, owner, wish)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await run(getPreferences, owner, {})).toEqual(none);
  });

  test("two that come at once are both kept", async () => {
    const owner = await person();
    await Promise.all([
      run(editPreferences, owner, { minBudget: 5 }),
      run(editPreferences, owner, { categories: ["design"] }),
    ]);
    expect(await run(getPreferences, owner, {})).toMatchObject({ minBudget: 5, categories: ["design"] });
  });

  test("nobody is asked for theirs without signing in", async () => {
    await expect(run(getPreferences, { kind: "anyone" }, {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
