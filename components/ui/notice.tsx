import { clsx } from "clsx";
import { CircleAlert, CircleCheck, Clock, Info } from "lucide-react";
import type { ReactNode } from "react";
import type { Tone } from "./badge";

const TONES: Record<Tone, string> = {
  neutral: "border-line bg-sunken/60 [&>svg]:text-ink-soft",
  accent: "border-accent/25 bg-accent-soft/60 [&>svg]:text-accent",
  wait: "border-wait/40 bg-wait-soft/60 [&>svg]:text-wait-ink",
  loss: "border-loss/30 bg-loss-soft/60 [&>svg]:text-loss-ink",
};

const ICONS = { neutral: Info, accent: CircleCheck, wait: Clock, loss: CircleAlert };

/** Something to know before going on, in place. */
export function Notice({
  tone = "neutral",
  title,
  action,
  children,
}: {
  tone?: Tone;
  title?: ReactNode;
  action?: ReactNode;
  children?: ReactNode;
}) {
  const Icon = ICONS[tone];
  return (
    <div className={clsx("flex items-start gap-3 rounded-xl border px-4 py-3 text-sm", TONES[tone])}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      {/* On a phone the action stands under the text, which would be a sliver beside it. */}
      <div className="flex min-w-0 grow flex-col items-start gap-x-3 gap-y-2 sm:flex-row">
        <div className="min-w-0 grow">
          {title ? <p className="font-medium">{title}</p> : null}
          {children ? <div className={title ? "mt-0.5 text-ink-soft" : undefined}>{children}</div> : null}
        </div>
        {action}
      </div>
    </div>
  );
}
