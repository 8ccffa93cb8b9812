import { hash } from "@node-rs/argon2";
import { describe, expect, test } from "vitest";
import { COMMON_PASSWORDS } from "./common-passwords";
import { hashPassword, isOutdated, refuseOwnAddress, verifyPassword, weakness } from "./passwords";

describe("passwords", () => {
  test("are kept as argon2id with its parameters, and only the right one opens them", async () => {
    const kept = await hashPassword("plums in the icebox");
    expect(kept).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(kept, "plums in the icebox")).toBe(true);
    expect(await verifyPassword(kept, "plums in the icebox ")).toBe(false);
    expect(await verifyPassword(kept, "p".repeat(5000))).toBe(false);
  });

  test("typed with other code points for the same letters are the same password", async () => {
    const kept = await hashPassword("cafe\u0301 au lait");
    expect(await verifyPassword(kept, "caf\u00e9 au lait")).toBe(true);
  });

  test("take as long to refuse where there is no account", async () => {
    const kept = await hashPassword("plums in the icebox");
    const timed = async (hash: string | null | undefined) => {
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 8; i++) {
        const started = performance.now();
        expect(await verifyPassword(hash, "wrong password")).toBe(false);
        least = Math.min(least, performance.now() - started);
      }
      // What else the machine does only adds: the quickest of several tells what is done here.
      return least;
    };
    const [known, unknown] = [await timed(kept), await timed(undefined)];
    expect(unknown).toBeGreaterThan(known / 3);
    expect(known).toBeGreaterThan(unknown / 3);
  });

  test("hashed with other parameters than today's are due for a new hash", async () => {
    expect(isOutdated(await hash("plums in the icebox", { memoryCost: 8192, timeCost: 1, parallelism: 1 }))).toBe(true);
    expect(isOutdated(await hashPassword("plums in the icebox"))).toBe(false);
  });

  test("must have 10 to 128 characters, counted as people count them, and not be a guesser's first", () => {
    expect(weakness("plums in t")).toBeUndefined();
    expect(weakness("plums in ")).toBe("must be at least 10 characters");
    expect(weakness("🍑🍒🍓🍇🍈🍉🍊🍋🍌🍍")).toBeUndefined();
    expect(weakness("ab".repeat(64).replace("ab", "xy"))).toBeUndefined();
    expect(weakness(`${"abcd".repeat(32)}e`)).toBe("must be at most 128 characters");
    for (const guess of ["Password123", "1234567890", "QWERTYUIOP", "aaaaaaaaaaaa"])
      expect(weakness(guess)).toContain("first that a guesser tries");
    for (const own of ["ada.lovelace@example.com", "Ada.Lovelace"])
      expect(() => refuseOwnAddress(own, "ada.lovelace@example.com")).toThrow("email address");
  });

  test("on the list are ones that the length alone would let through", () => {
    expect([...COMMON_PASSWORDS].every((word) => word.length >= 10 && word === word.toLowerCase())).toBe(true);
    expect(COMMON_PASSWORDS.size).toBeGreaterThan(100);
  });

  test("a flood of them is answered in turn, none lost", async () => {
    const hashes = await Promise.all(Array.from({ length: 12 }, (_, i) => hashPassword(`plums in the icebox ${i}`)));
    expect(new Set(hashes).size).toBe(12);
  });
});
