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
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { TabLinks } from "@/components/ui/tab-links";
import type { PageOutput } from "@/lib/core/page";
import {
  type Chargeback as ChargebackSchema,
  type FraudWarning,
  listChargebackQueue,
  listFraudWarnings,
} from "@/lib/domain/payments/chargeback-queue";
import { page } from "@/lib/surfaces/page";
import { among, hrefOf, orFirstPage, pagerOf, readParams, type SearchParams } from "../../_paging";
import { reasonOf, STATUS } from "./_words";

export const metadata: Metadata = { title: "Chargebacks", robots: { index: false } };

type Chargeback = z.output<typeof ChargebackSchema>;
type Warning = z.output<typeof FraudWarning>;

const PAGE_SIZE = 25;
const TABS = ["open", "ended", "warned"] as const;

export default async function ChargebacksPage({ searchParams }: { searchParams: SearchParams }) {
  const said = await readParams(searchParams, ["status", "cursor", "page"]);
  const status = among(TABS, said.status) ?? "open";
  const filters = { status: status === "open" ? undefined : status };
  const asked = { limit: PAGE_SIZE, cursor: said.cursor };
  const found = (await orFirstPage(
    status === "warned"
      ? page(listFraudWarnings, asked, paths.chargebacks)
      : page(listChargebackQueue, { status, ...asked }, paths.chargebacks),
    said.cursor,
    hrefOf(paths.chargebacks, filters),
  )) as PageOutput<Chargeback | Warning>;
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
          {
            label: "Reported as fraud",
            href: hrefOf(paths.chargebacks, { status: "warned" }),
            current: status === "warned",
          },
        ]}
      />
      <div className="mt-5">
        {found.items.length === 0 ? (
          <EmptyState icon={Landmark} title={EMPTY[status].title}>
            {EMPTY[status].text}
          </EmptyState>
        ) : (
          <>
            <h2 className="sr-only">Payments</h2>
            <Card as="section">
              <ul className="divide-y">
                {found.items.map((each) =>
                  "refundedCents" in each ? (
                    <Warned key={each.id} warning={each} />
                  ) : (
                    <Row key={each.id} chargeback={each} />
                  ),
                )}
              </ul>
            </Card>
            <Pager {...pagerOf(paths.chargebacks, filters, said, found, PAGE_SIZE)} />
          </>
        )}
      </div>
    </>
  );
}

const EMPTY = {
  open: { title: "No payment is contested", text: "When a payer goes to the bank about a payment, it stands here." },
  ended: { title: "No chargeback has ended yet", text: "What a bank has decided will stand here." },
  warned: {
    title: "No bank has warned of fraud",
    text: "A payment that a card's bank reports as fraud, before anybody contests it, stands here.",
  },
};

/** What was paid for: the gig, or credits. */
function PaidFor({ taskId, taskTitle }: Pick<Chargeback, "taskId" | "taskTitle">) {
  return (
    <h3 className="font-medium text-base [overflow-wrap:anywhere]">
      {taskId ? (
        <Link href={`/gigs/${taskId}`} dir="auto" className="underline-offset-4 hover:underline">
          {taskTitle}
        </Link>
      ) : (
        "Credits"
      )}
    </h3>
  );
}

function Warned({ warning }: { warning: Warning }) {
  const { id, payer, amountCents, refundedCents, reason, createdAt } = warning;
  return (
    <li className="grid gap-x-8 gap-y-3 px-5 py-4 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <PaidFor {...warning} />
        <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-ink-soft text-sm">
          <ActorName actor={payer} size="xs" href={recordHref(payer.id)} />
          <span>
            reported <RelativeTime value={createdAt} />
          </span>
          <span>{reasonOf(reason)}</span>
          <span className="font-mono text-xs [overflow-wrap:anywhere]">{id}</span>
        </div>
      </div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 sm:flex-col sm:items-end sm:justify-start">
        <span className="font-semibold">
          <Money cents={amountCents} />
        </span>
        {refundedCents > 0 ? (
          <Badge>
            <Money cents={refundedCents} /> went back
          </Badge>
        ) : (
          <Badge tone="wait">Nothing went back</Badge>
        )}
      </div>
    </li>
  );
}

function Row({ chargeback }: { chargeback: Chargeback }) {
  const { id, payer, status, amountCents, reservedCents, reason } = chargeback;
  const { evidenceDueAt, answeredAt, createdAt, endedAt } = chargeback;
  return (
    <li className="grid gap-x-8 gap-y-3 px-5 py-4 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <PaidFor {...chargeback} />
        <div className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 text-ink-soft text-sm">
          <ActorName actor={payer} size="xs" href={recordHref(payer.id)} />
          <span>
            {endedAt ? "ended" : "contested"} <RelativeTime value={endedAt ?? createdAt} />
          </span>
          {answeredAt ? (
            <span>
              answered <RelativeTime value={answeredAt} />
            </span>
          ) : !endedAt && evidenceDueAt ? (
            <span>
              the time to answer ends <RelativeTime value={evidenceDueAt} />
            </span>
          ) : null}
          {reservedCents ? (
            <span>
              <Money cents={reservedCents} /> set aside
            </span>
          ) : null}
          <span>{reasonOf(reason)}</span>
          <span className="font-mono text-xs [overflow-wrap:anywhere]">{id}</span>
        </div>
      </div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 sm:flex-col sm:items-end sm:justify-start">
        <span className="font-semibold">
          <Money cents={amountCents} />
        </span>
        <Badge tone={STATUS[status].tone}>{STATUS[status].label}</Badge>
        <ButtonLink href={`${paths.chargebacks}/${id}`} size="sm" className="sm:mt-1">
          {endedAt || answeredAt ? "See the answer" : "Answer the bank"}
        </ButtonLink>
      </div>
    </li>
  );
}
