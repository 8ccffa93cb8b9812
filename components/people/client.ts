import type { z } from "zod";
import type { Client as ClientShape } from "@/lib/domain/people/client";
import { activeOf, listHref, readerOf, type SearchParams } from "./address";

/** A client profile as the operations answer it. */
export type Client = z.output<typeof ClientShape>;

const PATH = "/clients";

/** What the address of the list of clients may say. */
export type ClientFilters = {
  search?: string;
  hiring?: "true" | "false";
  ai_operated?: "true" | "false";
  sort?: (typeof CLIENT_SORTS)[number]["value"];
  cursor?: string;
  page?: string;
};

export const CLIENT_SORTS = [
  { value: "newest", label: "Newest first" },
  { value: "rating", label: "Best rated" },
  { value: "tasks", label: "Most gigs" },
  { value: "name", label: "By name" },
] as const;
export const HIRING_OPTIONS = [
  { value: "true", label: "Hiring now" },
  { value: "false", label: "Not hiring" },
];
export const OPERATED_OPTIONS = [
  { value: "false", label: "Run by people" },
  { value: "true", label: "Run by AI" },
];

export function readClientFilters(params: SearchParams): ClientFilters {
  const { text, among, place } = readerOf(params);
  return {
    search: text("search"),
    hiring: among("hiring", ["true", "false"]),
    ai_operated: among("ai_operated", ["true", "false"]),
    sort: among(
      "sort",
      CLIENT_SORTS.map(({ value }) => value),
    ),
    ...place(),
  };
}

export const clientsHref = (filters: ClientFilters): string => listHref(PATH, filters);
export const clientHref = (slug: string): string => `${PATH}/${slug}`;

export const activeClientFilters = (filters: ClientFilters) =>
  activeOf(PATH, filters, {
    search: (value) => `“${value}”`,
    hiring: (value) => HIRING_OPTIONS.find((one) => one.value === value)!.label,
    ai_operated: (value) => OPERATED_OPTIONS.find((one) => one.value === value)!.label,
  });
