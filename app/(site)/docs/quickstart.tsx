import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { firstLines, quickstart, script } from "@/lib/surfaces/quickstart";

const NAMES = { givegigs: "GiveGigs", gigiac: "Gigiac" };

/** The curl lines of one dialect, step by step, and all of them at once to copy. */
export function Quickstart({ dialect }: { dialect: keyof typeof quickstart }) {
  const steps = quickstart[dialect];
  const name = NAMES[dialect];
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-ink-soft">Paste it into any shell, line by line or whole.</p>
        <CopyButton value={script(steps)} label="Copy all" />
      </div>
      <CodeBlock label={`${name}: where it is`} code={firstLines()} />
      <ol className="space-y-4">
        {steps.map((step, index) => (
          <li key={step.title} className="space-y-2">
            <p>
              <span className="mr-2 text-ink-faint tabular-nums">{index + 1}.</span>
              {step.title}
            </p>
            <CodeBlock label={`${name} ${index + 1}: ${step.calls}`} code={step.code} />
          </li>
        ))}
      </ol>
    </>
  );
}
