import { clsx } from "clsx";
import type { ReactNode } from "react";

const LINK = /https?:\/\/[^\s<>"'`]+/g;
/** What ends a sentence after a link, and does not belong to it. */
const TRAILING = /[.,;:!?…)\]}»”’]+$/;

/** Text somebody wrote: paragraphs and line breaks kept, links made of web addresses, nothing else taken as markup. */
export function UserText({ text, className }: { text: string; className?: string }) {
  return (
    <div className={clsx("min-w-0 space-y-4 [overflow-wrap:anywhere]", className)}>
      {text.split(/\n{2,}/).map((paragraph, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the paragraphs of one text do not move
        <p key={index} dir="auto" className="whitespace-pre-wrap">
          {linked(paragraph)}
        </p>
      ))}
    </div>
  );
}

/** Links made of web addresses in a text; nothing else of it is taken as markup. */
export function linked(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    const url = match[0].replace(TRAILING, "");
    // What stands before an @ looks like the host, and is not.
    if (!URL.canParse(url) || new URL(url).username !== "") continue;
    parts.push(text.slice(at, match.index), <UserLink key={match.index} url={url} />);
    at = match.index + url.length;
  }
  parts.push(text.slice(at));
  return parts;
}

/** A link to where somebody says. Search engines give it no credit, and it learns nothing of this page. */
export function UserLink({ url }: { url: string }) {
  return (
    <a
      href={url}
      rel="ugc nofollow noopener noreferrer"
      dir="ltr"
      className="text-accent-ink underline decoration-1 underline-offset-4"
    >
      {url}
    </a>
  );
}
