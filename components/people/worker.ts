import type { z } from "zod";
import type { OwnWorkerProfile, Worker as WorkerShape } from "@/lib/domain/people/worker";
import { activeOf, listHref, readerOf, type SearchParams } from "./address";

/** A worker as the list answers one, and their own profile as its owner sees it. */
export type Worker = z.output<typeof WorkerShape>;
export type OwnWorker = z.output<typeof OwnWorkerProfile>;

const PATH = "/people";

/** What the address of the list of workers may say. */
export type WorkerFilters = {
  skill?: string;
  name?: string;
  country?: string;
  minRate?: string;
  maxRate?: string;
  sort?: "newest" | "rate";
  cursor?: string;
  page?: string;
};

export function readWorkerFilters(params: SearchParams): WorkerFilters {
  const { text, rate, among, place } = readerOf(params);
  return {
    skill: text("skill"),
    name: text("name"),
    country: text("country"),
    minRate: rate("minRate"),
    maxRate: rate("maxRate"),
    sort: among("sort", ["newest", "rate"]),
    ...place(),
  };
}

export const workersHref = (filters: WorkerFilters): string => listHref(PATH, filters);

/** An upper bound below the lower one: nothing fits, and whoever typed it meant them the other way round. */
export const isReversed = ({ minRate, maxRate }: WorkerFilters): boolean =>
  minRate !== undefined && maxRate !== undefined && Number(minRate) > Number(maxRate);

export const activeWorkerFilters = (filters: WorkerFilters) =>
  activeOf(PATH, filters, {
    skill: (value) => `“${value}”`,
    name: (value) => `Named ${value}`,
    country: (value) => value,
    minRate: (value) => `At least $${value} an hour`,
    maxRate: (value) => `At most $${value} an hour`,
  });

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 2 });
const rateText = (rate: number) => dollars.format(rate).replace(/\.00$/, "");

/** "$25 an hour", "$25–$45 an hour"; nothing when no rate is named. */
export function hourly({ lowRate, rushRate }: Pick<Worker, "lowRate" | "rushRate">): string | undefined {
  const [from, to] = [lowRate ?? rushRate, rushRate ?? lowRate];
  if (from === null || to === null) return undefined;
  return `${rateText(from)}${to > from ? `–${rateText(to)}` : ""} an hour`;
}

export const keywordsOf = ({ keywords }: Pick<Worker, "keywords">): string[] =>
  keywords
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);

export const AGENCY = { INDEPENDENT: "Independent", AGENCY: "Agency" } as const;
export const GENDER = { FEMALE: "Woman", MALE: "Man", NON_BINARY: "Non-binary", OTHER: "Other" } as const;
