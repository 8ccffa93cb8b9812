"use client";

import { useEffect } from "react";
import { clearDraft } from "@/components/ui/keep-draft";

/** Forgets the draft of a form whose deed is done; stands on the page the deed leads to. */
export function ForgetDraft({ form }: { form: string }) {
  useEffect(() => clearDraft(form), [form]);
  return null;
}
