import { SlidersHorizontal } from "lucide-react";
import { Button } from "@/components/ui/button";
import { FilterBar, FilterSelect, SearchInput } from "@/components/ui/filter-bar";
import { TextField } from "@/components/ui/text-field";
import { CATEGORY_OPTIONS, type GigFilters, isReversed, PAY_OPTIONS, PLACE_OPTIONS, SORTS } from "./filters";

/** Search and filters of the gig list. What is typed is sent with Enter, what is chosen at once. */
export function GigFilterBar({ filters }: { filters: GigFilters }) {
  const isKnown = CATEGORY_OPTIONS.some(({ value }) => value === filters.category);
  return (
    <FilterBar
      action="/gigs"
      label="Filter gigs"
      search={<SearchInput label="Search gigs" defaultValue={filters.search} />}
    >
      <FilterSelect
        name="category"
        label="Any category"
        options={
          isKnown || !filters.category
            ? CATEGORY_OPTIONS
            : [...CATEGORY_OPTIONS, { value: filters.category, label: filters.category }]
        }
        defaultValue={filters.category}
      />
      <FilterSelect name="pay" label="Any payment" options={PAY_OPTIONS} defaultValue={filters.pay} />
      <FilterSelect name="place" label="Anywhere" options={PLACE_OPTIONS} defaultValue={filters.place} />
      <FilterSelect
        name="sort"
        label="Newest first"
        options={SORTS.filter(({ value }) => value !== "newest" && (value !== "relevance" || filters.search))}
        defaultValue={filters.sort === "newest" ? undefined : filters.sort}
      />
      {filters.view ? <input type="hidden" name="view" value={filters.view} /> : null}
      {filters.near ? <input type="hidden" name="near" value={filters.near} /> : null}
      <details open={Boolean(filters.min || filters.max || filters.skills)} className="order-1 basis-full">
        <summary className="inline-flex min-h-8 list-none items-center gap-2 rounded-lg text-ink-soft text-sm hover:text-ink [&::-webkit-details-marker]:hidden">
          <SlidersHorizontal aria-hidden className="size-4" />
          Budget and skills
        </summary>
        <div
          key={`${filters.min}|${filters.max}|${filters.skills}`}
          className="mt-2 grid items-start gap-3 rounded-xl border bg-surface p-4 sm:grid-cols-[9rem_9rem_1fr_auto]"
        >
          <TextField
            name="min"
            label="At least"
            prefix="$"
            inputMode="decimal"
            pattern="\d{1,7}(\.\d{1,2})?"
            title="Dollars, such as 45 or 45.50"
            optional
            marked={false}
            defaultValue={filters.min}
          />
          <TextField
            name="max"
            label="At most"
            prefix="$"
            inputMode="decimal"
            pattern="\d{1,7}(\.\d{1,2})?"
            title="Dollars, such as 45 or 45.50"
            optional
            marked={false}
            defaultValue={filters.max}
            errors={isReversed(filters) ? { max: "Less than “At least”" } : undefined}
          />
          <TextField
            name="skills"
            label="Any of these skills"
            placeholder="translation, python"
            maxLength={200}
            optional
            marked={false}
            defaultValue={filters.skills}
          />
          {/* Level with the boxes, whatever stands under them. */}
          <Button type="submit" className="sm:mt-[1.625rem]">
            Apply
          </Button>
        </div>
      </details>
    </FilterBar>
  );
}
