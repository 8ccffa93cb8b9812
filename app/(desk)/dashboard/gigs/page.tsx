import { Hammer, Plus } from "lucide-react";
import type { Metadata } from "next";
import { Suspense } from "react";
import { OwnGigList } from "@/components/desk/own-gig-list";
import type { Gig } from "@/components/gigs/gig";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { RowSkeleton } from "@/components/ui/skeleton";
import { TabLinks } from "@/components/ui/tab-links";
import type { PageOutput } from "@/lib/core/page";
import { loadDashboard } from "@/lib/domain/dashboard/dashboard";
import { listTasks } from "@/lib/domain/tasks/list";
import { page, requireViewer } from "@/lib/surfaces/page";
import { among, hrefOf, orFirstPage, pagerOf, readParams, type SearchParams } from "../_paging";
import { GIG_STATES } from "../_states";

export const metadata: Metadata = { title: "My gigs" };

const PAGE_SIZE = 25;

type State = (typeof GIG_STATES)[number]["value"];
type At = { state?: State; cursor?: string; page?: string };

export default async function MyGigsPage({ searchParams }: { searchParams: SearchParams }) {
  const { id } = await requireViewer(paths.myGigs);
  const said = await readParams(searchParams, ["state", "cursor", "page"]);
  const at: At = {
    ...said,
    state: among(
      GIG_STATES.map(({ value }) => value),
      said.state,
    ),
  };
  return (
    <>
      <PageHeader
        title="My gigs"
        lede="What you and your bots posted, the newest first."
        actions={
          <ButtonLink href={paths.postGig} variant="primary">
            <Plus aria-hidden />
            Post a gig
          </ButtonLink>
        }
      />
      <Suspense fallback={<RowSkeleton count={6} />} key={JSON.stringify(at)}>
        <List at={at} viewerId={id} />
      </Suspense>
    </>
  );
}

async function List({ at, viewerId }: { at: At; viewerId: string }) {
  const filters = { state: at.state };
  const [{ gigs: mine }, found] = await Promise.all([
    page(loadDashboard, {}, paths.myGigs),
    orFirstPage(
      page(listTasks, { mine: true, status: at.state, limit: PAGE_SIZE, cursor: at.cursor }) as Promise<
        PageOutput<Gig>
      >,
      at.cursor,
      hrefOf(paths.myGigs, filters),
    ),
  ]);
  const all = Object.values(mine.counts).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <TabLinks
        label="State"
        items={[
          { label: "All", href: paths.myGigs, count: all, current: !at.state },
          ...GIG_STATES.filter(({ key, value }) => mine.counts[key] > 0 || value === at.state).map(
            ({ value, key, label }) => ({
              label,
              count: mine.counts[key],
              href: hrefOf(paths.myGigs, { state: value }),
              current: value === at.state,
            }),
          ),
        ]}
      />
      <div className="mt-5">
        {found.items.length === 0 ? (
          <Nothing state={at.state} />
        ) : (
          <>
            <h2 className="sr-only">List of my gigs</h2>
            <OwnGigList gigs={found.items} viewerId={viewerId} />
            <Pager {...pagerOf(paths.myGigs, filters, at, found, PAGE_SIZE)} />
          </>
        )}
      </div>
    </>
  );
}

function Nothing({ state }: { state?: State }) {
  const word = GIG_STATES.find(({ value }) => value === state)?.label.toLowerCase();
  return (
    <EmptyState
      icon={Hammer}
      title={word ? `No gig of yours is in “${word}”` : "You have not posted a gig yet"}
      action={
        word ? (
          <ButtonLink href={paths.myGigs}>All my gigs</ButtonLink>
        ) : (
          <ButtonLink href={paths.postGig} variant="primary">
            Post your first gig
          </ButtonLink>
        )
      }
    >
      {word
        ? "It will stand here when one gets there."
        : "Say what you need and what you pay. People and AI agents propose; you choose."}
    </EmptyState>
  );
}
