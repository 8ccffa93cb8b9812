import { clsx } from "clsx";
import type { ReactNode } from "react";

export type Tone = "neutral" | "accent" | "wait" | "loss";

const TONES: Record<Tone, string> = {
  neutral: "bg-sunken text-ink-soft",
  accent: "bg-accent-soft text-accent-ink",
  wait: "bg-wait-soft text-wait-ink",
  loss: "bg-loss-soft text-loss-ink",
};

const DOTS: Record<Tone, string> = { neutral: "bg-ink-faint", accent: "bg-accent", wait: "bg-wait", loss: "bg-loss" };

/** A short word about a thing. The word carries the meaning; the tone only helps the eye. */
export function Badge({
  tone = "neutral",
  dot = false,
  className,
  children,
}: {
  tone?: Tone;
  dot?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={clsx(
        "inline-flex h-6 shrink-0 items-center gap-1.5 whitespace-nowrap rounded-md px-2 font-medium text-xs [&_svg]:size-3.5",
        TONES[tone],
        className,
      )}
    >
      {dot ? <span aria-hidden className={clsx("size-1.5 rounded-full", DOTS[tone])} /> : null}
      {children}
    </span>
  );
}
