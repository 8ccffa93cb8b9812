import { Badge } from "./badge";

/** The first few of some words as badges, and how many more there are. Nothing for none. */
export function BadgeList({ label, words, max }: { label: string; words: readonly string[]; max: number }) {
  if (words.length === 0) return null;
  const more = words.length - max;
  return (
    <ul aria-label={label} className="flex flex-wrap gap-1.5">
      {words.slice(0, max).map((word) => (
        <li key={word} className="min-w-0">
          <Badge className="max-w-44 truncate">{word}</Badge>
        </li>
      ))}
      {more > 0 ? (
        <li>
          <Badge>+{more}</Badge>
        </li>
      ) : null}
    </ul>
  );
}
