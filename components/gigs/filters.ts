import type { z } from "zod";
import { CATEGORIES, labelOf } from "@/lib/domain/tasks/categories";
import type { listTasks } from "@/lib/domain/tasks/list";
import { type Place, readPlace } from "./distance";
import { PAY, type PaymentMethod } from "./pay";

/** What the address of the gig list may say. */
export type GigFilters = {
  search?: string;
  category?: string;
  pay?: PaymentMethod;
  place?: "local" | "remote";
  min?: string;
  max?: string;
  skills?: string;
  sort?: (typeof SORTS)[number]["value"];
  view?: "map";
  near?: string;
  cursor?: string;
  page?: string;
};

export type SearchParams = Record<string, string | string[] | undefined>;

export const SORTS = [
  { value: "newest", label: "Newest first" },
  { value: "budget", label: "Highest budget" },
  { value: "deadline", label: "Deadline soonest" },
  { value: "relevance", label: "Best match" },
] as const;

export const CATEGORY_OPTIONS = Object.entries(CATEGORIES).map(([value, label]) => ({ value, label }));
export const PAY_OPTIONS = Object.entries(PAY).map(([value, { label }]) => ({ value, label }));
export const PLACE_OPTIONS = [
  { value: "remote", label: "Remote" },
  { value: "local", label: "Local" },
];

const MONEY = /^\d{1,7}(\.\d{1,2})?$/;
const MAX_TEXT = 200;

/** Reads an address; what it says wrongly is as if it were not said, so that no link of ours or others' breaks. */
export function readFilters(params: SearchParams): GigFilters {
  const one = (name: string): string | undefined => {
    const value = params[name];
    const text = (Array.isArray(value) ? value[0] : value)?.trim();
    return text ? text.slice(0, MAX_TEXT) : undefined;
  };
  const money = (name: string) => {
    const value = one(name);
    return value && MONEY.test(value) && Number(value) > 0 && Number(value) <= 1_000_000 ? value : undefined;
  };
  const among = <T extends string>(name: string, allowed: readonly T[]) => allowed.find((each) => each === one(name));
  const search = one("search");
  const sort = among("sort", ["newest", "budget", "deadline", "relevance"]);
  const cursor = one("cursor");
  // Only a cursor leads further; a number alone is still the first page.
  const page = cursor && one("page");
  return {
    search,
    category: one("category")?.toLowerCase().slice(0, 80),
    pay: among("pay", Object.keys(PAY) as PaymentMethod[]),
    place: among("place", ["local", "remote"]),
    min: money("min"),
    max: money("max"),
    skills: one("skills"),
    sort: sort === "relevance" && !search ? undefined : sort,
    view: among("view", ["map"]),
    near: readPlace(one("near")) ? one("near") : undefined,
    cursor,
    page: page && /^[1-9]\d{0,4}$/.test(page) ? page : undefined,
  };
}

/** The address of the gig list with these filters; whatever is left out is not there. */
export function gigsHref(filters: GigFilters): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value && value !== "newest") params.set(name, value);
  // A place reads better as it is written.
  const query = params.toString().replaceAll("%2C", ",");
  return query ? `/gigs?${query}` : "/gigs";
}

/** An upper bound below the lower one: nothing fits, and whoever typed it meant them the other way round. */
export const isReversed = ({ min, max }: GigFilters): boolean =>
  min !== undefined && max !== undefined && Number(min) > Number(max);

const skillsOf = (filters: GigFilters) =>
  filters.skills
    ?.split(",")
    .map((skill) => skill.trim().slice(0, 60))
    .filter(Boolean)
    .slice(0, 20);

/** The part of the filters that both list and map search by, as the operations want it. */
export function toSearch(filters: GigFilters) {
  return {
    search: filters.search,
    category: filters.category,
    paymentMethod: filters.pay,
    budgetMin: filters.min,
    budgetMax: filters.max,
    skills: skillsOf(filters),
  } satisfies Partial<z.input<typeof listTasks.input>>;
}

export const nearOf = (filters: GigFilters): Place | undefined => readPlace(filters.near);

/** One removable word for each filter that is on. */
export function activeFilters(filters: GigFilters): { label: string; removeHref: string }[] {
  const { cursor: _, page: __, ...here } = filters;
  const without = (...names: (keyof GigFilters)[]) =>
    gigsHref(Object.fromEntries(Object.entries(here).filter(([name]) => !names.includes(name as keyof GigFilters))));
  const active: { label: string; removeHref: string }[] = [];
  if (here.search) active.push({ label: `“${here.search}”`, removeHref: without("search") });
  if (here.category) active.push({ label: labelOf(here.category), removeHref: without("category") });
  if (here.pay) active.push({ label: PAY[here.pay].label, removeHref: without("pay") });
  if (here.place)
    active.push({ label: here.place === "local" ? "Local" : "Remote", removeHref: without("place", "view") });
  if (here.min) active.push({ label: `At least $${here.min}`, removeHref: without("min") });
  if (here.max) active.push({ label: `At most $${here.max}`, removeHref: without("max") });
  for (const skill of skillsOf(here) ?? [])
    active.push({
      label: skill,
      removeHref: gigsHref({
        ...here,
        skills: skillsOf(here)
          ?.filter((each) => each !== skill)
          .join(","),
      }),
    });
  if (here.near) active.push({ label: "Near you", removeHref: without("near") });
  return active;
}
