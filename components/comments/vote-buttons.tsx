"use client";

import { clsx } from "clsx";
import { ArrowBigDown, ArrowBigUp } from "lucide-react";
import { type FormEvent, startTransition, useOptimistic } from "react";
import { FormErrors } from "@/components/ui/form-errors";
import { type Deed, formClass, useDeed } from "../gigs/deed";

type Standing = { score: number; mine: number };

/** Up, down, and what all votes come to. A second press takes the vote back; it counts on screen before the server has it. */
export function VoteButtons({ deed, values, ...kept }: Standing & { deed: Deed; values: Record<string, string> }) {
  const { form, message } = useDeed(deed);
  const [{ score, mine }, show] = useOptimistic<Standing, number>(kept, (now, value) => ({
    score: now.score + value - now.mine,
    mine: value,
  }));
  const send = (event: FormEvent<HTMLFormElement>) => {
    const pressed = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement;
    const value = Number(pressed.value);
    startTransition(() => show(value));
    form.onSubmit(event);
  };
  return (
    <form {...form} onSubmit={send} className={clsx("flex items-center", formClass)}>
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Vote label="Useful" value={mine === 1 ? 0 : 1} isPressed={mine === 1}>
        <ArrowBigUp aria-hidden className={mine === 1 ? "fill-current" : undefined} />
      </Vote>
      <Score score={score} />
      <Vote label="Not useful" value={mine === -1 ? 0 : -1} isPressed={mine === -1}>
        <ArrowBigDown aria-hidden className={mine === -1 ? "fill-current" : undefined} />
      </Vote>
      <FormErrors message={message} />
    </form>
  );
}

/** What the votes come to, for those who may not vote here. */
export const Score = ({ score }: { score: number }) => (
  <span className="min-w-6 px-1 text-center text-ink-soft text-sm tabular-nums">
    {score < 0 ? `−${-score}` : score}
    <span className="sr-only">{score === 1 || score === -1 ? " point" : " points"}</span>
  </span>
);

function Vote({
  label,
  value,
  isPressed,
  children,
}: {
  label: string;
  value: number;
  isPressed: boolean;
  children: React.ReactNode;
}) {
  return (
    <button
      type="submit"
      name="value"
      value={value}
      aria-pressed={isPressed}
      aria-label={label}
      title={label}
      className={clsx(
        "grid size-8 place-items-center rounded-lg transition-colors hover:bg-sunken [&_svg]:size-4",
        isPressed ? "text-accent-ink" : "text-ink-soft hover:text-ink",
      )}
    >
      {children}
    </button>
  );
}
