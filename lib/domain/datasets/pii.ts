import type { PiiScan } from "@/db/schema/datasets";

export const PII_KINDS = ["email", "card", "phone", "address"] as const;
export type PiiKind = (typeof PII_KINDS)[number];

/** The sum over a card number's digits, every second one doubled, ends in 0 (ISO/IEC 7812-1). */
function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const digitsOf = (text: string) => text.replace(/\D/g, "");
/** One digit over and over is a placeholder. */
const isFilling = (text: string) => /^(\d)\1+$/.test(digitsOf(text));
const isCard = (text: string) => isLuhn(digitsOf(text)) && !isFilling(text);
const isDate = (text: string) => /^\(?\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}$/.test(text.trim());
const isPhone = (text: string) => {
  const { length } = digitsOf(text);
  return length >= 7 && length <= 15 && !isDate(text) && !isFilling(text);
};
const always = () => true;

const NO_NAME = "(?!(?:the|a|an|this|that|my|our|his|her|busy|in|on|of|down|per|more|people|cars?)\\b)";
const SUFFIX =
  "(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Boulevard|Blvd|Drive|Dr|Court|Ct|Place|Pl|Square|Terrace|Highway|Hwy|Parkway|Pkwy|Crescent|Close|Way)";

/** What is looked for, in this order: what one finds is not looked at by the next. Every repetition is bounded. */
const RULES: { kind: PiiKind; pattern: RegExp; holds(found: string): boolean }[] = [
  {
    kind: "email",
    pattern: /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu,
    holds: always,
  },
  { kind: "card", pattern: /(?<![\d.])\d(?:[ -]?\d){12,18}(?!\d)/g, holds: isCard },
  { kind: "phone", pattern: /(?<![\w+])(?:\+|00)\d(?:[ ()./-]{0,3}\d){6,14}(?!\d)/g, holds: isPhone },
  { kind: "phone", pattern: /(?<![\w.-])(?:1[ .-])?\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]\d{4}(?!\d)/g, holds: isPhone },
  { kind: "phone", pattern: /(?<![\w.,-])\(?0\d{1,4}\)?[ /-]\d(?:[ /-]?\d){4,9}(?!\d)/g, holds: isPhone },
  {
    kind: "phone",
    pattern: /(?<=\b(?:call|tel|phone|mobile|cell|fax|whatsapp|handy|telefon)\b[^\d\n]{0,20})\d[\d ()./-]{5,18}\d/gi,
    holds: isPhone,
  },
  {
    kind: "address",
    pattern: new RegExp(`(?<!\\w)\\d{1,5}[A-Za-z]?,? (?:[\\p{Lu}\\d][\\p{L}\\d'.-]{0,30} ){1,4}${SUFFIX}\\b\\.?`, "gu"),
    holds: always,
  },
  {
    kind: "address",
    pattern: new RegExp(`(?<!\\w)\\d{1,5}[a-z]? (?:${NO_NAME}\\p{L}{2,20} ){1,2}(?:street|avenue|boulevard)\\b`, "giu"),
    holds: always,
  },
  {
    kind: "address",
    pattern:
      /(?<!\p{L})(?:\p{Lu}[\p{L}-]{1,40} )?\p{Lu}[\p{L}-]{0,40}?(?:straße|strasse|str\.|weg|gasse|platz|allee|traße|trasse) ?\d{1,4}(?: ?[a-z]\b)?/gu,
    holds: always,
  },
  {
    kind: "address",
    pattern:
      /(?<!\w)\d{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|chemin|place|impasse|allée) (?:d[eu]s? (?:la )?|d'|l')?\p{Lu}[\p{L}'-]{1,40}/gu,
    holds: always,
  },
  { kind: "address", pattern: /(?<!\p{L})(?:Calle|Avenida|Via|Rua) \p{Lu}[\p{L}' ]{1,40},? \d{1,4}/gu, holds: always },
  { kind: "address", pattern: /\bP\.? ?O\.? Box \d{1,8}/gi, holds: always },
];

/** A text without what looks like an e-mail address, a card, a phone number or a street address, and what was found. */
export function redact(text: string): { text: string; found: PiiKind[] } {
  const found: PiiKind[] = [];
  let rest = text;
  for (const { kind, pattern, holds } of RULES)
    rest = rest.replace(pattern, (match) => {
      if (!holds(match)) return match;
      found.push(kind);
      return `[${kind}]`;
    });
  return { text: rest, found };
}

/** So many places are named; more are only counted. */
const NAMED = 50;

/** Takes personal data out of texts, one after the other, and keeps count of what was found where. */
export class Redactor {
  readonly scan: PiiScan = { email: 0, phone: 0, card: 0, address: 0, redacted: 0, where: [] };

  text(itemId: string, text: string): string {
    const read = redact(text);
    for (const kind of read.found) {
      this.scan[kind]++;
      this.scan.redacted++;
      if (this.scan.where.length < NAMED) this.scan.where.push({ itemId, kind });
    }
    return read.text;
  }

  /** Options as they may be published. Two that look the same afterwards stay two. */
  options(itemId: string, options: readonly string[]): Map<string, string> {
    const taken = new Set<string>();
    return new Map(
      options.map((option) => {
        const plain = this.text(itemId, option);
        let name = plain;
        for (let n = 2; taken.has(name); n++) name = `${plain} ${n}`;
        taken.add(name);
        return [option, name];
      }),
    );
  }
}
