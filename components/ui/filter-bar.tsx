import { Search, X } from "lucide-react";
import Form from "next/form";
import Link from "next/link";
import type { ReactNode } from "react";
import { AutoSubmit } from "./auto-submit";
import { buttonClass } from "./button-class";
import { Input } from "./input";
import { type Option, Select } from "./select";

/** Filters that live in the URL: a GET form, sent again whenever one of its selects or boxes changes. */
export function FilterBar({
  action,
  label,
  search,
  children,
}: {
  action: string;
  label: string;
  /** The word search, with the button beside it. */
  search?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <search aria-label={label}>
      <Form action={action} className="flex flex-wrap items-center gap-2">
        {search ? null : children}
        <div className={search ? "flex min-w-64 grow basis-full gap-2 lg:basis-0" : "contents"}>
          {search}
          <AutoSubmit className={buttonClass()} />
        </div>
        {search ? children : null}
      </Form>
    </search>
  );
}

/** The word search of a filter bar. */
export function SearchInput({
  name = "search",
  label,
  placeholder,
  defaultValue,
}: {
  name?: string;
  label: string;
  placeholder?: string;
  defaultValue?: string;
}) {
  return (
    <span className="relative min-w-0 grow">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-faint"
      />
      <Input
        key={defaultValue}
        type="search"
        name={name}
        aria-label={label}
        placeholder={placeholder ?? label}
        defaultValue={defaultValue}
        enterKeyHint="search"
        className="pl-9"
      />
    </span>
  );
}

/** A select of a filter bar: its first option is its name, meaning no filter. */
export function FilterSelect({
  name,
  label,
  options,
  defaultValue = "",
}: {
  name: string;
  label: string;
  options: readonly Option[];
  defaultValue?: string;
}) {
  return (
    <Select
      key={defaultValue}
      name={name}
      aria-label={label}
      options={options}
      placeholder={label}
      defaultValue={defaultValue}
      className="grow basis-36 sm:grow-0 sm:basis-auto"
    />
  );
}

/** The filters that are on, each with a link that takes it off, and how many things they leave. */
export function ActiveFilters({
  items,
  clearHref,
  count,
}: {
  items: readonly { label: string; removeHref: string }[];
  clearHref: string;
  /** In words, such as "128 gigs". */
  count?: ReactNode;
}) {
  return (
    <div className="flex min-h-10 flex-wrap items-center gap-2 text-sm">
      {count ? (
        <p role="status" className="mr-1 text-ink-soft tabular-nums">
          {count}
        </p>
      ) : null}
      {items.map((item) => (
        <Link
          key={item.label}
          href={item.removeHref}
          aria-label={`Remove filter: ${item.label}`}
          className="inline-flex h-7 items-center gap-1.5 rounded-md bg-sunken pr-1.5 pl-2.5 hover:bg-line"
        >
          {item.label}
          <X aria-hidden className="size-3.5 text-ink-soft" />
        </Link>
      ))}
      {items.length > 1 ? (
        <Link href={clearHref} className="inline-flex h-7 items-center px-1 text-ink-soft underline underline-offset-4">
          Clear all
        </Link>
      ) : null}
    </div>
  );
}
