import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { controlClass } from "./input";

export type Option = { value: string; label: string; disabled?: boolean };

/** The platform's own select, dressed: it needs no script, and phones show their own wheel. */
export function Select({
  options,
  placeholder,
  className,
  ...props
}: ComponentProps<"select"> & { options: readonly Option[]; placeholder?: string }) {
  return (
    <span className={clsx("relative block", className)}>
      <select {...props} className={clsx(controlClass, "h-10 appearance-none text-ellipsis pr-9 pl-3")}>
        {placeholder === undefined ? null : <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-ink-faint"
      />
    </span>
  );
}
