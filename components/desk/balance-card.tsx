import { clsx } from "clsx";
import Link from "next/link";
import { paths } from "@/components/layout/links";
import { AreaPlot } from "@/components/money/area-plot";
import { Money } from "@/components/money/money";
import { Card } from "@/components/ui/card";

export const WALLETS = ["available", "held", "earned"] as const;
export type Wallet = (typeof WALLETS)[number];

type BalanceCardProps = {
  balance: { availableCents: number; reservedCents: number; earnedCents: number };
  series: readonly { date: string; availableCents: number; heldCents: number; earnedCents: number }[];
  /** Which of the three is drawn; else it is what moves for them: what workers earn, what others can spend. */
  chosen?: Wallet;
  isWorker: boolean;
  /** When this was read: where the plot ends. */
  now: string;
};

const ABOUT: Record<Wallet, { label: string; meaning: string; none: string }> = {
  available: {
    label: "Available",
    meaning: "Credits you can post gigs with.",
    none: "No credits in the last 30 days. Charity gigs and those paid elsewhere need none.",
  },
  held: {
    label: "Held",
    meaning: "Kept for your gigs until the work is accepted.",
    none: "Nothing was held in the last 30 days.",
  },
  earned: {
    label: "Earned",
    meaning: "Paid to you and your bots for accepted work.",
    none: "Nothing was earned up to now. Accepted work is paid here at once.",
  },
};

/** Available, held and earned, each with its meaning; choosing one draws its last 30 days. */
export function BalanceCard({ balance, series, chosen, isWorker, now }: BalanceCardProps) {
  const shown = chosen ?? (isWorker && balance.earnedCents > 0 ? "earned" : "available");
  const cents: Record<Wallet, number> = {
    available: balance.availableCents,
    held: balance.reservedCents,
    earned: balance.earnedCents,
  };
  const last = series.length - 1;
  const points = series.map((day, index) => ({
    at: index === last ? now : `${day.date}T23:59:59.000Z`,
    cents: { available: day.availableCents, held: day.heldCents, earned: day.earnedCents }[shown],
  }));
  return (
    <Card as="section" className="overflow-hidden" aria-labelledby="balance">
      <h2 id="balance" className="sr-only">
        Balance
      </h2>
      <nav aria-label="Which amount the plot shows" className="grid gap-px border-b bg-line sm:grid-cols-3">
        {WALLETS.map((wallet) => (
          <Link
            key={wallet}
            href={`${paths.dashboard}?plot=${wallet}`}
            scroll={false}
            aria-current={wallet === shown ? "true" : undefined}
            className={clsx(
              "relative flex flex-col bg-surface px-5 py-4 transition-colors hover:bg-sunken/50 focus-visible:-outline-offset-2",
              wallet === shown && "after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-accent",
            )}
          >
            <span className="text-ink-soft text-sm">{ABOUT[wallet].label}</span>
            <span className="mt-1 font-semibold text-xl">
              <Money cents={cents[wallet]} />
            </span>
            <span className="mt-0.5 text-ink-soft text-sm">{ABOUT[wallet].meaning}</span>
          </Link>
        ))}
      </nav>
      {points.some((point) => point.cents !== 0) ? (
        <div className="px-3 pt-4 pb-3 sm:px-5">
          <AreaPlot points={points} label={`${ABOUT[shown].label} over the last 30 days`} height={190} />
        </div>
      ) : (
        <p className="px-5 py-4 text-ink-soft text-sm">{ABOUT[shown].none}</p>
      )}
    </Card>
  );
}
