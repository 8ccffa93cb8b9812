import type { FieldErrors } from "./field";
import { Notice } from "./notice";

/** What went wrong with a form as a whole, at its top; each named field also shows its own error. */
export function FormErrors({ message, errors }: { message?: string | null; errors?: FieldErrors }) {
  const count = Object.keys(errors ?? {}).length;
  const text =
    message ??
    (count === 0 ? null : count === 1 ? "One field needs another look." : `${count} fields need another look.`);
  return <div role="alert">{text ? <Notice tone="loss">{text}</Notice> : null}</div>;
}
