/** What is wrong with each field, written as a sentence of its own. */
export const asSentences = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [name, text.charAt(0).toUpperCase() + text.slice(1)]),
  );
