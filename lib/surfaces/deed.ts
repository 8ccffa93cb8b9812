import "server-only";
import { redirect } from "next/navigation";
import type { Operation, Shape } from "@/lib/core/operation";
import { act } from "./action";
import { signInUrl } from "./page";

/** What a deed's form gets back when it was refused: a sentence for the whole, and what is wrong with which field. */
export type DeedState = {
  /** The refusal's code. */
  code?: string;
  message?: string;
  fields: Record<string, string>;
  /** What was typed, to stand there again where the page is drawn anew. */
  typed?: Record<string, unknown>;
};

/**
 * Runs an operation for a form's server action. Done, it leads to `to`; whoever is signed out meanwhile is sent to sign in
 * and then to `back`; a refusal is answered for the form to show.
 */
export async function perform<I extends Shape, O extends Shape>(
  op: Operation<I, O>,
  input: Record<string, unknown>,
  { to, back }: { to: string | ((data: any) => string | Promise<string>); back: string },
): Promise<DeedState> {
  const outcome = await act(op, input);
  if (outcome.ok) redirect(typeof to === "string" ? to : await to(outcome.data));
  if (outcome.code === "UNAUTHENTICATED") redirect(signInUrl(back));
  const fields = Object.entries(outcome.fields).map(([name, text]) => [name, capitalised(text)] as const);
  return { code: outcome.code, message: outcome.message, fields: Object.fromEntries(fields) };
}

/** Beside its field a message needs no subject, and begins like a sentence. */
const capitalised = (text: string) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
