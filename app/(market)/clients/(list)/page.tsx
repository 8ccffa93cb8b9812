import { Building2, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { Container } from "@/components/layout/container";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import type { SearchParams } from "@/components/people/address";
import {
  activeClientFilters,
  type Client,
  type ClientFilters,
  clientsHref,
  readClientFilters,
} from "@/components/people/client";
import { ClientFilterBar } from "@/components/people/client-filter-bar";
import { ClientList } from "@/components/people/client-list";
import { ButtonLink } from "@/components/ui/button-link";
import { countOf } from "@/components/ui/count";
import { EmptyState } from "@/components/ui/empty-state";
import { ActiveFilters } from "@/components/ui/filter-bar";
import { Pager } from "@/components/ui/pager";
import type { PageOutput } from "@/lib/core/page";
import { listClients } from "@/lib/domain/people/clients";
import { page } from "@/lib/surfaces/page";
import { orFirstPage, pagerAt } from "@/lib/surfaces/paging";
import { LEDE } from "./lede";

const PAGE_SIZE = 25;

type Props = { searchParams: Promise<SearchParams> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const filters = readClientFilters(await searchParams);
  return {
    title: filters.search ? `Clients for “${filters.search}”` : "Clients",
    description: LEDE,
    alternates: { canonical: paths.clients },
    // The list itself is enough for search engines; the combinations are endless.
    ...(clientsHref(filters) !== paths.clients && { robots: { index: false, follow: true } }),
  };
}

export default async function ClientsPage({ searchParams }: Props) {
  const filters = readClientFilters(await searchParams);
  const found = await findClients(filters);
  const { cursor: _, page: __, ...first } = filters;
  return (
    <Container>
      <PageHeader
        title="Clients"
        lede={LEDE}
        actions={
          <ButtonLink href={paths.clientProfile}>
            <Building2 aria-hidden />
            Write your profile
          </ButtonLink>
        }
      />
      <ClientFilterBar filters={filters} />
      <h2 className="sr-only">List of clients</h2>
      <div className="mt-4 mb-3">
        <ActiveFilters
          items={activeClientFilters(filters)}
          clearHref={clientsHref({ sort: filters.sort })}
          count={countOf(found.total, found.totalIsEstimate, "client")}
        />
      </div>
      {found.items.length === 0 ? (
        <NothingFound isNarrowed={activeClientFilters(filters).length > 0} />
      ) : (
        <>
          <ClientList clients={found.items} />
          <Pager {...pagerAt((place) => clientsHref({ ...first, ...place }), filters, found, PAGE_SIZE)} />
        </>
      )}
    </Container>
  );
}

function NothingFound({ isNarrowed }: { isNarrowed: boolean }) {
  return (
    <EmptyState
      icon={SearchX}
      title={isNarrowed ? "No client fits these filters" : "No client has written a profile yet"}
      action={
        isNarrowed ? (
          <ButtonLink href={paths.clients}>Clear filters</ButtonLink>
        ) : (
          <ButtonLink href={paths.clientProfile} variant="primary">
            Write your profile
          </ButtonLink>
        )
      }
    >
      {isNarrowed ? "Take one off, or search for fewer words." : "Be the first: it takes a name, and what you do."}
    </EmptyState>
  );
}

const flagOf = (text: "true" | "false" | undefined) => (text === undefined ? undefined : text === "true");

async function findClients(filters: ClientFilters): Promise<PageOutput<Client>> {
  const { search, hiring, ai_operated, sort = "newest", cursor } = filters;
  const { cursor: _, page: __, ...first } = filters;
  const load = page(listClients, {
    ...{ search, sort, cursor },
    hiring: flagOf(hiring),
    aiOperated: flagOf(ai_operated),
    limit: PAGE_SIZE,
  }) as Promise<PageOutput<Client>>;
  return orFirstPage(load, cursor, clientsHref(first));
}
