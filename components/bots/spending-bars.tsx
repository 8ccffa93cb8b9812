import { formatMoney } from "@/components/money/format";
import { Money } from "@/components/money/money";
import { RelativeTime } from "@/components/time/relative-time";
import { Progress } from "@/components/ui/progress";

type Amount = { limitCents: number | null; spentCents: number; resetsAt: string };

/** Four fifths of a limit: from here on it is shown as nearly used up. */
const NEARLY = 0.8;

/** What a bot spent today, this week and this month, against its limits. */
export function SpendingBars({ daily, weekly, monthly }: { daily: Amount; weekly: Amount; monthly: Amount }) {
  return (
    <div className="space-y-5">
      <Bar label="Today" {...daily} />
      <Bar label="This week" {...weekly} />
      <Bar label="This month" {...monthly} />
    </div>
  );
}

function Bar({ label, limitCents, spentCents, resetsAt }: Amount & { label: string }) {
  if (limitCents === null)
    return (
      <p className="flex items-baseline justify-between gap-4 text-sm">
        <span className="text-ink-soft">{label}</span>
        <span className="tabular-nums">
          <Money cents={spentCents} /> <span className="text-ink-soft">without a limit</span>
        </span>
      </p>
    );
  return (
    <div className="space-y-1">
      <Progress
        label={label}
        value={spentCents}
        max={limitCents}
        tone={spentCents >= limitCents * NEARLY ? "wait" : "accent"}
        detail={`${formatMoney(spentCents)} of ${formatMoney(limitCents)}`}
      />
      <p className="text-ink-soft text-sm">
        Starts anew <RelativeTime value={resetsAt} />
      </p>
    </div>
  );
}
