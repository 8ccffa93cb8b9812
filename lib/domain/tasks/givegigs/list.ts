import { z } from "zod";
import { line, slugOf } from "@/lib/core/fields";
import { type Filter, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import type { Applied } from "@/lib/core/partial";
import { taskFilters, taskParts } from "../queries";
import { giveGigsPlan, onlooker } from "./queries";
import { FUNDING_TYPES, GiveGigsTask, STATUSES, URGENCIES } from "./task";

export const listGiveGigsTasks = list({
  name: "gigs.list",
  summary: "List tasks.",
  description: "Open tasks unless `status` says otherwise, newest first.",
  access: "anyone",
  plural: "tasks",
  of: GiveGigsTask,
  input: {
    status: z.enum(STATUSES).default("OPEN"),
    skill: line(100).optional().meta({ description: "Part of a skill that is needed." }),
    country: line(100).optional().meta({ description: "Part of the country's name." }),
    urgency: z.enum(URGENCIES).optional(),
    fundingType: z.enum(FUNDING_TYPES).optional(),
  },
  run({ actor, db }, { status, skill, country, urgency, fundingType, ...page }) {
    const filters: Filter[] = [];
    const values: Record<string, unknown> = { signedIn: onlooker(actor).signedIn };
    const want = ({ filter, values: own }: Applied) => {
      filters.push(filter);
      Object.assign(values, own);
    };
    if (skill) want(taskParts.skill(slugOf(skill) || skill));
    if (country) want(taskParts.country(country));
    if (urgency) want({ filter: taskFilters.urgency, values: { urgency: urgency.toLowerCase() } });
    return listPage(db, "camel", giveGigsPlan(status, fundingType, filters), values, page);
  },
});
