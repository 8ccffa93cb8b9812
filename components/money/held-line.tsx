import { clsx } from "clsx";
import { Check, Lock, PackageCheck, TriangleAlert, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import type { Actor } from "@/components/actors/actor";
import { RelativeTime } from "@/components/time/relative-time";
import { formatMoney } from "./format";

export type HeldState = "held" | "delivered" | "released" | "returned" | "disputed";

type Party = Pick<Actor, "name" | "isBot">;
type Time = Date | string | number;

type HeldLineProps = {
  /** What is held, in cents. */
  cents: number;
  currency?: string;
  state: HeldState;
  payer?: Party;
  payee?: Party;
  /** What came out at the end, in cents; both may be set where a payment was split. */
  releasedCents?: number;
  returnedCents?: number;
  feeCents?: number;
  heldAt?: Time | null;
  deliveredAt?: Time | null;
  settledAt?: Time | null;
};

type Station = {
  label: string;
  detail: ReactNode;
  at?: Time | null;
  phase: "done" | "now" | "next" | "lost";
  icon: typeof Lock;
  square: boolean;
};

/**
 * A held payment as a line with stations: held, delivered, then released or returned. The ends take the shape of who
 * stands there: round for a person, square for a bot.
 */
export function HeldLine(props: HeldLineProps) {
  const stations = toStations(props);
  return (
    <ol className="grid grid-cols-3">
      {stations.map((station, index) => (
        <li
          key={station.label}
          aria-current={station.phase === "now" ? "step" : undefined}
          className={clsx("relative flex min-w-0 flex-col", index < 2 && "pr-3")}
        >
          {index < 2 ? (
            <span
              aria-hidden
              className={clsx(
                "absolute top-4 right-1.5 left-[2.375rem] border-t-2",
                isReached(stations[index + 1]!) ? lineColor(stations[index + 1]!) : "border-line border-dashed",
              )}
            />
          ) : null}
          <span
            aria-hidden
            className={clsx(
              "relative grid size-8 place-items-center border",
              station.square ? "rounded-lg" : "rounded-full",
              MARKS[station.phase],
            )}
          >
            <station.icon className="size-4" />
          </span>
          <span className={clsx("mt-2.5 font-medium text-sm", station.phase === "next" && "text-ink-soft")}>
            {station.label}
          </span>
          <span className="text-ink-soft text-sm tabular-nums [overflow-wrap:anywhere]">{station.detail}</span>
          {station.at ? (
            <span className="text-ink-faint text-sm">
              <RelativeTime value={station.at} />
            </span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

const MARKS = {
  done: "border-accent bg-accent text-on-accent",
  now: "border-wait bg-wait-soft text-wait-ink",
  next: "border-line-strong/70 border-dashed bg-surface text-ink-faint",
  lost: "border-loss bg-loss-soft text-loss-ink",
};

/** A sum that never breaks, and whose it is: of a long name as much as fits beside the other stations. */
function Sum({ amount, way, party }: { amount: string; way: string; party?: Party }) {
  return (
    <>
      <span className="whitespace-nowrap">{amount}</span>
      {party ? (
        <>
          {` ${way} `}
          <span dir="auto" className="max-sm:line-clamp-2" title={party.name}>
            {party.name}
          </span>
        </>
      ) : null}
    </>
  );
}

function isReached(station: Station): boolean {
  return station.phase !== "next";
}

function lineColor(station: Station): string {
  return station.phase === "done" ? "border-accent" : station.phase === "lost" ? "border-loss" : "border-wait";
}

function toStations(props: HeldLineProps): [Station, Station, Station] {
  const { state, cents, currency, payer, payee } = props;
  const amount = formatMoney(cents, currency);
  const settled = state === "released" || state === "returned";
  const delivered = state === "delivered" || state === "released" || state === "disputed" || Boolean(props.deliveredAt);

  const held: Station = {
    label: "Held",
    detail: <Sum amount={amount} way="from" party={payer} />,
    at: props.heldAt,
    phase: state === "held" ? "now" : "done",
    icon: Lock,
    square: payer?.isBot ?? false,
  };
  const middle: Station = {
    label: state === "disputed" ? "Disputed" : "Delivered",
    detail:
      state === "disputed"
        ? "Stays held until decided"
        : state === "delivered"
          ? "Waits for review"
          : settled && !delivered
            ? "Nothing delivered"
            : "",
    at: props.deliveredAt,
    phase: state === "disputed" ? "lost" : state === "delivered" ? "now" : delivered ? "done" : "next",
    icon: state === "disputed" ? TriangleAlert : PackageCheck,
    square: payee?.isBot ?? false,
  };
  return [held, middle, toEnd(props)];
}

function toEnd({ state, cents, currency, payer, payee, ...props }: HeldLineProps): Station {
  const returned = state === "returned";
  const back = <Sum amount={formatMoney(props.returnedCents ?? cents, currency)} way="back to" party={payer} />;
  const sum = formatMoney(props.releasedCents ?? cents - (props.feeCents ?? 0), currency);
  const paid = (
    <>
      <Sum amount={sum} way="to" party={payee} />
      {props.feeCents ? <span className="block">{formatMoney(props.feeCents, currency)} fee</span> : null}
    </>
  );
  const split = props.releasedCents && props.returnedCents;
  return {
    label: returned ? "Returned" : "Released",
    detail: split ? (
      <>
        <span className="block">{paid}</span>
        <span className="block">{back}</span>
      </>
    ) : returned ? (
      back
    ) : state === "released" ? (
      paid
    ) : payee ? (
      paid
    ) : (
      "On acceptance"
    ),
    at: props.settledAt,
    phase: state === "released" || returned ? "done" : "next",
    icon: returned ? Undo2 : Check,
    square: (returned ? payer?.isBot : payee?.isBot) ?? false,
  };
}
