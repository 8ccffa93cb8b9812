import { BadgeCheck } from "lucide-react";
import Link from "next/link";
import { ActorName } from "@/components/actors/actor-name";
import { formatMoney } from "@/components/money/format";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { labelOf } from "@/lib/domain/tasks/categories";
import { type Dataset, datasetHref, LICENSE_LABELS } from "./dataset";

/** A list of datasets in its frame. Each whole row leads to the dataset. */
export function DatasetList({ datasets }: { datasets: readonly Dataset[] }) {
  return (
    <ul className="divide-y rounded-xl border bg-surface">
      {datasets.map((dataset) => (
        <DatasetRow key={dataset.id} dataset={dataset} />
      ))}
    </ul>
  );
}

function DatasetRow({ dataset }: { dataset: Dataset }) {
  const { id, title, description, itemCount, responseCount, mode, priceCents, licenseType } = dataset;
  return (
    <li className="relative grid gap-x-8 gap-y-2 overflow-clip px-5 py-4 transition-colors first:rounded-t-xl last:rounded-b-xl hover:bg-sunken/50 has-[h3_a:focus-visible]:outline-2 has-[h3_a:focus-visible]:outline-accent sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h3 className="font-medium text-base [overflow-wrap:anywhere]">
          <Link href={datasetHref(id)} dir="auto" className="outline-none after:absolute after:inset-0">
            {title}
          </Link>
        </h3>
        <p dir="auto" className="mt-1 line-clamp-2 text-ink-soft text-sm [overflow-wrap:anywhere]">
          {description}
        </p>
        <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-soft text-sm">
          <ActorName actor={dataset.owner} size="xs" />
          <span>{labelOf(dataset.category)}</span>
          <span className="tabular-nums">
            {itemCount.toLocaleString("en-US")} {itemCount === 1 ? "item" : "items"} ·{" "}
            {responseCount.toLocaleString("en-US")} {responseCount === 1 ? "response" : "responses"}
          </span>
          <RelativeTime value={dataset.createdAt} />
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2 sm:flex-col sm:items-end sm:justify-start">
        <Price cents={priceCents} />
        <Badge>{LICENSE_LABELS[licenseType]}</Badge>
        <Standing dataset={dataset} />
        {mode === "survey" ? <Badge>Survey</Badge> : null}
      </div>
    </li>
  );
}

export const Price = ({ cents }: { cents: number }) => (
  <span className="font-semibold tabular-nums">{cents === 0 ? "Free" : formatMoney(cents)}</span>
);

/** What a dataset may call itself, and that an exclusive one is gone. */
export function Standing({ dataset: { verified, exclusiveAvailable, listed } }: { dataset: Dataset }) {
  return (
    <>
      {verified ? (
        <Badge tone="accent">
          <BadgeCheck aria-hidden />
          Consensus-verified
        </Badge>
      ) : null}
      {exclusiveAvailable === false ? <Badge tone="wait">Sold exclusively</Badge> : null}
      {listed ? null : <Badge tone="wait">Not listed</Badge>}
    </>
  );
}
