import { clsx } from "clsx";
import { formatMoney } from "./format";

/** An amount in integer cents with its currency. `signed` writes a plus before what comes in; what goes out has a true minus. */
export function Money({
  cents,
  currency = "USD",
  signed = false,
  muted = false,
  className,
}: {
  cents: number;
  currency?: string;
  signed?: boolean;
  muted?: boolean;
  className?: string;
}) {
  const sign = cents < 0 ? "−" : signed && cents > 0 ? "+" : "";
  return (
    <span
      className={clsx(
        "whitespace-nowrap tabular-nums",
        signed && cents > 0 && "text-accent-ink",
        muted && "text-ink-soft",
        className,
      )}
    >
      {sign}
      {formatMoney(Math.abs(cents), currency)}
    </span>
  );
}
