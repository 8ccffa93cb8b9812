import { cn } from "./cn";

/** A grey bar where something will stand. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-4 animate-pulse rounded-md bg-sunken", className)} />;
}

function times(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function Loading() {
  return (
    <span role="status" className="sr-only">
      Loading
    </span>
  );
}

/** The shape of a list of rows, each with an avatar, two lines and an amount. */
export function RowSkeleton({ count = 6 }: { count?: number }) {
  return (
    <div className="divide-y rounded-xl border bg-surface">
      <Loading />
      {times(count).map((row) => (
        <div key={row} className="flex items-center gap-4 px-5 py-4">
          <Skeleton className="size-10 shrink-0 rounded-full" />
          <div className="grow space-y-2">
            <Skeleton className={row % 2 ? "w-2/5" : "w-3/5"} />
            <Skeleton className="h-3 w-1/4" />
          </div>
          <Skeleton className="w-16" />
        </div>
      ))}
    </div>
  );
}

/** The shape of a table. */
export function TableSkeleton({ columns = 4, rows = 6 }: { columns?: number; rows?: number }) {
  return (
    <div className="divide-y rounded-xl border bg-surface">
      <Loading />
      {times(rows).map((row) => (
        <div key={row} className="flex gap-6 px-5 py-4">
          {times(columns).map((column) => (
            <Skeleton key={column} className={column ? "w-1/6" : "grow"} />
          ))}
        </div>
      ))}
    </div>
  );
}
