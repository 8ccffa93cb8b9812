import "server-only";
import type { z } from "zod";
import { Refusal } from "@/lib/core/errors";
import { sentence } from "@/lib/core/invalid";
import type { Operation, Shape } from "@/lib/core/operation";
import { run } from "@/lib/core/run";
import { log } from "@/lib/log";
import { viewerActor } from "./viewer";

/** What a form gets back: the answer, or a sentence and what is wrong with which field. */
export type Outcome<T> =
  | { ok: true; data: T }
  | { ok: false; code: string; message: string; fields: Record<string, string>; extra: Record<string, unknown> };

/** Runs an operation from a server action, as whoever is signed in. Refusals come back as values for the form to show. */
export async function act<I extends Shape, O extends Shape>(
  op: Operation<I, O>,
  input: Record<string, unknown>,
): Promise<Outcome<z.output<z.ZodObject<O>>>> {
  try {
    return { ok: true, data: await run(op, await viewerActor(), input) };
  } catch (error) {
    if (error instanceof Refusal) {
      // What is wrong within a list is said of the list, and of its very field for forms that show one.
      const fields = Object.fromEntries(
        (error.details ?? []).flatMap(({ path, message }) =>
          [path.split(".")[0]!, path].map((name) => [name, sentence([{ path: "", message }], "camel")]),
        ),
      );
      return { ok: false, code: error.code, message: error.message, fields, extra: error.extra };
    }
    log.error({ operation: op.name, error }, "unexpected error in a server action");
    return {
      ok: false,
      code: "INTERNAL",
      message: "Something went wrong on our side. Try again.",
      fields: {},
      extra: {},
    };
  }
}

/** A form's fields as an operation's input: empty ones are left out, repeated ones become lists. */
export function fieldsOf(form: FormData): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const key of new Set(form.keys())) {
    if (key.startsWith("$ACTION")) continue;
    const values = form.getAll(key).filter((value) => typeof value === "string" && value !== "");
    if (values.length > 0) out[key] = values.length === 1 ? values[0] : values;
  }
  return out;
}
