import { Scale } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ActorName } from "@/components/actors/actor-name";
import type { Dispute } from "@/components/disputes/dispute";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { Money } from "@/components/money/money";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { TabLinks } from "@/components/ui/tab-links";
import type { PageOutput } from "@/lib/core/page";
import { HELD_AT_MOST_DAYS } from "@/lib/domain/disputes/dispute";
import { listDisputeQueue } from "@/lib/domain/disputes/list";
import { page } from "@/lib/surfaces/page";
import { orFirstPage } from "@/lib/surfaces/paging";
import { among, hrefOf, pagerOf, readParams, type SearchParams } from "../_paging";

export const metadata: Metadata = { title: "Moderation", robots: { index: false } };

const PAGE_SIZE = 25;
const ENDINGS = {
  open: "",
  decided: "Decided",
  accepted: "Accepted",
  conceded: "Withdrawn",
  charged_back: "Taken back by the bank",
};

export default async function ModerationPage({ searchParams }: { searchParams: SearchParams }) {
  const said = await readParams(searchParams, ["status", "cursor", "page"]);
  const status = among(["open", "ended"] as const, said.status) ?? "open";
  const filters = { status: status === "open" ? undefined : status };
  const found = (await orFirstPage(
    page(listDisputeQueue, { status, limit: PAGE_SIZE, cursor: said.cursor }, paths.moderation),
    said.cursor,
    hrefOf(paths.moderation, filters),
  )) as PageOutput<Dispute>;
  return (
    <>
      <PageHeader
        title="Moderation"
        lede="Disputes between posters and workers. What is held waits for a decision."
        actions={
          <>
            <ButtonLink href={paths.blockContests}>Block payouts</ButtonLink>
            <ButtonLink href={paths.chargebacks}>Chargebacks</ButtonLink>
          </>
        }
      />
      <TabLinks
        label="Disputes"
        items={[
          {
            label: "Open",
            href: paths.moderation,
            current: status === "open",
            ...(status === "open" && { count: found.total }),
          },
          { label: "Ended", href: hrefOf(paths.moderation, { status: "ended" }), current: status === "ended" },
        ]}
      />
      <div className="mt-5">
        {found.items.length === 0 ? (
          <EmptyState
            icon={Scale}
            title={status === "open" ? "Nothing waits for a decision" : "No dispute has ended yet"}
          >
            {status === "open"
              ? "When poster and worker do not agree, it stands here."
              : "Decided ones will stand here."}
          </EmptyState>
        ) : (
          <>
            <h2 className="sr-only">Disputes</h2>
            <Card as="section">
              <ul className="divide-y">
                {found.items.map((dispute) => (
                  <Row key={dispute.id} dispute={dispute} />
                ))}
              </ul>
            </Card>
            <Pager {...pagerOf(paths.moderation, filters, said, found, PAGE_SIZE)} />
          </>
        )}
      </div>
    </>
  );
}

function Row({ dispute }: { dispute: Dispute }) {
  const {
    id,
    taskTitle,
    poster,
    worker,
    status,
    statementCount,
    heldCents,
    isOverdue,
    bankDecides,
    createdAt,
    endedAt,
  } = dispute;
  return (
    <li className="relative grid gap-x-8 gap-y-3 overflow-clip px-5 py-4 transition-colors first:rounded-t-xl last:rounded-b-xl hover:bg-sunken/50 has-[h3_a:focus-visible]:outline-2 has-[h3_a:focus-visible]:outline-accent sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h3 className="font-medium text-base [overflow-wrap:anywhere]">
          <Link href={`${paths.moderation}/${id}`} dir="auto" className="outline-none after:absolute after:inset-0">
            {taskTitle}
          </Link>
        </h3>
        <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-ink-soft text-sm">
          <ActorName actor={poster} size="xs" />
          <span>against</span>
          <ActorName actor={worker} size="xs" />
          <span>
            {endedAt ? "ended" : "opened"} <RelativeTime value={endedAt ?? createdAt} />
          </span>
          <span>{statementCount === 1 ? "1 statement" : `${statementCount} statements`}</span>
        </div>
      </div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 sm:flex-col sm:items-end sm:justify-start">
        <span className="font-semibold">{heldCents === null ? "No money held" : <Money cents={heldCents} />}</span>
        {status === "open" ? (
          bankDecides ? (
            <Badge tone="wait">The bank decides</Badge>
          ) : isOverdue ? (
            <Badge tone="loss">Held for {HELD_AT_MOST_DAYS} days</Badge>
          ) : null
        ) : (
          <Badge>{ENDINGS[status]}</Badge>
        )}
      </div>
    </li>
  );
}
