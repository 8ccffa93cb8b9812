import { z } from "zod";
import { Refusal } from "@/lib/core/errors";
import { optionalText } from "@/lib/core/fields";
import { type Filter, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { LICENSE_TYPES } from "@/lib/domain/blocks/licenses";
import { category } from "@/lib/domain/tasks/categories";
import { fewNots } from "@/lib/domain/tasks/list";
import { Dataset } from "./dataset";
import { DATASET_SORTS, datasetFilters, datasetPlan } from "./queries";

export const listDatasets = list({
  name: "datasets.list",
  summary: "Browse the data exchange.",
  description:
    "Datasets that came of block tasks and can be licensed, newest first, or cheapest first with `sort=price`. `mine` lists the caller's own, those that are not listed too.",
  access: "anyone",
  plural: "datasets",
  of: Dataset,
  input: {
    category: category.optional(),
    licenseType: z.enum(LICENSE_TYPES).optional(),
    search: optionalText(200),
    verified: z.boolean().optional().meta({ description: "true: only those that are consensus-verified." }),
    mine: z.boolean().optional(),
    sort: z.enum(DATASET_SORTS).default("newest"),
  },
  async run({ actor, db, casing }, { limit, offset, cursor, sort, ...asked }) {
    const filters: Filter[] = [];
    const values: Record<string, unknown> = {};
    const want = (filter: Filter, value?: unknown) => {
      filters.push(filter);
      if (value !== undefined) values[filter.name] = value;
    };
    if (asked.mine) {
      if (!("userId" in actor))
        throw new Refusal("UNAUTHENTICATED", "Sign in or send an API key to list your own datasets.");
      want(datasetFilters.owner, actor.userId);
    } else want(datasetFilters.listed);
    if (asked.category) want(datasetFilters.category, asked.category);
    if (asked.licenseType) want(datasetFilters.licenseType, asked.licenseType);
    if (asked.verified) want(datasetFilters.verified);
    if (asked.search) want(datasetFilters.search, fewNots(asked.search));
    return listPage(db, casing, datasetPlan(filters, sort), values, { limit, offset, cursor });
  },
});
