import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import {
  activeDatasetFilters,
  type Dataset,
  type DatasetFilters,
  datasetsHref,
  readDatasetFilters,
} from "@/components/datasets/dataset";
import { DatasetFilterBar } from "@/components/datasets/dataset-filter-bar";
import { DatasetList } from "@/components/datasets/dataset-list";
import { Container } from "@/components/layout/container";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import type { SearchParams } from "@/components/people/address";
import { ButtonLink } from "@/components/ui/button-link";
import { countOf } from "@/components/ui/count";
import { EmptyState } from "@/components/ui/empty-state";
import { ActiveFilters } from "@/components/ui/filter-bar";
import { Pager } from "@/components/ui/pager";
import type { PageOutput } from "@/lib/core/page";
import { listDatasets } from "@/lib/domain/datasets/list";
import { page } from "@/lib/surfaces/page";
import { orFirstPage, pagerAt } from "@/lib/surfaces/paging";
import { LEDE } from "./lede";

const PAGE_SIZE = 25;

type Props = { searchParams: Promise<SearchParams> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const filters = readDatasetFilters(await searchParams);
  return {
    title: "Data exchange",
    description: LEDE,
    alternates: { canonical: paths.dataExchange },
    // The list itself is enough for search engines; the combinations are endless.
    ...(datasetsHref(filters) !== paths.dataExchange && { robots: { index: false, follow: true } }),
  };
}

export default async function DataExchangePage({ searchParams }: Props) {
  const filters = readDatasetFilters(await searchParams);
  const found = await findDatasets(filters);
  const { cursor: _, page: __, ...first } = filters;
  const active = activeDatasetFilters(filters);
  return (
    <Container>
      <PageHeader title="Data exchange" lede={LEDE} />
      <DatasetFilterBar filters={filters} />
      <h2 className="sr-only">List of datasets</h2>
      <div className="mt-4 mb-3">
        <ActiveFilters
          items={active}
          clearHref={datasetsHref({ sort: filters.sort })}
          count={countOf(found.total, found.totalIsEstimate, "dataset")}
        />
      </div>
      {found.items.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={active.length > 0 ? "No dataset fits these filters" : "No dataset is offered yet"}
          action={active.length > 0 ? <ButtonLink href={paths.dataExchange}>Clear filters</ButtonLink> : undefined}
        >
          {active.length > 0
            ? "Take one off, or search for fewer words."
            : "A block task that was posted with a licence becomes one when it is paid."}
        </EmptyState>
      ) : (
        <>
          <DatasetList datasets={found.items} />
          <Pager {...pagerAt((place) => datasetsHref({ ...first, ...place }), filters, found, PAGE_SIZE)} />
        </>
      )}
    </Container>
  );
}

async function findDatasets(filters: DatasetFilters): Promise<PageOutput<Dataset>> {
  const { search, category, license_type, verified, sort = "newest", cursor } = filters;
  const { cursor: _, page: __, ...first } = filters;
  const load = page(listDatasets, {
    ...{ search, category, sort, cursor },
    licenseType: license_type,
    verified: verified && true,
    limit: PAGE_SIZE,
  }) as Promise<PageOutput<Dataset>>;
  return orFirstPage(load, cursor, datasetsHref(first));
}
