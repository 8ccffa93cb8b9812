/** Regions that have a name but are no country anybody lives in. */
const NO_COUNTRY = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "XK", "ZZ"]);
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Every country by its code and English name, in the order of the names. Which of them it pays, Stripe says. */
export const countries: { value: string; label: string }[] = (() => {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const found = [];
  for (const first of LETTERS)
    for (const second of LETTERS) {
      const value = first + second;
      const label = names.of(value);
      // Codes that are no more in use stand for today's: und-DD is und-DE.
      const isCurrent = Intl.getCanonicalLocales(`und-${value}`)[0] === `und-${value}`;
      if (label && isCurrent && !NO_COUNTRY.has(value)) found.push({ value, label });
    }
  return found.sort((a, b) => a.label.localeCompare(b.label, "en"));
})();
