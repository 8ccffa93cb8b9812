import type { ComponentProps, ReactNode } from "react";
import { FieldError, type FieldErrors } from "./field";

type CheckboxProps = Omit<ComponentProps<"input">, "type"> & {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  errors?: FieldErrors;
};

/** A native checkbox with its label on the right. */
export function Checkbox({ name, label, hint, errors, id = name, className, ...props }: CheckboxProps) {
  const error = errors?.[name];
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={className}>
      <div className="flex items-start gap-3">
        <input
          {...props}
          type="checkbox"
          id={id}
          name={name}
          aria-describedby={described || undefined}
          aria-invalid={error ? true : undefined}
          className="mt-0.5 size-5 shrink-0 rounded accent-accent"
        />
        <div className="text-sm">
          <label htmlFor={id} className="leading-6">
            {label}
          </label>
          {hint ? (
            <p id={`${id}-hint`} className="text-ink-soft">
              {hint}
            </p>
          ) : null}
          {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
        </div>
      </div>
    </div>
  );
}
