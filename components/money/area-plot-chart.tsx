"use client";

import { useId } from "react";
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { AreaPlotProps, PlotPoint } from "./area-plot";
import { formatMoney, formatMoneyShort } from "./format";

const day = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric" });
const moment = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "short" });

const axis = { axisLine: false, tickLine: false, tick: { fill: "var(--ink-faint)", fontSize: 12 } };

/** The drawing of an AreaPlot; fetched apart, because the library is large. */
export function AreaPlotChart({ points, currency = "USD", height }: Omit<AreaPlotProps, "label">) {
  const fill = useId();
  const data = points.map((point) => ({ at: Date.parse(point.at), cents: point.cents }));
  return (
    <ResponsiveContainer width="100%" height={height}>
      <AreaChart data={data} accessibilityLayer={false} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
        <defs>
          <linearGradient id={fill} x1="0" y1="0" x2="0" y2="1">
            <stop offset="0%" stopColor="var(--accent)" stopOpacity={0.18} />
            <stop offset="100%" stopColor="var(--accent)" stopOpacity={0.01} />
          </linearGradient>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          {...axis}
          dataKey="at"
          height={24}
          type="number"
          scale="time"
          domain={["dataMin", "dataMax"]}
          minTickGap={48}
          tickFormatter={(at: number) => day.format(at)}
        />
        <YAxis {...axis} width={56} tickFormatter={(cents: number) => formatMoneyShort(cents, currency)} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--line-strong)", strokeDasharray: "3 3" }}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload as { at: number; cents: PlotPoint["cents"] } | undefined;
            if (!active || !point) return null;
            return (
              <div className="rounded-lg border bg-surface px-3 py-2 text-sm shadow-float">
                <p className="font-medium tabular-nums">{formatMoney(point.cents, currency)}</p>
                <p className="text-ink-soft">{moment.format(point.at)}</p>
              </div>
            );
          }}
        />
        <Area
          type="stepAfter"
          dataKey="cents"
          stroke="var(--accent)"
          strokeWidth={1.5}
          fill={`url(#${fill})`}
          isAnimationActive={false}
          activeDot={{ r: 4, fill: "var(--accent)", stroke: "var(--surface)", strokeWidth: 2 }}
        />
      </AreaChart>
    </ResponsiveContainer>
  );
}
