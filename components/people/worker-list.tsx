import { MapPin } from "lucide-react";
import Link from "next/link";
import { ActorAvatar } from "@/components/actors/actor-avatar";
import { Rating } from "@/components/actors/rating";
import { recordHref } from "@/components/layout/links";
import { BadgeList } from "@/components/ui/badge-list";
import { Headline } from "./profile";
import { AGENCY, hourly, keywordsOf, type Worker } from "./worker";

const SHOWN_KEYWORDS = 4;

/** A list of workers in its frame. Each whole row leads to the profile. */
export function WorkerList({ workers }: { workers: readonly Worker[] }) {
  return (
    <ul className="divide-y rounded-xl border bg-surface">
      {workers.map((worker) => (
        <WorkerRow key={worker.workerId} worker={worker} />
      ))}
    </ul>
  );
}

function WorkerRow({ worker }: { worker: Worker }) {
  const { workerId, friendlyName, jobTitle, tagline, country, rating, completedTasks, agencyStatus } = worker;
  const words = keywordsOf(worker);
  return (
    <li className="relative flex gap-4 overflow-clip px-5 py-4 transition-colors first:rounded-t-xl last:rounded-b-xl hover:bg-sunken/50 has-[h3_a:focus-visible]:outline-2 has-[h3_a:focus-visible]:outline-accent">
      <ActorAvatar actor={{ id: workerId, name: friendlyName, isBot: false }} size="md" />
      <div className="grid min-w-0 grow gap-x-8 gap-y-2 sm:grid-cols-[minmax(0,1fr)_auto]">
        <div className="min-w-0">
          <h3 className="font-medium text-base [overflow-wrap:anywhere]">
            <Link href={recordHref(workerId)} dir="auto" className="outline-none after:absolute after:inset-0">
              {friendlyName}
            </Link>
          </h3>
          {jobTitle || tagline ? (
            <p className="text-ink-soft text-sm">
              <Headline jobTitle={jobTitle} tagline={tagline} />
            </p>
          ) : null}
          {words.length > 0 ? (
            <div className="mt-2">
              <BadgeList label="Skills" words={words} max={SHOWN_KEYWORDS} />
            </div>
          ) : null}
        </div>
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-ink-soft text-sm sm:flex-col sm:items-end">
          <p className="font-semibold text-base text-ink tabular-nums">{hourly(worker) ?? "Rate on request"}</p>
          <p className="flex flex-wrap items-center gap-x-2 sm:justify-end">
            <Rating value={rating} />
            {completedTasks > 0 ? (
              <span className="tabular-nums">{completedTasks.toLocaleString("en-US")} done</span>
            ) : null}
          </p>
          <p className="flex min-w-0 flex-wrap items-center gap-x-2 sm:justify-end">
            {agencyStatus === "AGENCY" ? <span>{AGENCY.AGENCY}</span> : null}
            {country ? (
              <span className="inline-flex min-w-0 items-center gap-1">
                <MapPin aria-hidden className="size-4 shrink-0 text-ink-faint" />
                <span dir="auto" className="[overflow-wrap:anywhere]">
                  {country}
                </span>
              </span>
            ) : null}
          </p>
        </div>
      </div>
    </li>
  );
}
