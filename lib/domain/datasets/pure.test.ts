import { describe, expect, test } from "vitest";
import { toCsv } from "@/lib/core/csv";
import { LICENSE_TYPES } from "@/lib/domain/blocks/licenses";
import { bytesOf, linesOf } from "./files";
import { Redactor, redact } from "./pii";
import { datasetPseudonym, sharable, toTheHour } from "./privacy";
import { isVerified } from "./quality";
import { type Part, splitSale } from "./split";
import { TERMS, termsHash } from "./terms";

/** Numbers that look random and are the same each time. */
function numbers(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe("a sale is divided to the cent", () => {
  test("over many prices and crowds: nothing is lost or made, and nobody's part is off by a cent", () => {
    const next = numbers(7);
    for (let n = 0; n < 2_000; n++) {
      const cents = next(n % 2 === 0 ? 2_000 : 100_000_001);
      const isUnpaid = n % 7 === 0;
      const parts: Part[] = Array.from({ length: 1 + next(40) }, (_, at) => ({
        responseId: `resp_${String(at).padStart(4, "0")}`,
        userId: `user_${at}`,
        weight: isUnpaid ? 0 : next(500),
      }));
      const { ownerCents, platformCents, shares } = splitSale(cents, parts);
      const pool = shares.reduce((sum, share) => sum + share.cents, 0);
      expect(ownerCents + platformCents + pool).toBe(cents);
      expect([platformCents, pool]).toEqual([Math.floor(cents / 10), Math.floor(cents / 10)]);
      const whole = parts.reduce((sum, { weight }) => sum + weight, 0);
      for (const { part, cents: share } of shares) {
        const exact = (pool * (whole === 0 ? 1 : part.weight)) / (whole === 0 ? parts.length : whole);
        expect(Math.abs(share - exact)).toBeLessThan(1);
        expect(share).toBeGreaterThan(0);
      }
    }
  });

  test("odd cents go to the largest remainders, and of equal ones to the first response", () => {
    const parts = ["c", "a", "b"].map((responseId) => ({ responseId, userId: responseId, weight: 100 }));
    const { shares } = splitSale(110, parts);
    expect(shares.map(({ part, cents }) => [part.responseId, cents])).toEqual([
      ["c", 3],
      ["a", 4],
      ["b", 4],
    ]);
    expect(splitSale(9, parts)).toEqual({ ownerCents: 9, platformCents: 0, shares: [] });
    expect(splitSale(4900, [])).toEqual({ ownerCents: 3920, platformCents: 980, shares: [] });
  });
});

describe("personal data in free text", () => {
  test.each([
    ["write to ada.lovelace+x@mail.example.co.uk today", "write to [email] today", "email"],
    ["jörg@müller.de", "[email]", "email"],
    ["my card is 4111 1111 1111 1111.", "my card is [card].", "card"],
    ["5500-0000-0000-0004", "[card]", "card"],
    ["call +49 (0)30 1234567 after six", "call [phone] after six", "phone"],
    ["(415) 555-0132 is mine", "[phone] is mine", "phone"],
    ["415.555.0132", "[phone]", "phone"],
    ["030 1234 5678", "[phone]", "phone"],
    ["phone: 5550132", "phone: [phone]", "phone"],
    ["I live at 221b Baker Street, London", "I live at [address], London", "address"],
    ["221b baker street", "[address]", "address"],
    ["1600 Pennsylvania Ave NW", "[address] NW", "address"],
    ["Hauptstraße 5 in Berlin", "[address] in Berlin", "address"],
    ["au 12 rue de Rivoli", "au [address]", "address"],
    ["P.O. Box 123", "[address]", "address"],
  ])("%s", (text, rest, kind) => {
    const read = redact(text);
    expect(read.text).toBe(rest);
    expect(read.found).toEqual([kind]);
  });

  test.each([
    "Came two days late.",
    "on 2026-11-27, or 27/11/2026, or 27.11.2026 at 18:00",
    "order 4111111111111112 is no card",
    "it costs $1,200.50 for 3 people in the street",
    "2 hours down the road",
    "version 10.0.19045.3693",
    "0000 0000 0000 0000",
    "ids 1234567890 and 98765432101234",
  ])("leaves alone what is none: %s", (text) => {
    expect(redact(text)).toEqual({ text, found: [] });
  });

  test("is counted with its place, and options that look alike afterwards stay two", () => {
    const redactor = new Redactor();
    expect([...redactor.options("q1", ["a@x.example", "b@x.example", "none"]).values()]).toEqual([
      "[email]",
      "[email] 2",
      "none",
    ]);
    redactor.text("q2", "4111 1111 1111 1111 and a@b.example");
    expect(redactor.scan).toEqual({
      email: 3,
      card: 1,
      phone: 0,
      address: 0,
      redacted: 4,
      where: [
        { itemId: "q1", kind: "email" },
        { itemId: "q1", kind: "email" },
        { itemId: "q2", kind: "email" },
        { itemId: "q2", kind: "card" },
      ],
    });
  });

  test("is looked for in no more time than the text is long", () => {
    const started = performance.now();
    for (const piece of ["1 ", "a.", "(0", "A ", "1-", "+4 ", "x@x.", "Via A"]) redact(piece.repeat(5_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("single responses", () => {
  const people = (groups: Record<string, number>) =>
    Object.entries(groups).flatMap(([group, n]) => Array.from({ length: n }, (_, at) => ({ group, said: at })));
  const shown = (agreed: { group: string; said: number }[], total: number, k = 5) =>
    sharable(agreed, { total, k, groupOf: ({ group }) => group, saidOf: ({ said }) => String(said) });

  test("of groups below k are left out", () => {
    expect(shown(people({ a: 5, b: 4 }), 9 + 5).rows).toHaveLength(5);
    expect(shown(people({ a: 4 }), 10).rows).toEqual([]);
    expect(shown(people({ a: 7 }), 7).rows).toHaveLength(7);
  });

  test("never leave fewer than k others, whose answers the totals would tell", () => {
    for (let agreed = 1; agreed < 25; agreed++)
      for (let total = agreed; total < 30; total++)
        for (const k of [3, 5]) {
          const { rows } = shown(people({ a: Math.ceil(agreed / 2), b: Math.floor(agreed / 2) }), total, k);
          const rest = total - rows.length;
          expect(rest === 0 || rest >= k || rows.length === 0).toBe(true);
          for (const group of ["a", "b"]) {
            const n = rows.filter((row) => row.group === group).length;
            expect(n === 0 || n >= k).toBe(true);
          }
        }
  });

  test("of a group that said the same are named as such", () => {
    const agreed = Array.from({ length: 5 }, () => ({ group: "a", said: 1 }));
    expect(shown(agreed, 5).uniform).toEqual(["a"]);
  });

  test("stand under names that two datasets do not share, and times to the hour", () => {
    const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    expect(datasetPseudonym(one, "user_x")).toMatch(/^w_[0-9a-f]{16}$/);
    expect(datasetPseudonym(one, "user_x")).not.toBe(datasetPseudonym(other, "user_x"));
    expect(toTheHour(new Date("2026-11-27T19:59:59.999Z"))).toBe("2026-11-27T19:00:00Z");
  });
});

describe("files", () => {
  const rows = [
    {
      item_id: "1",
      prompt: '=1+1,"x"\n<script>alert(1)</script>',
      answer: ["a", "b"],
      confidence: -0.5,
      votes: { a: 2 },
    },
    { item_id: "2", prompt: "@sum(A1)", answer: null, confidence: 1, votes: null },
    { item_id: "3", prompt: "\t=cmd|' /C calc'!A0", answer: "-1", confidence: 0, votes: null },
  ];
  const columns = ["item_id", "prompt", "answer", "confidence", "votes"];

  test("CSV keeps formulas as text and numbers as numbers", async () => {
    expect((await bytesOf(linesOf(rows), "csv", columns)).toString()).toBe(
      [
        "item_id,prompt,answer,confidence,votes",
        `1,"'=1+1,""x""\n<script>alert(1)</script>",a|b,-0.5,"{""a"":2}"`,
        "2,'@sum(A1),,1,",
        "3,'\t=cmd|' /C calc'!A0,'-1,0,",
        "",
      ].join("\r\n"),
    );
    expect(toCsv(["=x"], [])).toBe("'=x\r\n");
  });

  test("JSON and JSONL hold the same rows", async () => {
    const lines = linesOf(rows);
    expect(JSON.parse((await bytesOf(lines, "json", columns)).toString())).toEqual(rows);
    expect(
      (await bytesOf(lines, "jsonl", columns))
        .toString()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(rows);
    expect((await bytesOf("", "json", columns)).toString()).toBe("[]\n");
  });
});

describe("the badge", () => {
  const good = {
    method: "shrunk_dawid_skene",
    nEffective: 3,
    verifiedShare: 0.9,
    krippendorffAlpha: 0.667,
    alphaCi95: null,
    percentAgreement: 0.9,
    goldItems: 0,
    goldAccuracy: null,
    k: null,
    warnings: [] as string[],
  };

  test.each<[boolean, object]>([
    [true, {}],
    [false, { nEffective: 2.99 }],
    [false, { nEffective: null }],
    [false, { verifiedShare: 0.899 }],
    [false, { krippendorffAlpha: 0.6 }],
    [true, { krippendorffAlpha: null, goldItems: 10, goldAccuracy: 0.9 }],
    [false, { krippendorffAlpha: null, goldItems: 9, goldAccuracy: 1 }],
    [false, { warnings: ["UNSTABLE_CONSENSUS"] }],
  ])("is %s for %j", (expected, change) => {
    expect(isVerified({ ...good, ...change })).toBe(expected);
  });
});

test("every licence has its words, and each its own hash", () => {
  expect(new Set(LICENSE_TYPES.map(termsHash)).size).toBe(LICENSE_TYPES.length);
  for (const type of LICENSE_TYPES) {
    const { url, text } = TERMS[type];
    expect(type.startsWith("LicenseRef-") ? text !== null && url === null : url !== null && text === null).toBe(true);
    expect(termsHash(type)).toMatch(/^[0-9a-f]{64}$/);
  }
});
