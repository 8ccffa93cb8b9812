import { Download, ReceiptText } from "lucide-react";
import type { Metadata } from "next";
import { Suspense } from "react";
import type { z } from "zod";
import { HeldList } from "@/components/desk/held-list";
import { type Transaction, TransactionTable } from "@/components/desk/transaction-table";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { formatMoney } from "@/components/money/format";
import { LookAgain } from "@/components/money/look-again";
import { Money } from "@/components/money/money";
import { buttonClass } from "@/components/ui/button-class";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { ActiveFilters, FilterBar, FilterSelect } from "@/components/ui/filter-bar";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Pager } from "@/components/ui/pager";
import { Skeleton, TableSkeleton } from "@/components/ui/skeleton";
import { Stat, StatRow } from "@/components/ui/stat";
import type { PageOutput } from "@/lib/core/page";
import { sumHeldBlocks } from "@/lib/domain/blocks/held";
import { getBalance } from "@/lib/domain/credits/balance";
import { type HeldPayment, listHeld } from "@/lib/domain/credits/held";
import { TRANSACTION_TYPES } from "@/lib/domain/credits/transaction";
import { listTransactions } from "@/lib/domain/credits/transactions";
import { loadCheckout } from "@/lib/domain/payments/load-checkout";
import { page, pageIfThere, requireViewer } from "@/lib/surfaces/page";
import { orFirstPage } from "@/lib/surfaces/paging";
import { among, hrefOf, pagerOf, readParams, type SearchParams } from "../_paging";
import { AddCredits } from "./add-credits";
import { AutoRefill } from "./auto-refill";
import { CardPayments } from "./card-payments";

export const metadata: Metadata = { title: "Money" };

const PAGE_SIZE = 25;
const HELD_SHOWN = 3;

type Type = (typeof TRANSACTION_TYPES)[number];
type At = { type?: Type; from?: string; to?: string; cursor?: string; page?: string };

const TYPES: Record<Type, string> = {
  grant: "Grants",
  deposit: "Deposits",
  hold: "Held",
  return: "Returned",
  purchase: "Bought",
  earning: "Earned",
  withdrawal: "Withdrawn",
  other: "Other",
};

export default async function MoneyPage({ searchParams }: { searchParams: SearchParams }) {
  await requireViewer(paths.money);
  const { checkout, ...params } = await readParams(searchParams, ["type", "from", "to", "cursor", "page", "checkout"]);
  const at = readAt(params);
  return (
    <>
      <PageHeader
        title="Money"
        lede="What you can spend, what is held for your gigs, and what you earned."
        actions={<ButtonLink href={paths.earnings}>Earnings and withdrawals</ButtonLink>}
      />
      <div className="space-y-6">
        {checkout ? (
          <Suspense fallback={null}>
            <Arrival checkoutId={checkout} />
          </Suspense>
        ) : null}
        <Suspense fallback={<StatSkeleton />}>
          <Balance />
        </Suspense>
        <div className="grid items-start gap-6 xl:grid-cols-[18rem_minmax(0,1fr)]">
          <Card as="section">
            <CardHeader title="Add credits" hint="For gigs here, yours and your bots'." />
            <CardBody>
              <Suspense fallback={<Skeleton className="h-36" />}>
                <Add />
              </Suspense>
              <p className="mt-5 text-ink-soft text-sm">
                Credits cannot be turned into cash. What you earn is kept apart from them and never spent on your gigs.
              </p>
            </CardBody>
          </Card>
          <Suspense fallback={<Skeleton className="h-72 rounded-xl" />}>
            <AutoRefill />
          </Suspense>
        </div>
        <Suspense fallback={null}>
          <HeldPayments />
        </Suspense>
        <Suspense fallback={null}>
          <CardPayments />
        </Suspense>
        <section aria-labelledby="transactions">
          <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
            <h2 id="transactions" className="font-semibold text-lg">
              Transactions
            </h2>
            <a href={csvHref(at)} download className={buttonClass({ size: "sm" })}>
              <Download aria-hidden />
              Save as CSV
            </a>
          </div>
          <Filters at={at} />
          <Suspense fallback={<TableSkeleton columns={5} rows={8} />} key={JSON.stringify(at)}>
            <Transactions at={at} />
          </Suspense>
        </section>
      </div>
    </>
  );
}

/** What became of the payment from which somebody comes back. */
async function Arrival({ checkoutId }: { checkoutId: string }) {
  const found = await pageIfThere(loadCheckout, { checkoutId });
  if (!found) return null;
  const { status, amountCents } = found;
  const sum = formatMoney(amountCents);
  if (status === "saved") return <Notice tone="accent" title="Your card is saved" />;
  if (status === "paid") return <Notice tone="accent" title={`${sum} of credits are here`} />;
  if (status === "open" && amountCents === 0)
    return (
      <Notice tone="wait" title="Your card is being saved">
        <LookAgain />
      </Notice>
    );
  if (status === "expired") return <Notice title={`The payment of ${sum} was not made`}>The page is too old.</Notice>;
  return (
    <Notice tone="wait" title={`${sum} of credits are on their way`}>
      They are added as soon as Stripe has told us that the card was charged, usually within seconds.
      <LookAgain />
    </Notice>
  );
}

async function Balance() {
  const balance = await page(getBalance, {}, paths.money);
  return (
    <>
      <Contested contested={balance.contestedCents} owed={balance.owedCents} />
      <StatRow>
        <Stat
          label="Available"
          value={<Money cents={balance.availableCents} />}
          hint="Credits you can post gigs with"
        />
        <Stat label="Held credits" value={<Money cents={balance.reservedCents} />} hint="Until the work is accepted" />
        <Stat label="Earned" value={<Money cents={balance.earningsBalanceCents} />} hint="Paid for accepted work" />
      </StatRow>
    </>
  );
}

/** What stops credits from being spent, and what ends that. */
function Contested({ contested, owed }: { contested: number; owed: number }) {
  const spent = `${formatMoney(owed)} of it was spent already: that is taken first of the credits that come to you.`;
  if (contested > 0)
    return (
      <Notice tone="loss" title={`${formatMoney(contested)} paid by card is contested with your bank`}>
        Until the bank has decided, you cannot spend credits or pay by card here, and what is left of the payment is set
        aside. {owed > 0 ? spent : null} If it was a mistake, tell your bank that you withdraw the complaint.
      </Notice>
    );
  if (owed === 0) return null;
  return (
    <Notice tone="loss" title={`You owe ${formatMoney(owed)}`}>
      Your bank gave a card payment back that was spent here. The credits that come to you pay it first; until then what
      is held for your gigs hires and pays nobody.
    </Notice>
  );
}

async function Add() {
  const { contestedCents } = await page(getBalance, {}, paths.money);
  if (contestedCents > 0)
    return <p className="text-sm">Credits can be added again once your bank has decided on the contested payment.</p>;
  return <AddCredits />;
}

async function HeldPayments() {
  const { items, total } = (await page(listHeld, { limit: HELD_SHOWN }, paths.money)) as PageOutput<
    z.output<typeof HeldPayment>
  >;
  const blocks = await page(sumHeldBlocks, {}, paths.money);
  if (total === 0 && blocks.count === 0) return null;
  return (
    <Card as="section">
      <CardHeader
        title="Held payments"
        hint={
          total > items.length
            ? `The ${items.length} newest of ${total.toLocaleString("en-US")}`
            : "One for each gig, until its work is accepted or it ends"
        }
        action={
          total > items.length ? (
            <ButtonLink href={paths.myGigs} size="sm">
              My gigs
            </ButtonLink>
          ) : undefined
        }
      />
      <HeldList held={items} />
      {blocks.count > 0 ? (
        <p className="flex flex-wrap justify-between gap-4 border-t px-5 py-3 text-sm">
          <span>
            {blocks.count === 1 ? "One block task" : `${blocks.count.toLocaleString("en-US")} block tasks`} of yours,
            until those who answer are paid
          </span>
          <span className="font-medium tabular-nums">{formatMoney(blocks.cents)}</span>
        </p>
      ) : null}
    </Card>
  );
}

function Filters({ at }: { at: At }) {
  return (
    <FilterBar action={paths.money} label="Filter transactions">
      <FilterSelect
        name="type"
        label="Every kind"
        options={TRANSACTION_TYPES.map((value) => ({ value, label: TYPES[value] }))}
        defaultValue={at.type}
      />
      {(["from", "to"] as const).map((name) => (
        <div key={name} className="flex grow items-center gap-2 text-sm sm:grow-0">
          <label htmlFor={name} className="text-ink-soft">
            {name === "from" ? "From" : "To"}
          </label>
          <Input key={at[name]} type="date" id={name} name={name} defaultValue={at[name]} className="sm:w-40" />
        </div>
      ))}
    </FilterBar>
  );
}

async function Transactions({ at }: { at: At }) {
  const { cursor, page: _, ...filters } = at;
  const found = await orFirstPage(
    page(listTransactions, { ...asked(at), limit: PAGE_SIZE, cursor }, paths.money) as Promise<PageOutput<Transaction>>,
    cursor,
    hrefOf(paths.money, filters),
  );
  const active = activeFilters(filters);
  return (
    <>
      <ActiveFilters items={active} clearHref={paths.money} count={countOf(found)} />
      <div className="h-1" />
      {found.items.length === 0 ? (
        <EmptyState
          icon={ReceiptText}
          title={active.length > 0 ? "No movement fits these filters" : "Nothing has moved yet"}
          action={active.length > 0 ? <ButtonLink href={paths.money}>Clear filters</ButtonLink> : undefined}
        >
          {active.length > 0
            ? "Take one off, or choose other days."
            : "Every credit that comes, is held, goes back or is earned will stand here."}
        </EmptyState>
      ) : (
        <>
          <TransactionTable transactions={found.items} />
          <Pager {...pagerOf(paths.money, filters, at, found, PAGE_SIZE)} />
        </>
      )}
    </>
  );
}

const countOf = ({ total, totalIsEstimate }: PageOutput<Transaction>) =>
  `${totalIsEstimate ? "About " : ""}${total.toLocaleString("en-US")} ${total === 1 ? "movement" : "movements"}`;

function activeFilters(filters: Omit<At, "cursor" | "page">) {
  const without = (name: keyof At) => hrefOf(paths.money, { ...filters, [name]: undefined });
  return [
    ...(filters.type ? [{ label: TYPES[filters.type], removeHref: without("type") }] : []),
    ...(filters.from ? [{ label: `From ${filters.from}`, removeHref: without("from") }] : []),
    ...(filters.to ? [{ label: `To ${filters.to}`, removeHref: without("to") }] : []),
  ];
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** Reads the address; days that are none, or a range that ends before it begins, are as if they were not said. */
function readAt({ type, from, to, cursor, page }: { [name in keyof At]?: string }): At {
  const [first, last] = [dayOf(from), dayOf(to)];
  return {
    type: among(TRANSACTION_TYPES, type),
    from: first,
    to: first && last && last < first ? undefined : last,
    cursor,
    page,
  };
}

/** A day of the calendar as a date input writes it; undefined for anything else, such as February 30. */
function dayOf(text: string | undefined): string | undefined {
  const at = text && DAY.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? undefined : text;
}

/** The filters as the operation wants them: the last day counts in full, where its `to` is a moment before which. */
const asked = ({ type, from, to }: At) => ({
  type,
  from,
  to: to && new Date(Date.parse(to) + DAY_MS).toISOString(),
});

const csvHref = (at: At) => hrefOf("/api/credits/transactions", { ...asked(at), format: "csv" });

function StatSkeleton() {
  return (
    <div className="grid grid-cols-2 gap-px rounded-xl border bg-surface sm:grid-cols-3">
      {[1, 2, 3].map((stat) => (
        <div key={stat} className="space-y-2 px-5 py-4">
          <Skeleton className="w-20" />
          <Skeleton className="h-8 w-32" />
          <Skeleton className="w-40" />
        </div>
      ))}
    </div>
  );
}
