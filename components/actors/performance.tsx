import { Stat, StatRow } from "@/components/ui/stat";

type PerformanceProps = {
  completed: number;
  acceptanceRate: number | null;
  onTimeRate: number | null;
  averageRating: number | null;
  ratings?: number;
  disputeRate: number | null;
};

const NONE = "–";
const percent = (share: number | null) => (share === null ? NONE : `${Math.round(share * 100)}%`);

/** What somebody's finished work says of them. A dash stands where there is nothing to judge by yet. */
export function Performance({
  completed,
  acceptanceRate,
  onTimeRate,
  averageRating,
  ratings,
  disputeRate,
}: PerformanceProps) {
  return (
    <StatRow>
      <Stat
        label="Work completed"
        value={completed.toLocaleString("en-US")}
        hint={completed === 1 ? "task" : "tasks"}
      />
      <Stat label="Accepted" value={percent(acceptanceRate)} hint="of what was reviewed" />
      <Stat label="On time" value={percent(onTimeRate)} hint="by the deadline" />
      <Stat
        label="Rating"
        value={averageRating === null ? NONE : averageRating.toFixed(1)}
        hint={
          averageRating === null
            ? "No ratings yet"
            : ratings === undefined
              ? "of 5"
              : `of 5, from ${ratings.toLocaleString("en-US")}`
        }
      />
      <Stat label="Disputed" value={percent(disputeRate)} hint="of what was completed" />
    </StatRow>
  );
}
