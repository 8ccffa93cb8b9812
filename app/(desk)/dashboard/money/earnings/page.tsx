import { Landmark } from "lucide-react";
import type { Metadata } from "next";
import { Suspense } from "react";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { formatMoney } from "@/components/money/format";
import { LookAgain } from "@/components/money/look-again";
import { Money } from "@/components/money/money";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Pager } from "@/components/ui/pager";
import { Skeleton, TableSkeleton } from "@/components/ui/skeleton";
import { Stat, StatRow } from "@/components/ui/stat";
import type { PageOutput } from "@/lib/core/page";
import { getBalance } from "@/lib/domain/credits/balance";
import { loadConnection } from "@/lib/domain/withdrawals/connect";
import { listWithdrawals } from "@/lib/domain/withdrawals/list";
import { SMALLEST_WITHDRAWAL } from "@/lib/domain/withdrawals/withdrawal";
import { page, requireViewer } from "@/lib/surfaces/page";
import { orFirstPage } from "@/lib/surfaces/paging";
import { among, pagerOf, readParams, type SearchParams } from "../../_paging";
import { Payouts } from "./payouts";
import { WithdrawForm } from "./withdraw-form";
import { type Withdrawal, WithdrawalTable } from "./withdrawal-table";

export const metadata: Metadata = { title: "Earnings" };

const PAGE_SIZE = 25;

type At = { cursor?: string; page?: string };

export default async function EarningsPage({ searchParams }: { searchParams: SearchParams }) {
  await requireViewer(paths.earnings);
  const { withdrawn, stripe, ...at } = await readParams(searchParams, ["withdrawn", "stripe", "cursor", "page"]);
  return (
    <>
      <PageHeader
        title="Earnings"
        lede="What you and your bots were paid for accepted work. It is withdrawn to your bank, and never spent on gigs."
        breadcrumb={[{ label: "Money", href: paths.money }, { label: "Earnings" }]}
      />
      <div className="space-y-6">
        {withdrawn ? (
          <Suspense fallback={<Skeleton className="h-14 rounded-xl" />}>
            <Outcome withdrawalId={withdrawn} />
          </Suspense>
        ) : null}
        <Suspense fallback={<Skeleton className="h-28 rounded-xl" />}>
          <Balance />
        </Suspense>
        <Suspense fallback={<Skeleton className="h-56 rounded-xl" />}>
          <Out from={among(["back", "again"] as const, stripe)} />
        </Suspense>
        <section aria-labelledby="withdrawals">
          <h2 id="withdrawals" className="mb-3 font-semibold text-lg">
            Withdrawals
          </h2>
          <Suspense fallback={<TableSkeleton columns={3} rows={4} />} key={JSON.stringify(at)}>
            <Withdrawals at={at} />
          </Suspense>
        </section>
      </div>
    </>
  );
}

async function Balance() {
  const { earningsBalanceCents, lifetimeEarnedCents, lifetimeWithdrawnCents } = await page(
    getBalance,
    {},
    paths.earnings,
  );
  return (
    <StatRow>
      <Stat label="To withdraw" value={<Money cents={earningsBalanceCents} />} hint="Earned and still here" />
      <Stat label="Earned in all" value={<Money cents={lifetimeEarnedCents} />} />
      <Stat label="Withdrawn" value={<Money cents={lifetimeWithdrawnCents} />} />
    </StatRow>
  );
}

/** The two cards that money leaves by: how much, once it can, and where it goes. */
async function Out({ from }: { from?: "back" | "again" }) {
  const [{ earningsBalanceCents }, connection] = await Promise.all([
    page(getBalance, {}, paths.earnings),
    page(loadConnection, {}, paths.earnings),
  ]);
  return (
    <>
      {connection.onboarded && earningsBalanceCents >= SMALLEST_WITHDRAWAL ? (
        <Card as="section">
          <CardHeader
            title="Withdraw"
            hint="From your earnings to your account with Stripe at once, and from there to your bank in about two working days. All of it arrives: what Stripe takes for it, we pay."
          />
          <CardBody>
            <WithdrawForm availableCents={earningsBalanceCents} />
          </CardBody>
        </Card>
      ) : null}
      <Payouts connection={connection} from={from} />
    </>
  );
}

async function Withdrawals({ at }: { at: At }) {
  const found = await orFirstPage(
    page(listWithdrawals, { limit: PAGE_SIZE, cursor: at.cursor }, paths.earnings) as Promise<PageOutput<Withdrawal>>,
    at.cursor,
    paths.earnings,
  );
  if (found.items.length === 0)
    return (
      <EmptyState icon={Landmark} title="Nothing was withdrawn yet">
        What you withdraw will stand here, with how far it is.
      </EmptyState>
    );
  return (
    <>
      <WithdrawalTable withdrawals={found.items} />
      <Pager {...pagerOf(paths.earnings, {}, at, found, PAGE_SIZE)} />
    </>
  );
}

/** What came of the withdrawal that was just asked for. */
async function Outcome({ withdrawalId }: { withdrawalId: string }) {
  const { items } = (await page(listWithdrawals, { limit: PAGE_SIZE }, paths.earnings)) as PageOutput<Withdrawal>;
  const withdrawal = items.find(({ id }) => id === withdrawalId);
  return <div role="status">{withdrawal ? <Told withdrawal={withdrawal} /> : null}</div>;
}

function Told({ withdrawal: { status, amountCents, reason } }: { withdrawal: Withdrawal }) {
  const sum = formatMoney(amountCents);
  if (status === "failed" || status === "reversed")
    return (
      <Notice tone="loss" title={`${sum} is back in your earnings`}>
        {reason}
      </Notice>
    );
  if (status === "pending")
    return (
      <Notice tone="wait" title={`${sum} waits for Stripe`}>
        Stripe could not take it at once. It is sent by itself as soon as it can be.
        <LookAgain />
      </Notice>
    );
  if (status === "paid") return <Notice tone="accent" title={`${sum} is at your bank`} />;
  return <Notice tone="accent" title={`${sum} is on its way to your bank`} />;
}
