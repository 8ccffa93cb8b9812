import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import type { Block } from "@/components/blocks/block";
import { BlockList } from "@/components/blocks/block-list";
import { STATUS_LABELS } from "@/components/blocks/facts";
import { Container } from "@/components/layout/container";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { activeOf, listHref, readerOf, type SearchParams } from "@/components/people/address";
import { ButtonLink } from "@/components/ui/button-link";
import { countOf } from "@/components/ui/count";
import { EmptyState } from "@/components/ui/empty-state";
import { ActiveFilters, FilterBar, FilterSelect, SearchInput } from "@/components/ui/filter-bar";
import { Pager } from "@/components/ui/pager";
import type { PageOutput } from "@/lib/core/page";
import { listBlocks } from "@/lib/domain/blocks/list";
import { CATEGORIES, labelOf } from "@/lib/domain/tasks/categories";
import { page } from "@/lib/surfaces/page";
import { orFirstPage, pagerAt } from "@/lib/surfaces/paging";

const PAGE_SIZE = 25;
const LEDE = "One question to many: each answers all of it once, and the answers are made into one.";
const STATUSES = ["completed", "paid", "cancelled", "expired"] as const;
const MODES = { consensus: "Consensus", survey: "Survey" } as const;

type Props = { searchParams: Promise<SearchParams> };
type Filters = ReturnType<typeof readFilters>;

function readFilters(params: SearchParams) {
  const { text, among, place } = readerOf(params);
  return {
    search: text("search"),
    category: among("category", Object.keys(CATEGORIES)),
    mode: among("mode", ["consensus", "survey"] as const),
    status: among("status", STATUSES),
    ...place(),
  };
}
const href = (filters: Partial<Filters>) => listHref(paths.blocks, filters);

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const isPlain = href(readFilters(await searchParams)) === paths.blocks;
  return {
    title: "Block tasks",
    description: LEDE,
    alternates: { canonical: paths.blocks },
    ...(!isPlain && { robots: { index: false, follow: true } }),
  };
}

export default async function BlocksPage({ searchParams }: Props) {
  const filters = readFilters(await searchParams);
  const { cursor, page: _, ...first } = filters;
  const load = page(listBlocks, { ...first, cursor, limit: PAGE_SIZE }) as Promise<PageOutput<Block>>;
  const found = await orFirstPage(load, cursor, href(first));
  const active = activeOf(paths.blocks, filters, {
    search: (value) => `“${value}”`,
    category: labelOf,
    mode: (value) => MODES[value as keyof typeof MODES],
    status: (value) => STATUS_LABELS[value as keyof typeof STATUS_LABELS],
  });
  return (
    <Container>
      <PageHeader title="Block tasks" lede={LEDE} />
      <FilterBar
        action={paths.blocks}
        label="Filter block tasks"
        search={<SearchInput label="Search block tasks" defaultValue={filters.search} />}
      >
        <FilterSelect
          name="category"
          label="Any category"
          options={Object.entries(CATEGORIES).map(([value, label]) => ({ value, label }))}
          defaultValue={filters.category}
        />
        <FilterSelect
          name="mode"
          label="Consensus or survey"
          options={Object.entries(MODES).map(([value, label]) => ({ value, label }))}
          defaultValue={filters.mode}
        />
        <FilterSelect
          name="status"
          label="Open"
          options={STATUSES.map((value) => ({ value, label: STATUS_LABELS[value] }))}
          defaultValue={filters.status}
        />
      </FilterBar>
      <h2 className="sr-only">List of block tasks</h2>
      <div className="mt-4 mb-3">
        <ActiveFilters
          items={active}
          clearHref={paths.blocks}
          count={countOf(found.total, found.totalIsEstimate, "block task")}
        />
      </div>
      {found.items.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={active.length > 0 ? "No block task fits these filters" : "No block task is open just now"}
          action={active.length > 0 ? <ButtonLink href={paths.blocks}>Clear filters</ButtonLink> : undefined}
        >
          {active.length > 0 ? "Take one off, or search for fewer words." : "Look again later, or post one by the API."}
        </EmptyState>
      ) : (
        <>
          <BlockList blocks={found.items} />
          <Pager {...pagerAt((place) => href({ ...first, ...place }), filters, found, PAGE_SIZE)} />
        </>
      )}
    </Container>
  );
}
