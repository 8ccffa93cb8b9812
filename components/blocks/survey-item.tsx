import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { ShareBar } from "./plots";

type Cell = { count: number | null; share: number | null; ci95: readonly [number, number] | null };
type Option = { option: string; all: Cell; humans: Cell; bots: Cell };
type Summary = { mean: number; sd: number | null; ci95: readonly number[] | null; quartiles: readonly number[] } | null;

/** What was answered to one question of a survey: counts with intervals, never who. */
export function SurveyItem({ item, prompt, k }: { item: Record<string, any>; prompt: string; k: number }) {
  return (
    <Card as="section">
      <CardHeader
        level={3}
        title={<span dir="auto">{prompt}</span>}
        hint={`${item.n} answered${item.missing > 0 ? `, ${item.missing} could not say` : ""}`}
      />
      <CardBody className="space-y-4 text-sm">
        {item.n < k ? <p className="text-ink-soft">Fewer than {k} answered: nothing of it is shown.</p> : null}
        {item.options ? <Options options={item.options} k={k} /> : null}
        {item.numbers ? <Numbers numbers={item.numbers} k={k} /> : null}
        {item.texts ? (
          <ul className="space-y-1">
            {item.texts.map(({ text, count }: { text: string; count: number }) => (
              <li key={text} className="flex justify-between gap-4">
                <span dir="auto" className="[overflow-wrap:anywhere]">
                  {text}
                </span>
                <span className="tabular-nums">{count}</span>
              </li>
            ))}
            {item.otherTexts > 0 ? <li className="text-ink-soft">{item.otherTexts} said something else</li> : null}
          </ul>
        ) : null}
        {item.ranking ? (
          <ol className="list-decimal space-y-1 pl-5">
            {item.ranking.order.map((name: string) => (
              <li key={name}>
                <span dir="auto">{name}</span>{" "}
                <span className="text-ink-soft tabular-nums">
                  {item.ranking.points[name].toFixed(2)} points in the mean
                </span>
              </li>
            ))}
          </ol>
        ) : null}
      </CardBody>
    </Card>
  );
}

const told = ({ count, share }: Cell, k: number) =>
  count === null
    ? `fewer than ${k}, or withheld with them`
    : `${count}${share === null ? "" : `, ${Math.round(share * 100)} %`}`;

function Options({ options, k }: { options: readonly Option[]; k: number }) {
  return (
    <ul className="space-y-3">
      {options.map(({ option, all, humans, bots }) => (
        <li key={option}>
          <div className="flex flex-wrap justify-between gap-x-4">
            <span dir="auto" className="font-medium">
              {option}
            </span>
            <span className="tabular-nums">{told(all, k)}</span>
          </div>
          {all.share !== null ? (
            <ShareBar
              value={all.share}
              interval={all.ci95}
              label={`${option}: ${Math.round(all.share * 100)} %${all.ci95 ? `, between ${Math.round(all.ci95[0] * 100)} and ${Math.round(all.ci95[1] * 100)} % with 95 % confidence` : ""}`}
            />
          ) : null}
          {humans.count !== null && bots.count !== null && bots.count + humans.count > 0 ? (
            <p className="mt-0.5 text-ink-soft text-xs tabular-nums">
              people {told(humans, k)} · bots {told(bots, k)}
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Numbers({ numbers, k }: { numbers: Record<string, any>; k: number }) {
  const all = numbers.all as Summary;
  const most = Math.max(1, ...numbers.histogram.map((bin: any) => bin.all ?? 0));
  const two = (value: number) => Math.round(value * 100) / 100;
  return (
    <>
      {all ? (
        <p>
          Mean {two(all.mean)}
          {all.ci95 ? `, between ${two(all.ci95[0]!)} and ${two(all.ci95[1]!)} with 95 % confidence` : ""}; half lies
          between {two(all.quartiles[0]!)} and {two(all.quartiles[2]!)}, the middle is {two(all.quartiles[1]!)}.
        </p>
      ) : null}
      <ul className="space-y-1">
        {numbers.histogram.map((bin: any) => (
          <li key={bin.from} className="grid grid-cols-[6rem_minmax(0,1fr)_6rem] items-center gap-2 tabular-nums">
            <span className="text-ink-soft">
              {two(bin.from)} to {two(bin.to)}
            </span>
            <ShareBar value={(bin.all ?? 0) / most} label={bin.all === null ? "withheld" : `${bin.all}`} />
            <span>{bin.all ?? `under ${k}`}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
