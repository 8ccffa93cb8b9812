import type { ComponentProps } from "react";
import { Field, type FieldProps, splitField } from "./field";
import { Textarea } from "./textarea";

/** A labelled text area. */
export function TextareaField(props: FieldProps & Omit<ComponentProps<"textarea">, keyof FieldProps>) {
  const { field, control } = splitField(props);
  return <Field {...field}>{(wiring) => <Textarea {...control} {...wiring} />}</Field>;
}
