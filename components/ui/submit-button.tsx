"use client";

import { useFormStatus } from "react-dom";
import { Button, type ButtonProps } from "./button";

/** The deed of a form. It is busy while its form is being sent; its words say the deed and the sum. */
export function SubmitButton({
  busyLabel,
  children,
  variant = "primary",
  ...props
}: Omit<ButtonProps, "type" | "busy" | "asChild"> & { busyLabel?: string }) {
  const { pending } = useFormStatus();
  return (
    <Button {...props} type="submit" variant={variant} wraps busy={pending}>
      {pending && busyLabel ? busyLabel : children}
    </Button>
  );
}
