import { type SQL, sql } from "drizzle-orm";
import type { Values } from "@/db/statement";
import type { Filter } from "./list";

/** A pattern of the part, with the pattern's own signs taken literally. */
const like = (text: string) => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

/** Three letters or digits in a row are what a trigram index can look for, in every database whatever its locale. */
const HAS_TRIGRAM = /[a-z0-9]{3}/i;

/** A condition of a list with the values of its holes. */
export type Applied = { filter: Filter; values: Values };

/**
 * The condition that `column` holds a part, whatever its case. It takes two indexes: one of trigrams, and for what has none
 * (one letter or two, signs, other scripts) one of `text_grams(column)`. There the trigram index would be read as a whole,
 * so it is kept out of sight: it does not serve `column || ''`.
 */
export function partial(name: string, column: SQL, { isLower = false } = {}): (part: string) => Applied {
  const [pattern, part] = [sql.placeholder(name), sql.placeholder(`${name}Part`)];
  const holds = isLower ? sql`like lower(${pattern})` : sql`ilike ${pattern}`;
  const byTrigrams: Filter = { name, where: sql`${column} ${holds}`, planned: true };
  const byGrams: Filter = {
    name: `${name}:grams`,
    where: sql`(${column} || '') ${holds}`,
    planned: true,
    rare: sql`text_grams(${column}) @> sought_grams(${part})`,
  };
  return (text) =>
    HAS_TRIGRAM.test(text)
      ? { filter: byTrigrams, values: { [name]: like(text) } }
      : { filter: byGrams, values: { [name]: like(text), [`${name}Part`]: text } };
}
