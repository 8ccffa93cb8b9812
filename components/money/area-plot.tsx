"use client";

import dynamic from "next/dynamic";
import { formatMoney } from "./format";

export type PlotPoint = { /** ISO 8601 */ at: string; cents: number };

export type AreaPlotProps = {
  points: readonly PlotPoint[];
  /** What is drawn, such as "Balance over 30 days". */
  label: string;
  currency?: string;
  height?: number;
};

const Chart = dynamic(() => import("./area-plot-chart").then((module) => module.AreaPlotChart), {
  ssr: false,
  loading: () => null,
});

/** An amount over time. The same figures stand in a table for those who do not see the drawing. */
export function AreaPlot({ points, label, currency = "USD", height = 220 }: AreaPlotProps) {
  return (
    <figure>
      <figcaption className="sr-only">{label}</figcaption>
      <div aria-hidden style={{ height }}>
        <Chart points={points} currency={currency} height={height} />
      </div>
      <table className="sr-only">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Amount</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.at}>
              <td>{point.at.slice(0, 10)}</td>
              <td>{formatMoney(point.cents, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
