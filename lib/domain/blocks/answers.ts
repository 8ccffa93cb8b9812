import { type Detail, Refusal } from "@/lib/core/errors";
import { optionalText } from "@/lib/core/fields";
import { sentence } from "@/lib/core/invalid";
import type { Answer, ResponseType } from "./consensus/block";

/** What of a block decides which answers are answers. */
export type Asked = {
  responseType: ResponseType;
  options: readonly string[];
  number: { min?: number; max?: number; step?: number } | null;
  maxLength: number;
  items: readonly { itemId: string; options: readonly string[] | null }[];
};

/** Mistakes told at once; further ones only cost. */
const MAX_TOLD = 20;

/**
 * What somebody sent as their answers, in the order of the items. Taken are an object by item id, a list of
 * `{item_id, answer}`, and for a block of one item the bare value. Every item is answered; null is "cannot say".
 * Refuses INVALID_ANSWER, naming each item that is wrong.
 */
export function readAnswers(asked: Asked, sent: unknown): Answer[] {
  const problems: Detail[] = [];
  const tell = (itemId: string, message: string) => {
    problems.push({ path: itemId === "" ? "answers" : `answers.${itemId}`, message });
  };
  const byItem = itemised(asked, sent, tell);
  const answers: Answer[] = [];
  for (const item of asked.items) {
    if (problems.length >= MAX_TOLD) break;
    const value = byItem.get(item.itemId);
    if (value === undefined) tell(item.itemId, "is missing; null says that you cannot say");
    else {
      const read = readAnswer(asked, item.options ?? asked.options, value);
      if (typeof read === "object" && read !== null && "wrong" in read) tell(item.itemId, read.wrong);
      else answers.push(read);
    }
  }
  const known = new Set(asked.items.map(({ itemId }) => itemId));
  for (const itemId of byItem.keys()) if (!known.has(itemId)) tell(itemId, "is no item of this block");
  if (problems.length > 0) {
    const details = problems.slice(0, MAX_TOLD);
    throw new Refusal("INVALID_ANSWER", sentence(details, "camel"), { details });
  }
  return answers;
}

type Tell = (itemId: string, message: string) => void;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function itemised({ items, responseType }: Asked, sent: unknown, tell: Tell): Map<string, unknown> {
  if (isObject(sent)) return new Map(Object.entries(sent));
  const isList = Array.isArray(sent) && sent.length > 0 && sent.every((one) => isObject(one));
  if (isList) {
    const byItem = new Map<string, unknown>();
    for (const one of sent as Record<string, unknown>[]) {
      const itemId = one.item_id ?? one.itemId ?? one.id;
      if (typeof itemId !== "string") tell("", "must name an item in each entry, as item_id");
      else if (byItem.has(itemId)) tell(itemId, "is answered twice");
      else byItem.set(itemId, "answer" in one ? one.answer : one.value);
    }
    return byItem;
  }
  if (items.length === 1 && sent !== undefined) return new Map([[items[0]!.itemId, sent]]);
  tell("", `must be an object of the ${items.length} items' ids with a ${responseType} answer to each`);
  return new Map();
}

type Wrong = { wrong: string };
const wrong = (message: string): Wrong => ({ wrong: message });
const TOLERANCE = 1e-9;

/** One answer, as it is kept; or what is wrong with it. */
export function readAnswer(
  asked: Pick<Asked, "responseType" | "number" | "maxLength">,
  options: readonly string[],
  value: unknown,
): Answer | Wrong {
  if (value === null) return null;
  const oneOf = () => `must be one of ${options.join(", ")}`;
  switch (asked.responseType) {
    case "boolean":
      if (typeof value === "boolean") return value;
      return value === "true" || value === "false" ? value === "true" : wrong("must be true or false");
    case "choice":
      return typeof value === "string" && options.includes(value) ? value : wrong(oneOf());
    case "multi_choice": {
      if (!Array.isArray(value)) return wrong("must be a list of options; an empty one for none of them");
      if (!value.every((one) => typeof one === "string" && options.includes(one))) return wrong(oneOf());
      if (new Set(value).size < value.length) return wrong("names an option twice");
      return options.filter((one) => value.includes(one));
    }
    case "ranking": {
      if (!Array.isArray(value)) return wrong("must be the list of all options, best first");
      if (!value.every((one) => typeof one === "string" && options.includes(one))) return wrong(oneOf());
      if (new Set(value).size < value.length) return wrong("names an option twice");
      const left = options.filter((one) => !value.includes(one));
      return left.length === 0 ? (value as string[]) : wrong(`must rank all options; missing: ${left.join(", ")}`);
    }
    case "number":
      return readNumber(asked.number ?? {}, value);
    case "text": {
      if (typeof value !== "string") return wrong("must be a text");
      const read = optionalText(asked.maxLength).safeParse(value);
      if (!read.success) return wrong(`must be at most ${asked.maxLength} characters`);
      return read.data === undefined ? wrong("must not be empty; null says that you cannot say") : read.data;
    }
  }
}

function readNumber({ min, max, step }: NonNullable<Asked["number"]>, value: unknown): number | Wrong {
  const number = typeof value === "string" && /^\s*-?\d{1,15}(\.\d{1,10})?\s*$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return wrong("must be a number");
  if (Math.abs(number) > 1e15) return wrong("must be between -1e15 and 1e15");
  if (min !== undefined && number < min) return wrong(`must be at least ${min}`);
  if (max !== undefined && number > max) return wrong(`must be at most ${max}`);
  if (step !== undefined) {
    const steps = (number - (min ?? 0)) / step;
    if (Math.abs(steps - Math.round(steps)) > TOLERANCE * Math.max(1, Math.abs(steps)))
      return wrong(`must be ${min ? `${min} plus ` : ""}a multiple of ${step}`);
  }
  return number;
}
