import { MAX_CRITERIA, MAX_CRITERION, MAX_DESCRIPTION, MAX_SKILLS, MAX_TITLE } from "@/lib/domain/tasks/task";

/** How much a gig's fields hold, for the form to count. */
export const LIMITS = {
  title: MAX_TITLE,
  description: MAX_DESCRIPTION,
  criteria: MAX_CRITERIA,
  criterion: MAX_CRITERION,
  skills: MAX_SKILLS,
};
