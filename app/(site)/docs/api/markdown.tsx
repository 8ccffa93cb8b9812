import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import { refusals } from "@/lib/core/errors";
import { REFERENCE } from "./reference";

const codes = Object.keys(refusals);
const PIECES = new RegExp(
  `\`([^\`]+)\`|\\*\\*([^*]+)\\*\\*|\\[([^\\]]+)\\]\\(((?:https?://|/|#)[^)\\s]+)\\)|(?<=\\b[45]\\d\\d )(${codes.join("|")})\\b`,
  "g",
);
export const codeClass = "break-words rounded bg-sunken px-1 py-0.5 font-mono text-[0.875em]";

/** One line of the descriptions' Markdown: code, bold and links; a refusal's code after its status leads to the list of them. */
export function Inline({ text }: { text: string }): ReactNode {
  const out: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(PIECES)) {
    const [whole, code, bold, label, href, refusal] = match;
    out.push(text.slice(from, match.index));
    from = match.index + whole.length;
    if (code) out.push(<code className={codeClass}>{code}</code>);
    else if (bold) out.push(<strong className="font-semibold">{bold}</strong>);
    else if (href) out.push(<a href={href}>{label}</a>);
    else
      out.push(
        <Link href={`${REFERENCE}#errors`} prefetch={false} className="underline underline-offset-2">
          <code className={codeClass}>{refusal}</code>
        </Link>,
      );
  }
  out.push(text.slice(from));
  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence do not move
  return out.map((piece, index) => <Fragment key={index}>{piece}</Fragment>);
}

/** The Markdown that our descriptions are written in: paragraphs, lists and what a line may hold. Anything else is text. */
export function Markdown({ text }: { text: string }) {
  const blocks = text.split(/\n{2,}/).filter(Boolean);
  return blocks.map((block) => {
    const lines = block.split("\n");
    if (lines.every((line) => /^[*-] /.test(line)))
      return (
        <ul key={block} className="list-disc space-y-1.5 pl-5 marker:text-ink-faint">
          {lines.map((line) => (
            <li key={line}>
              <Inline text={line.slice(2)} />
            </li>
          ))}
        </ul>
      );
    return (
      <p key={block}>
        {lines.map((line, index) => (
          <Fragment key={line}>
            {index > 0 ? <br /> : null}
            <Inline text={line} />
          </Fragment>
        ))}
      </p>
    );
  });
}
