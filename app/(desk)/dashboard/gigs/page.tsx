import { Hammer, Plus } from "lucide-react";
import type { Metadata } from "next";
import { Suspense } from "react";
import { OwnGigList } from "@/components/desk/own-gig-list";
import type { Gig } from "@/components/gigs/gig";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { RowSkeleton } from "@/components/ui/skeleton";
import type { PageOutput } from "@/lib/core/page";
import { loadDashboard } from "@/lib/domain/dashboard/dashboard";
import { listTasks } from "@/lib/domain/tasks/list";
import { page, requireViewer } from "@/lib/surfaces/page";
import { orFirstPage } from "@/lib/surfaces/paging";
import { atAgreed } from "../_agreed";
import { among, hrefOf, readParams, type SearchParams } from "../_paging";
import { PAGE_SIZE, StagedList } from "../_staged-list";
import { GIG_STATES } from "../_states";

export const metadata: Metadata = { title: "My gigs" };

type State = (typeof GIG_STATES)[number]["value"];
type At = { stage?: State; cursor?: string; page?: string };

export default async function MyGigsPage({ searchParams }: { searchParams: SearchParams }) {
  const { id } = await requireViewer(paths.myGigs);
  const said = await readParams(searchParams, ["state", "cursor", "page"]);
  const states = GIG_STATES.map(({ value }) => value);
  const at: At = { stage: among(states, said.state), cursor: said.cursor, page: said.page };
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
  const [{ gigs: mine }, found] = await Promise.all([
    page(loadDashboard, {}, paths.myGigs),
    orFirstPage(
      page(listTasks, { mine: true, status: at.stage, limit: PAGE_SIZE, cursor: at.cursor }) as Promise<
        PageOutput<Gig>
      >,
      at.cursor,
      hrefOf(paths.myGigs, { state: at.stage }),
    ),
  ]);
  return (
    <StagedList
      path={paths.myGigs}
      param="state"
      stages={GIG_STATES.map(({ value, key, label }) => ({ value, label, count: mine.counts[key] }))}
      at={at}
      found={found}
      heading="List of my gigs"
      nothing={<Nothing state={at.stage} />}
    >
      <OwnGigList gigs={await atAgreed(found.items)} viewerId={viewerId} />
    </StagedList>
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
