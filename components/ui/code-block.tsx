import { CopyButton } from "./copy-button";

type CodeBlockProps = {
  code: string;
  label?: string;
  /** What the label is of, for those who do not see where it stands: where one page has many of the same label. */
  of?: string;
  copy?: boolean;
};

/** Code to read and copy. `label` names it and stands on its edge. */
export function CodeBlock({ code, label = "Code", of, copy = true }: CodeBlockProps) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-xl border bg-surface">
      <figcaption className="flex h-10 items-center justify-between border-b bg-sunken/60 pr-1 pl-4 text-ink-soft text-sm">
        {label}
        {copy ? <CopyButton value={code} /> : null}
      </figcaption>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={of ? `${label}: ${of}` : label}
        className="overflow-x-auto p-4 [contain:inline-size] focus-visible:-outline-offset-2"
      >
        <pre className="font-mono text-sm leading-6">
          <code>{code}</code>
        </pre>
      </section>
    </figure>
  );
}
