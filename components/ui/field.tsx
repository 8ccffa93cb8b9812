import { clsx } from "clsx";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { CharacterCount } from "./character-count";

export type FieldErrors = Record<string, string>;

export type FieldProps = {
  name: string;
  label: ReactNode;
  /** One line under the label: what is wanted, or what it is for. */
  hint?: ReactNode;
  /** Most characters; counted as one types. */
  limit?: number;
  /** Errors of the whole form, by field name. */
  errors?: FieldErrors;
  optional?: boolean;
  /** Whether the label says so; among filters, all of which may be left out, it would only be noise. */
  marked?: boolean;
  /** Defaults to the name; needed when a page has two fields of one name. */
  id?: string;
  className?: string;
};

/** What a control inside a field must carry to be labelled, described and announced. */
export type ControlProps = {
  id: string;
  name: string;
  required: boolean;
  maxLength: number | undefined;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

/** Takes a field's own properties out of a component's, leaving those of its control. */
export function splitField<P extends FieldProps>({
  name,
  label,
  hint,
  limit,
  errors,
  optional,
  marked,
  id,
  className,
  ...control
}: P) {
  return { field: { name, label, hint, limit, errors, optional, marked, id, className }, control };
}

/** A labelled control: label above, hint, live count, and its error beside it and announced. */
export function Field({
  name,
  label,
  hint,
  limit,
  errors,
  optional = false,
  marked = optional,
  id = name,
  className,
  children,
}: FieldProps & { children: (control: ControlProps) => ReactNode }) {
  const error = errors?.[name];
  const described = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div className={clsx("flex flex-col gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-4">
        <label htmlFor={id} className="font-medium text-sm">
          {label}
          {marked ? <span className="font-normal text-ink-faint"> · optional</span> : null}
        </label>
        {limit ? <CharacterCount control={id} limit={limit} /> : null}
      </div>
      {hint ? (
        <p id={`${id}-hint`} className="text-ink-soft text-sm">
          {hint}
        </p>
      ) : null}
      {children({
        id,
        name,
        required: !optional,
        maxLength: limit,
        "aria-describedby": described || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </div>
  );
}

/** An error under a control. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex items-start gap-1.5 text-loss-ink text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
