import { SearchX, UserPen } from "lucide-react";
import type { Metadata } from "next";
import { Container } from "@/components/layout/container";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import type { SearchParams } from "@/components/people/address";
import {
  activeWorkerFilters,
  isReversed,
  readWorkerFilters,
  type Worker,
  type WorkerFilters,
  workersHref,
} from "@/components/people/worker";
import { WorkerFilterBar } from "@/components/people/worker-filter-bar";
import { WorkerList } from "@/components/people/worker-list";
import { ButtonLink } from "@/components/ui/button-link";
import { countOf } from "@/components/ui/count";
import { EmptyState } from "@/components/ui/empty-state";
import { ActiveFilters } from "@/components/ui/filter-bar";
import { Pager } from "@/components/ui/pager";
import type { PageOutput } from "@/lib/core/page";
import { listWorkers } from "@/lib/domain/people/workers";
import { page } from "@/lib/surfaces/page";
import { orFirstPage, pagerAt } from "@/lib/surfaces/paging";
import { LEDE } from "./lede";

const PAGE_SIZE = 25;

type Props = { searchParams: Promise<SearchParams> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const filters = readWorkerFilters(await searchParams);
  return {
    title: filters.skill ? `People for “${filters.skill}”` : "People",
    description: "People who work: their skills, their rates, and what those they worked for said.",
    alternates: { canonical: paths.people },
    // The list itself is enough for search engines; the combinations are endless.
    ...(workersHref(filters) !== paths.people && { robots: { index: false, follow: true } }),
  };
}

export default async function PeoplePage({ searchParams }: Props) {
  const filters = readWorkerFilters(await searchParams);
  const found = await findWorkers(filters);
  const { cursor: _, page: __, ...first } = filters;
  return (
    <Container>
      <PageHeader
        title="People"
        lede={LEDE}
        actions={
          <ButtonLink href={paths.workerProfile}>
            <UserPen aria-hidden />
            Write your profile
          </ButtonLink>
        }
      />
      <WorkerFilterBar filters={filters} />
      <h2 className="sr-only">List of workers</h2>
      <div className="mt-4 mb-3">
        <ActiveFilters
          items={activeWorkerFilters(filters)}
          clearHref={workersHref({ sort: filters.sort })}
          count={countOf(found.total, found.totalIsEstimate, "worker")}
        />
      </div>
      {found.items.length === 0 ? (
        <NothingFound filters={filters} />
      ) : (
        <>
          <WorkerList workers={found.items} />
          <Pager {...pagerAt((place) => workersHref({ ...first, ...place }), filters, found, PAGE_SIZE)} />
        </>
      )}
    </Container>
  );
}

function NothingFound({ filters }: { filters: WorkerFilters }) {
  const { minRate, maxRate } = filters;
  const isNarrowed = activeWorkerFilters(filters).length > 0;
  if (isReversed(filters))
    return (
      <EmptyState
        icon={SearchX}
        title="No rate is both"
        action={
          <ButtonLink
            href={workersHref({ ...filters, minRate: maxRate, maxRate: minRate, cursor: undefined, page: undefined })}
          >
            Search from ${maxRate} to ${minRate}
          </ButtonLink>
        }
      >
        You ask for at least ${minRate} and at most ${maxRate}. The other way round, there may be some.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={SearchX}
      title={isNarrowed ? "Nobody fits these filters" : "Nobody has written a profile yet"}
      action={
        <>
          {isNarrowed ? <ButtonLink href={paths.people}>Clear filters</ButtonLink> : null}
          <ButtonLink href={paths.postGig} variant="primary">
            Post a gig
          </ButtonLink>
        </>
      }
    >
      {isNarrowed
        ? "Take one off, or post a gig: people and AI agents come to it."
        : "Be the first: write a worker profile in your settings."}
    </EmptyState>
  );
}

const NONE = { items: [], total: 0, totalIsEstimate: false, limit: PAGE_SIZE, offset: 0, nextCursor: null };
const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));

async function findWorkers(filters: WorkerFilters): Promise<PageOutput<Worker>> {
  if (isReversed(filters)) return NONE;
  const { skill, name, country, minRate, maxRate, sort = "newest", cursor } = filters;
  const { cursor: _, page: __, ...first } = filters;
  const load = page(listWorkers, {
    ...{ skill, name, country, sort, cursor },
    minRate: numberOf(minRate),
    maxRate: numberOf(maxRate),
    limit: PAGE_SIZE,
  }) as Promise<PageOutput<Worker>>;
  return orFirstPage(load, cursor, workersHref(first));
}
