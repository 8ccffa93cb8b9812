export type Body = { [name: string]: any };

/** `a[b][0][c]=x` as Stripe's v1 reads it. Everything is text; `""` clears a field. */
export function parseForm(text: string): Body {
  const root: Body = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.replaceAll("]", "").split("[");
    if (path.some((part) => part === "__proto__")) continue;
    let at: Body = root;
    for (const [i, part] of path.entries()) {
      if (i === path.length - 1) at[part === "" ? Object.keys(at).length : part] = value;
      else {
        at[part] ??= {};
        at = at[part];
      }
    }
  }
  return listed(root);
}

/** Objects whose keys count up from zero are lists. */
function listed(value: any): any {
  if (value === null || typeof value !== "object") return value;
  const keys = Object.keys(value);
  for (const key of keys) value[key] = listed(value[key]);
  return keys.length > 0 && keys.every((key, i) => key === String(i)) ? keys.map((key) => value[key]) : value;
}

/** Text of a form as a whole number of cents, or undefined where nothing was sent. */
export const whole = (value: unknown): number | undefined => (value === undefined ? undefined : Number(value));
export const yes = (value: unknown): boolean => value === true || value === "true";
