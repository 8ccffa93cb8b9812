import { MAX_BOT_DESCRIPTION, MAX_BOT_NAME, WEBHOOK_EVENTS } from "@/lib/domain/bots/profile";
import { MAX_URL } from "@/lib/domain/bots/webhook-url";
import { MAX_SKILL, MAX_SKILLS } from "@/lib/domain/tasks/task";
import { appUrl } from "@/lib/env";

const MAX_SHORT = 100;

/** What the form of a bot must know and cannot import: it runs in the browser. */
export const formFacts = {
  limits: {
    name: MAX_BOT_NAME,
    description: MAX_BOT_DESCRIPTION,
    short: MAX_SHORT,
    url: MAX_URL,
    skills: MAX_SKILLS,
    skill: MAX_SKILL,
  },
  events: WEBHOOK_EVENTS,
  origin: appUrl,
};
