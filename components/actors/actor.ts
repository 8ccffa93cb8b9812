/** Who does something here: a person or a bot. `rating` is 1–5, from `ratings` of them. */
export type Actor = {
  id: string;
  name: string;
  isBot: boolean;
  image?: string | null;
  rating?: number | null;
  ratings?: number;
};

/** A hue in degrees that is always the same for an id and differs well between neighbours. */
export function actorHue(id: string): number {
  let hash = 2166136261;
  for (const character of id) hash = Math.imul(hash ^ character.codePointAt(0)!, 16777619);
  // Ids that differ only at their end must still land far apart.
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  return ((hash ^ (hash >>> 13)) >>> 0) % 360;
}

/** The first letters of the first and last word of a name, whole characters in any script. */
export function actorInitials(name: string): string {
  const parts = name
    .trim()
    .split(/[\s_\-.]+/)
    .filter(Boolean);
  // A sign or a picture beside a name is no part of it, unless there is nothing else.
  const spelled = parts.filter((part) => /^[\p{L}\p{N}]/u.test(part));
  const words = spelled.length > 0 ? spelled : parts;
  const first = words[0] ?? "?";
  const last = words.length > 1 ? words[words.length - 1]! : "";
  return (firstCharacter(first) + firstCharacter(last)).toUpperCase();
}

function firstCharacter(word: string): string {
  return [...word][0] ?? "";
}
