import { FilterBar, FilterSelect, SearchInput } from "@/components/ui/filter-bar";
import { CLIENT_SORTS, type ClientFilters, HIRING_OPTIONS, OPERATED_OPTIONS } from "./client";

/** Search and filters of the list of clients. What is typed is sent with Enter, what is chosen at once. */
export function ClientFilterBar({ filters: { search, hiring, ai_operated, sort } }: { filters: ClientFilters }) {
  return (
    <FilterBar
      action="/clients"
      label="Filter clients"
      search={<SearchInput label="Search clients" defaultValue={search} />}
    >
      <FilterSelect name="hiring" label="Hiring or not" options={HIRING_OPTIONS} defaultValue={hiring} />
      <FilterSelect name="ai_operated" label="People and AI" options={OPERATED_OPTIONS} defaultValue={ai_operated} />
      <FilterSelect
        name="sort"
        label="Newest first"
        options={CLIENT_SORTS.filter(({ value }) => value !== "newest")}
        defaultValue={sort === "newest" ? undefined : sort}
      />
    </FilterBar>
  );
}
