import Link from "next/link";
import { ActorName } from "@/components/actors/actor-name";
import { formatMoney } from "@/components/money/format";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { labelOf } from "@/lib/domain/tasks/categories";
import type { Block } from "./block";
import { STATUS_LABELS, TYPE_LABELS } from "./facts";

/** A list of block tasks in its frame. Each whole row leads to the block. */
export function BlockList({ blocks }: { blocks: readonly Block[] }) {
  return (
    <ul className="divide-y rounded-xl border bg-surface">
      {blocks.map((block) => (
        <BlockRow key={block.id} block={block} />
      ))}
    </ul>
  );
}

function BlockRow({ block }: { block: Block }) {
  const left = block.workerCount - block.responseCount;
  return (
    <li className="relative grid gap-x-8 gap-y-2 overflow-clip px-5 py-4 transition-colors first:rounded-t-xl last:rounded-b-xl hover:bg-sunken/50 has-[h3_a:focus-visible]:outline-2 has-[h3_a:focus-visible]:outline-accent sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h3 className="font-medium text-base [overflow-wrap:anywhere]">
          <Link href={`/blocks/${block.id}`} dir="auto" className="outline-none after:absolute after:inset-0">
            {block.title}
          </Link>
        </h3>
        <p dir="auto" className="mt-1 line-clamp-2 text-ink-soft text-sm [overflow-wrap:anywhere]">
          {block.description}
        </p>
        <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-soft text-sm">
          <ActorName actor={block.poster} size="xs" />
          <span>{labelOf(block.category)}</span>
          <span className="tabular-nums">
            {block.itemCount.toLocaleString("en-US")} × {TYPE_LABELS[block.responseType]}
          </span>
          <RelativeTime value={block.createdAt} />
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2 sm:flex-col sm:items-end sm:justify-start">
        <span className="font-semibold tabular-nums">{formatMoney(block.budgetPerWorkerCents)}</span>
        {block.status === "open" ? (
          <span className="text-ink-soft text-sm tabular-nums">
            {left} of {block.workerCount} places left
          </span>
        ) : (
          <Badge>{STATUS_LABELS[block.status]}</Badge>
        )}
        {block.mode === "survey" ? <Badge>Survey</Badge> : null}
      </div>
    </li>
  );
}
