import { SlidersHorizontal } from "lucide-react";
import { Button } from "@/components/ui/button";
import { FilterBar, FilterSelect, SearchInput } from "@/components/ui/filter-bar";
import { TextField } from "@/components/ui/text-field";
import { isReversed, type WorkerFilters } from "./worker";

const rateProps = {
  prefix: "$",
  inputMode: "decimal",
  pattern: "\\d{1,6}(\\.\\d{1,2})?",
  title: "Dollars an hour, such as 45 or 45.50",
  optional: true,
  marked: false,
} as const;

/** Search and filters of the list of workers. What is typed is sent with Enter, what is chosen at once. */
export function WorkerFilterBar({ filters }: { filters: WorkerFilters }) {
  const { skill, name, country, minRate, maxRate, sort } = filters;
  return (
    <FilterBar
      action="/people"
      label="Filter workers"
      search={<SearchInput name="skill" label="Search by skill" defaultValue={skill} />}
    >
      <FilterSelect
        name="sort"
        label="Newest first"
        options={[{ value: "rate", label: "Lowest rate" }]}
        defaultValue={sort === "rate" ? sort : undefined}
      />
      <details open={Boolean(name || country || minRate || maxRate)} className="order-1 basis-full">
        <summary className="inline-flex min-h-8 list-none items-center gap-2 rounded-lg text-ink-soft text-sm hover:text-ink [&::-webkit-details-marker]:hidden">
          <SlidersHorizontal aria-hidden className="size-4" />
          Name, country and rate
        </summary>
        <div
          key={`${name}|${country}|${minRate}|${maxRate}`}
          className="mt-2 grid items-start gap-3 rounded-xl border bg-surface p-4 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_8rem_8rem_auto]"
        >
          <TextField
            name="name"
            label="Name"
            maxLength={100}
            optional
            marked={false}
            defaultValue={name}
            autoComplete="off"
          />
          <TextField
            name="country"
            label="Country"
            maxLength={100}
            optional
            marked={false}
            defaultValue={country}
            autoComplete="country-name"
          />
          <TextField {...rateProps} name="minRate" label="At least" defaultValue={minRate} />
          <TextField
            {...rateProps}
            name="maxRate"
            label="At most"
            defaultValue={maxRate}
            errors={isReversed(filters) ? { maxRate: "Less than “At least”" } : undefined}
          />
          {/* Level with the boxes, whatever stands under them. */}
          <Button type="submit" className="lg:mt-[1.625rem]">
            Apply
          </Button>
        </div>
      </details>
    </FilterBar>
  );
}
