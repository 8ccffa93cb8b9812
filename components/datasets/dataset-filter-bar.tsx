import { FilterBar, FilterSelect, SearchInput } from "@/components/ui/filter-bar";
import { DATASET_CATEGORIES, type DatasetFilters, LICENSE_OPTIONS } from "./dataset";

const VERIFIED = [{ value: "true", label: "Consensus-verified" }];
const SORTS = [{ value: "price", label: "Cheapest first" }];

/** Search and filters of the data exchange. */
export function DatasetFilterBar({ filters }: { filters: DatasetFilters }) {
  const { search, category, license_type, verified, sort } = filters;
  return (
    <FilterBar
      action="/data-exchange"
      label="Filter datasets"
      search={<SearchInput label="Search datasets" defaultValue={search} />}
    >
      <FilterSelect name="category" label="Any category" options={DATASET_CATEGORIES} defaultValue={category} />
      <FilterSelect name="license_type" label="Any licence" options={LICENSE_OPTIONS} defaultValue={license_type} />
      <FilterSelect name="verified" label="Verified or not" options={VERIFIED} defaultValue={verified} />
      <FilterSelect
        name="sort"
        label="Newest first"
        options={SORTS}
        defaultValue={sort === "newest" ? undefined : sort}
      />
    </FilterBar>
  );
}
