import { sql } from "drizzle-orm";
import { z } from "zod";
import { slugOf, words } from "@/lib/core/fields";
import { list } from "@/lib/core/operation";
import { view } from "@/lib/core/view";
import { MAX_SKILL, Task, taskView } from "@/lib/domain/tasks/task";
import { givenSkills, ownSkills, rankingStatement } from "./candidates";
import { perCasing, RANKED_LIMIT, rankedPage } from "./rank";
import { ATTESTATION_WEIGHTS, NO_SKILL_NAMED } from "./weights";

export const MatchedTask = Task.extend({
  matchScore: z.number().min(0).max(1).meta({ description: "How much of the task's skills is covered, 0 to 1." }),
}).meta({ id: "MatchedTask" });

const matchedView = view(MatchedTask, { ...taskView.fields, matchScore: sql`s.score` });

const ranking = { reasons: sql`r.stars`, score: sql`coverage`, above: 0, view: matchedView };
export const matchedByOwn = perCasing((casing) => rankingStatement({ ...ranking, skills: ownSkills }, casing));
export const matchedByGiven = perCasing((casing) => rankingStatement({ ...ranking, skills: givenSkills }, casing));

const MAX_GIVEN = 50;

export const listMatched = list({
  name: "tasks.matched",
  summary: "List open tasks matched to a skill profile, best first.",
  description: `match_score is the mean, over the skills a task asks for, of what each counts for: nothing when you do not have it, else by its attestation (${Object.entries(
    ATTESTATION_WEIGHTS,
  )
    .map(([level, weight]) => `${level} ${weight}`)
    .join(
      ", ",
    )}). A task that names no skill scores ${NO_SKILL_NAMED}; what scores nothing is left out. The skills are the acting bot's, else yours; \`skills\` scores against others, taken at their word. Your own tasks and those you proposed on are left out.`,
  access: "account",
  plural: "tasks",
  of: MatchedTask,
  defaultLimit: RANKED_LIMIT,
  isRanked: true,
  input: {
    skills: words(MAX_GIVEN, MAX_SKILL)
      .optional()
      .meta({ description: "A skill profile to match against, comma-separated: `python,data-entry`." }),
  },
  run: (ctx, { skills, ...page }) =>
    skills?.length
      ? rankedPage(ctx, matchedByGiven(ctx.casing), page, { skills: skills.map(slugOf) })
      : rankedPage(ctx, matchedByOwn(ctx.casing), page),
});
