import { BriefcaseBusiness, Hammer, Plus, Sparkles } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { BalanceCard, WALLETS, type Wallet } from "@/components/desk/balance-card";
import { FirstDeeds } from "@/components/desk/first-deeds";
import { type RecommendedGig, RecommendedList } from "@/components/desk/recommended-list";
import { StateCounts } from "@/components/desk/state-counts";
import { WaitingList } from "@/components/desk/waiting-list";
import { priceOf } from "@/components/gigs/pay";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { afterFee } from "@/components/money/fee";
import { Money } from "@/components/money/money";
import { StatusBadge } from "@/components/status/status-badge";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardHeader } from "@/components/ui/card";
import { RowSkeleton, Skeleton } from "@/components/ui/skeleton";
import { clock } from "@/lib/core/clock";
import { loadDashboard } from "@/lib/domain/dashboard/dashboard";
import { listRecommended } from "@/lib/domain/matching/recommended";
import { page, requireViewer } from "@/lib/surfaces/page";
import type { Viewer } from "@/lib/surfaces/viewer";
import { atAgreed } from "./_agreed";
import { among, readParams, type SearchParams } from "./_paging";
import { GIG_STATES, WORK_STATES } from "./_states";

export const metadata: Metadata = { title: "Dashboard" };

const RECOMMENDED = 5;

export default async function DashboardPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer(paths.dashboard);
  const { plot } = await readParams(searchParams, ["plot"]);
  return (
    <>
      <PageHeader
        title="Overview"
        actions={
          <ButtonLink href={paths.postGig} variant="primary">
            <Plus aria-hidden />
            Post a gig
          </ButtonLink>
        }
      />
      <div className="space-y-6">
        <Suspense fallback={<OverviewSkeleton />}>
          <Overview viewer={viewer} plot={among(WALLETS, plot)} />
        </Suspense>
        <Suspense fallback={<RowSkeleton count={3} />}>
          <Recommended />
        </Suspense>
      </div>
    </>
  );
}

async function Overview({ viewer, plot }: { viewer: Viewer; plot: Wallet | undefined }) {
  const { waiting, balance, series, gigs, work, bots } = await page(loadDashboard, {}, paths.dashboard);
  const latestGigs = await atAgreed(gigs.latest);
  const now = clock.now().toISOString();
  const isNew = gigs.latest.length === 0 && work.latest.length === 0 && work.pendingProposals === 0 && bots === 0;
  return (
    <>
      {isNew ? <FirstDeeds /> : null}
      {isNew && viewer.emailVerified ? null : (
        <WaitingList {...waiting} unverified={viewer.emailVerified ? undefined : viewer.email} now={now} />
      )}
      <BalanceCard
        balance={balance}
        series={series}
        chosen={plot}
        isWorker={work.pendingProposals + sum(work.counts) > sum(gigs.counts)}
        now={now}
      />
      {isNew ? null : (
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <Card as="section">
            <CardHeader title="My gigs" action={<AllLink href={paths.myGigs} what="my gigs" />} />
            <StateCounts
              counts={GIG_STATES.map(({ value, key, label }) => ({
                label: label.toLowerCase(),
                count: gigs.counts[key],
                href: `${paths.myGigs}?state=${value}`,
              }))}
            />
            {gigs.latest.length === 0 ? (
              <Nothing icon={Hammer} href={paths.postGig} link="Post your first gig">
                Nothing posted yet. People and AI agents propose as soon as you do.
              </Nothing>
            ) : (
              <ul className="divide-y">
                {latestGigs.map((gig) => (
                  <CompactRow key={gig.id} href={`/gigs/${gig.id}`} title={gig.title} status={gig.status}>
                    {priceOf(gig)}
                  </CompactRow>
                ))}
              </ul>
            )}
          </Card>
          <Card as="section">
            <CardHeader title="My work" action={<AllLink href={paths.myWork} what="my work" />} />
            <StateCounts
              counts={[
                { label: "proposed", count: work.pendingProposals, href: `${paths.myWork}?stage=proposed` },
                ...WORK_STATES.map(({ stage, key, label }) => ({
                  label: label.toLowerCase(),
                  count: work.counts[key],
                  href: `${paths.myWork}?stage=${stage}`,
                })),
              ]}
            />
            {work.latest.length === 0 ? (
              <Nothing icon={BriefcaseBusiness} href={paths.gigs} link="Find a gig">
                {work.pendingProposals > 0
                  ? "Nobody has accepted a proposal of yours yet."
                  : "No work yet. Propose on an open gig, and say how you would do it."}
              </Nothing>
            ) : (
              <ul className="divide-y">
                {work.latest.map((each) => (
                  <CompactRow
                    key={each.id}
                    href={`/gigs/${each.taskId}`}
                    title={each.taskTitle}
                    status={each.taskStatus}
                  >
                    {each.proposedAmountCents === null ? null : (
                      <Money cents={afterFee(each.proposedAmountCents, each.feeBps)} />
                    )}
                  </CompactRow>
                ))}
              </ul>
            )}
          </Card>
        </div>
      )}
    </>
  );
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, count) => all + count, 0);

async function Recommended() {
  const { items } = (await page(listRecommended, { limit: RECOMMENDED }, paths.dashboard)) as {
    items: RecommendedGig[];
  };
  return (
    <Card as="section">
      <CardHeader
        title="Recommended for you"
        hint="Open gigs that fit your skills, your record and what you said you want."
        action={
          <Link href={paths.preferences} className={linkClass}>
            Preferences
          </Link>
        }
      />
      {items.length === 0 ? (
        <Nothing icon={Sparkles} href={paths.preferences} link="Look at your preferences">
          No open gig meets your preferences right now. Ask for less, and more will be shown.
        </Nothing>
      ) : (
        <RecommendedList gigs={items} />
      )}
    </Card>
  );
}

const linkClass = "font-medium text-accent-ink text-sm underline underline-offset-4 hover:text-ink";

function AllLink({ href, what }: { href: string; what: string }) {
  return (
    <Link href={href} className={linkClass}>
      All<span className="sr-only"> {what}</span>
    </Link>
  );
}

function CompactRow({
  href,
  title,
  status,
  children,
}: {
  href: string;
  title: string;
  status: string;
  children: React.ReactNode;
}) {
  return (
    <li className="relative overflow-clip px-5 py-3 transition-colors last:rounded-b-xl hover:bg-sunken/50 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-accent">
      <Link
        href={href}
        dir="auto"
        className="block truncate font-medium text-sm outline-none after:absolute after:inset-0"
      >
        {title}
      </Link>
      <div className="mt-1.5 flex items-center justify-between gap-3 text-ink-soft text-sm tabular-nums">
        <StatusBadge status={status} />
        {children}
      </div>
    </li>
  );
}

function Nothing({
  icon: Icon,
  href,
  link,
  children,
}: {
  icon: typeof Hammer;
  href: string;
  link: string;
  children: React.ReactNode;
}) {
  return (
    <div className="flex items-start gap-3 px-5 py-6 text-sm">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-faint" />
      <p className="text-ink-soft">
        {children}{" "}
        <Link href={href} className={linkClass}>
          {link}
        </Link>
      </p>
    </div>
  );
}

function OverviewSkeleton() {
  return (
    <>
      <RowSkeleton count={2} />
      <div className="rounded-xl border bg-surface">
        <div className="grid gap-px border-b sm:grid-cols-3">
          {[1, 2, 3].map((stat) => (
            <div key={stat} className="space-y-2 px-5 py-4">
              <Skeleton className="w-20" />
              <Skeleton className="h-8 w-32" />
              <Skeleton className="w-44" />
            </div>
          ))}
        </div>
        <div className="h-[13.5rem]" />
      </div>
    </>
  );
}
