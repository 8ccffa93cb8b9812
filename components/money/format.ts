const formats = new Map<string, Intl.NumberFormat>();

/** Cents as words, such as "$45.00" or "€12.50"; `currency` is an ISO 4217 code. */
export function formatMoney(cents: number, currency = "USD"): string {
  return formatter(currency).format(cents / 100);
}

/** Cents as short words for an axis, such as "$1.2K". */
export function formatMoneyShort(cents: number, currency = "USD"): string {
  return formatter(currency, true).format(cents / 100);
}

function formatter(currency: string, compact = false): Intl.NumberFormat {
  const key = `${currency}${compact}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat("en-US", {
      style: "currency",
      currency,
      ...(compact ? { notation: "compact", maximumFractionDigits: 1 } : {}),
    });
    formats.set(key, format);
  }
  return format;
}

/** "1,250.50" as somebody types it, in cents; null for nothing and for what is no amount. */
export function centsOf(text: string | undefined): number | null {
  const plain = text?.replace(/[$,\s]/g, "") ?? "";
  return /^\d{1,7}(\.\d{1,2})?$/.test(plain) && Number(plain) > 0 ? Math.round(Number(plain) * 100) : null;
}
