import { Landmark } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import type { z } from "zod";
import { ActorName } from "@/components/actors/actor-name";
import { paths, recordHref } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { Money } from "@/components/money/money";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { TabLinks } from "@/components/ui/tab-links";
import type { PageOutput } from "@/lib/core/page";
import { type Chargeback as ChargebackSchema, listChargebackQueue } from "@/lib/domain/payments/chargeback-queue";
import { page } from "@/lib/surfaces/page";
import { orFirstPage } from "@/lib/surfaces/paging";
import { among, hrefOf, pagerOf, readParams, type SearchParams } from "../../_paging";

export const metadata: Metadata = { title: "Chargebacks", robots: { index: false } };

type Chargeback = z.output<typeof ChargebackSchema>;

const PAGE_SIZE = 25;
const STATUS = {
  inquiry: { label: "The bank asks", tone: "wait" },
  open: { label: "The bank decides", tone: "wait" },
  won: { label: "Won", tone: undefined },
  lost: { label: "Lost", tone: "loss" },
  closed: { label: "Came to nothing", tone: undefined },
} as const;

export default async function ChargebacksPage({ searchParams }: { searchParams: SearchParams }) {
  const said = await readParams(searchParams, ["status", "cursor", "page"]);
  const status = among(["open", "ended"] as const, said.status) ?? "open";
  const filters = { status: status === "open" ? undefined : status };
  const found = (await orFirstPage(
    page(listChargebackQueue, { status, limit: PAGE_SIZE, cursor: said.cursor }, paths.chargebacks),
    said.cursor,
    hrefOf(paths.chargebacks, filters),
  )) as PageOutput<Chargeback>;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Moderation", href: paths.moderation }]}
        title="Chargebacks"
        lede="Card payments that their payers contest with the bank, which decides."
      />
      <TabLinks
        label="Chargebacks"
        items={[
          {
            label: "Open",
            href: paths.chargebacks,
            current: status === "open",
            ...(status === "open" && { count: found.total }),
          },
          { label: "Ended", href: hrefOf(paths.chargebacks, { status: "ended" }), current: status === "ended" },
        ]}
      />
      <div className="mt-5">
        {found.items.length === 0 ? (
          <EmptyState
            icon={Landmark}
            title={status === "open" ? "No payment is contested" : "No chargeback has ended yet"}
          >
            {status === "open"
              ? "When a payer goes to the bank about a payment, it stands here."
              : "What a bank has decided will stand here."}
          </EmptyState>
        ) : (
          <>
            <h2 className="sr-only">Payments</h2>
            <Card as="section">
              <ul className="divide-y">
                {found.items.map((chargeback) => (
                  <Row key={chargeback.id} chargeback={chargeback} />
                ))}
              </ul>
            </Card>
            <Pager {...pagerOf(paths.chargebacks, filters, said, found, PAGE_SIZE)} />
          </>
        )}
      </div>
    </>
  );
}

function Row({ chargeback }: { chargeback: Chargeback }) {
  const { id, payer, taskId, taskTitle, status, amountCents, reservedCents, reason } = chargeback;
  const { evidenceDueAt, createdAt, endedAt } = chargeback;
  return (
    <li className="grid gap-x-8 gap-y-3 px-5 py-4 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <h3 className="font-medium text-base [overflow-wrap:anywhere]">
          {taskId ? (
            <Link href={`/gigs/${taskId}`} dir="auto" className="underline-offset-4 hover:underline">
              {taskTitle}
            </Link>
          ) : (
            "Credits"
          )}
        </h3>
        <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-ink-soft text-sm">
          <ActorName actor={payer} size="xs" href={recordHref(payer.id)} />
          <span>
            {endedAt ? "ended" : "contested"} <RelativeTime value={endedAt ?? createdAt} />
          </span>
          {!endedAt && evidenceDueAt ? (
            <span>
              the time to answer ends <RelativeTime value={evidenceDueAt} />
            </span>
          ) : null}
          {reservedCents ? (
            <span>
              <Money cents={reservedCents} /> set aside
            </span>
          ) : null}
          <span>{reason.replaceAll("_", " ")}</span>
          <span className="font-mono text-xs [overflow-wrap:anywhere]">{id}</span>
        </div>
      </div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 sm:flex-col sm:items-end sm:justify-start">
        <span className="font-semibold">
          <Money cents={amountCents} />
        </span>
        <Badge tone={STATUS[status].tone}>{STATUS[status].label}</Badge>
      </div>
    </li>
  );
}
