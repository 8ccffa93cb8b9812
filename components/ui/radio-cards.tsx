import { clsx } from "clsx";
import type { ReactNode } from "react";
import { FieldError, type FieldErrors } from "./field";

export type RadioCard = { value: string; label: ReactNode; hint?: ReactNode; icon?: ReactNode; disabled?: boolean };

type RadioCardsProps = {
  name: string;
  legend: ReactNode;
  hint?: ReactNode;
  options: readonly RadioCard[];
  defaultValue?: string;
  columns?: 1 | 2 | 3;
  errors?: FieldErrors;
};

const COLUMNS = { 1: "", 2: "sm:grid-cols-2", 3: "sm:grid-cols-3" };

/** One of a few, each with a sentence of its own. Native radios: arrows move between them. */
export function RadioCards({ name, legend, hint, options, defaultValue, columns = 2, errors }: RadioCardsProps) {
  const error = errors?.[name];
  const described = [hint ? `${name}-hint` : "", error ? `${name}-error` : ""].filter(Boolean).join(" ");
  return (
    <fieldset aria-describedby={described || undefined} className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 font-medium text-sm">{legend}</legend>
      {hint ? (
        <p id={`${name}-hint`} className="-mt-1.5 text-ink-soft text-sm">
          {hint}
        </p>
      ) : null}
      <div className={clsx("grid gap-2", COLUMNS[columns])}>
        {options.map((option) => (
          <label
            key={option.value}
            className="relative flex gap-3 rounded-xl border border-line-strong/60 bg-surface p-4 text-sm transition-colors hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft/50 has-focus-visible:outline-2 has-focus-visible:outline-accent has-disabled:opacity-55"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              defaultChecked={option.value === defaultValue}
              disabled={option.disabled}
              className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
            />
            <span className="min-w-0 grow">
              <span className="block font-medium">{option.label}</span>
              {option.hint ? <span className="mt-0.5 block text-ink-soft">{option.hint}</span> : null}
            </span>
            {option.icon ? (
              <span aria-hidden className="text-ink-faint [&_svg]:size-5">
                {option.icon}
              </span>
            ) : null}
          </label>
        ))}
      </div>
      {error ? <FieldError id={`${name}-error`}>{error}</FieldError> : null}
    </fieldset>
  );
}
