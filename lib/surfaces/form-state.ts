import type { Outcome } from "./action";

/** What a form shows after it was sent: what is wrong with which field, what was typed, or that it is done. */
export type FormState = {
  message: string | null;
  errors: Record<string, string>;
  /** What was typed, to stand there again. Never a password. */
  values: Record<string, string>;
  /** The sentence that says it is done. */
  done: string | null;
};

export const UNSENT: FormState = { message: null, errors: {}, values: {}, done: null };

const isSecret = (name: string) => name.startsWith("$") || /password|token/i.test(name);

const typed = (form: FormData) =>
  Object.fromEntries([...form].filter(([name, value]) => typeof value === "string" && !isSecret(name))) as Record<
    string,
    string
  >;

const asSentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The state after a refusal. Where it names fields, they say it themselves. */
export function refused({ message, fields }: Extract<Outcome<unknown>, { ok: false }>, form: FormData): FormState {
  const errors = Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, asSentence(text)]));
  return {
    message: Object.keys(errors).length > 0 ? null : asSentence(message),
    errors,
    values: typed(form),
    done: null,
  };
}

export const finished = (done: string): FormState => ({ ...UNSENT, done });
