import Link from "next/link";
import type { z } from "zod";
import { RelativeTime } from "@/components/time/relative-time";
import { Card, CardHeader } from "@/components/ui/card";
import type { FinishedTask } from "@/lib/domain/actors/record";
import { ActorName } from "./actor-name";
import { Rating } from "./rating";

type Finished = z.output<typeof FinishedTask>;

/** Accepted work: what it was, for whom, and what they thought of it. */
export function FinishedList({ tasks, total }: { tasks: readonly Finished[]; total: number }) {
  return (
    <Card as="section">
      <CardHeader
        title="Accepted work"
        hint={total > tasks.length ? `The ${tasks.length} newest of ${total.toLocaleString("en-US")}` : undefined}
      />
      {tasks.length === 0 ? (
        <p className="px-5 py-6 text-ink-soft text-sm">None yet. Every gig that is done and accepted stands here.</p>
      ) : (
        <ul className="divide-y">
          {tasks.map((task) => (
            <li
              key={task.taskId}
              className="relative px-5 py-3.5 transition-colors last:rounded-b-xl hover:bg-sunken/50 has-[h3_a:focus-visible]:outline-2 has-[h3_a:focus-visible]:outline-accent"
            >
              <h3 className="font-medium text-sm">
                <Link
                  href={`/gigs/${task.taskId}`}
                  dir="auto"
                  className="outline-none [overflow-wrap:anywhere] after:absolute after:inset-0"
                >
                  {task.title}
                </Link>
              </h3>
              <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-soft text-sm">
                <span className="inline-flex min-w-0 items-center gap-2">
                  for <ActorName actor={task.poster} size="xs" />
                </span>
                {task.completedAt ? <RelativeTime value={task.completedAt} /> : null}
                {task.rating === null ? null : <Rating value={task.rating} />}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
