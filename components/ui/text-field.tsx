import type { ComponentProps, ReactNode } from "react";
import { Field, type FieldProps, splitField } from "./field";
import { Input } from "./input";

type TextFieldProps = FieldProps &
  Omit<ComponentProps<"input">, keyof FieldProps | "prefix"> & {
    /** Shown inside the box before the text, such as a currency sign. */
    prefix?: ReactNode;
    /** Shown inside the box after the text, such as a unit. */
    suffix?: ReactNode;
  };

/** A labelled one-line input. */
export function TextField({ prefix, suffix, ...props }: TextFieldProps) {
  const { field, control } = splitField(props);
  return (
    <Field {...field}>
      {(wiring) => (
        <span className="relative block">
          {prefix ? (
            <span
              aria-hidden
              className="pointer-events-none absolute inset-y-0 left-3 flex items-center text-ink-soft text-sm"
            >
              {prefix}
            </span>
          ) : null}
          <Input {...control} {...wiring} className={prefix ? "pl-7" : suffix ? "pr-16" : undefined} />
          {suffix ? (
            <span
              aria-hidden
              className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-ink-soft text-sm"
            >
              {suffix}
            </span>
          ) : null}
        </span>
      )}
    </Field>
  );
}
