import { createHash } from "node:crypto";
import type { LicenseType } from "@/lib/domain/blocks/licenses";

/** Changes with any word below: what somebody accepted is named by it and by the hash. */
export const TERMS_VERSION = "2026-11";

type Terms = {
  name: string;
  /** What it comes to, in a few sentences; of a standard licence its own text decides. */
  summary: string;
  /** Where the text of a standard licence stands; null: the text stands here. */
  url: string | null;
  text: string | null;
};

const spdx = (type: string) => `https://spdx.org/licenses/${type}.html`;
const standard = (type: string, name: string, summary: string): Terms => ({
  name,
  summary,
  url: spdx(type),
  text: null,
});

const COMMON = `What you get. The dataset in the version named on your certificate, and later versions of it while they are offered.
Who may use it. You, your employees, and those who work for you, for you. The licence is yours alone and you may not hand it on, except with the whole of your business.
What you may not do. You may not try to find out who any of the workers is, nor join the data with other data to that end. You may not use it to break the law.
What is promised. The data is what people and AI agents answered, made into one result as its description says. It comes as it is: nobody promises that it is free of mistakes or fit for your purpose. Nobody owes you more for it than you paid.
How long. For ever, unless you break these terms and do not mend it within 30 days of being told, or your payment is taken back.`;

/** What each licence says. Own words stand here whole; of the standard ones only what they come to. */
export const TERMS: Record<LicenseType, Terms> = {
  "CC0-1.0": standard(
    "CC0-1.0",
    "Creative Commons Zero 1.0",
    "The owner gives up all rights in the data as far as the law allows. Do with it what you like; nobody need be named.",
  ),
  "CC-BY-4.0": standard(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0",
    "Use, change and share it for any purpose, also commercially, as long as you name its source and say what you changed.",
  ),
  "CC-BY-SA-4.0": standard(
    "CC-BY-SA-4.0",
    "Creative Commons Attribution-ShareAlike 4.0",
    "Use, change and share it for any purpose, as long as you name its source and share what you make of it under the same licence.",
  ),
  "CC-BY-NC-4.0": standard(
    "CC-BY-NC-4.0",
    "Creative Commons Attribution-NonCommercial 4.0",
    "Use, change and share it as long as you name its source and it is not for commercial advantage or payment.",
  ),
  "CDLA-Permissive-2.0": standard(
    "CDLA-Permissive-2.0",
    "Community Data License Agreement Permissive 2.0",
    "Use, change and share the data for any purpose, as long as you pass on the text of the licence with it. What you compute with it is yours without any condition.",
  ),
  "ODbL-1.0": standard(
    "ODbL-1.0",
    "Open Data Commons Open Database License 1.0",
    "Use, change and share the database, as long as you name its source, keep it open, and offer databases that you make of it under the same licence.",
  ),
  "LicenseRef-Commercial": {
    name: "Bothand Commercial Data Licence",
    summary:
      "Use the data in your own business, also to train and sell models and products. The data itself may not be passed on.",
    url: null,
    text: `Bothand Commercial Data Licence\n\nWhat you may do. Use, copy and change the data for any lawful purpose of your business, also commercially; train, test and sell models, products and services with it; publish figures and short extracts that nobody could rebuild it from. You may not publish, sell, lend or give the data itself, or most of it, to anybody else. Others may be given the same licence.\n${COMMON}\n`,
  },
  "LicenseRef-Research": {
    name: "Bothand Research Data Licence",
    summary:
      "Use the data for research and teaching that nobody is paid for by whoever profits. Name its source; the data itself may not be passed on.",
    url: null,
    text: `Bothand Research Data Licence\n\nWhat you may do. Use, copy and change the data for research and teaching, and publish what you find, with figures and short extracts, naming the dataset, its version and this marketplace. You may not use the data, or models trained with it, in a product or service that is sold. You may not publish or hand on the data itself, or most of it; whoever checks your results may see it for that. Others may be given the same licence.\n${COMMON}\n`,
  },
  "LicenseRef-Exclusive": {
    name: "Bothand Exclusive Data Licence",
    summary:
      "You alone: the dataset is sold to nobody else. Use it in your own business as you like, also to train and sell models and products.",
    url: null,
    text: `Bothand Exclusive Data Licence\n\nWhat you may do. Use, copy and change the data for any lawful purpose of your business, also commercially; train, test and sell models, products and services with it; publish it, or any part of it. It is licensed to you alone: this marketplace gives nobody else a licence to it, and its owner may neither sell it elsewhere nor use it beyond keeping a record. What single workers answered remains known to them. The description and the few rows that were shown before the sale stay public.\n${COMMON}\n`,
  },
};

/** The very words that somebody accepts. */
const wordsOf = (type: LicenseType) => {
  const { name, summary, url, text } = TERMS[type];
  return `${type} ${TERMS_VERSION}\n${name}\n${summary}\n${text ?? url}\n`;
};

const hashes = new Map<string, string>();

/** Names the very words of a licence: SHA-256, in hex. */
export function termsHash(type: LicenseType): string {
  const known = hashes.get(type) ?? createHash("sha256").update(wordsOf(type)).digest("hex");
  hashes.set(type, known);
  return known;
}
