import type { ComponentProps } from "react";
import { Field, type FieldProps, splitField } from "./field";
import { type Option, Select } from "./select";

type SelectFieldProps = FieldProps &
  Omit<ComponentProps<"select">, keyof FieldProps> & {
    options: readonly Option[];
    placeholder?: string;
  };

/** A labelled select. */
export function SelectField(props: SelectFieldProps) {
  const { field, control } = splitField(props);
  return <Field {...field}>{({ maxLength: _, ...wiring }) => <Select {...control} {...wiring} />}</Field>;
}
