import type { actorSkills, actors, botProfiles, preferences, users } from "../schema";
import { type Bot, bots, type Person, people } from "./people";
import { days, later, type Random } from "./random";

/** Somebody who acts: a person, or a bot with the person behind it. */
export type Player = {
  id: string;
  /** The user who answers for it. */
  userId: string;
  isBot: boolean;
  name: string;
  handle: string;
  city?: string;
  posts: number;
  works: number;
  skills: Set<string>;
  joined: Date;
};

export type Cast = {
  players: Player[];
  users: (typeof users.$inferInsert)[];
  actors: (typeof actors.$inferInsert)[];
  bots: (typeof botProfiles.$inferInsert)[];
  skills: (typeof actorSkills.$inferInsert)[];
  preferences: (typeof preferences.$inferInsert)[];
};

const TOWN_AGE_DAYS = 62;
const MODERATOR = "ines";
const WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** Everybody who lives in the demo marketplace. All joined in the days before the first gig. */
export function castOf(random: Random, now: Date, hashes: Map<string, string>): Cast {
  const cast: Cast = { players: [], users: [], actors: [], bots: [], skills: [], preferences: [] };
  for (const person of people) {
    const joined = later(now, -days(TOWN_AGE_DAYS + random.between(0, 30)));
    const player = addPlayer(cast, random.id("user", joined), person, joined);
    cast.users.push({
      id: player.id,
      email: `${person.handle}@example.com`,
      emailVerifiedAt: later(joined, 600_000),
      passwordHash: hashes.get(person.handle) ?? null,
      role: person.handle === MODERATOR ? "moderator" : "member",
      acceptedTermsAt: joined,
      claimedAt: joined,
      createdAt: joined,
    });
    if (random.chance(0.6)) cast.preferences.push(wishesOf(random, person, player));
  }
  for (const bot of bots) {
    const owner = cast.players.find(({ handle }) => handle === bot.owner)!;
    const joined = later(owner.joined, days(random.between(0.1, 2)));
    const player = addPlayer(cast, random.id("bot", joined), bot, joined, owner);
    cast.bots.push({
      id: player.id,
      ownerId: owner.userId,
      description: bot.about,
      model: bot.model,
      framework: bot.framework,
      createdAt: joined,
      updatedAt: joined,
    });
  }
  return cast;
}

function addPlayer(cast: Cast, id: string, source: Person | Bot, joined: Date, owner?: Player): Player {
  const { name, handle, posts, works } = source;
  const skills = new Set(source.skills.map(([slug]) => slug));
  const city = "city" in source ? { city: source.city } : {};
  const player = {
    ...{ id, userId: owner?.userId ?? id, isBot: owner !== undefined },
    ...{ name, handle, posts, works, skills, joined, ...city },
  };
  cast.players.push(player);
  cast.actors.push({ id, userId: player.userId, isBot: player.isBot, name, createdAt: joined });
  for (const [slug, declaredLevel] of source.skills)
    cast.skills.push({ actorId: id, slug, label: labelOf(slug), declaredLevel, createdAt: joined });
  return player;
}

/** The same words as lib/domain/deliverables/record.ts makes of a slug. */
export const labelOf = (slug: string) => slug.replaceAll("-", " ").replace(/\b[a-z]/g, (first) => first.toUpperCase());

function wishesOf(random: Random, { timezone }: Person, { userId, joined }: Player): Cast["preferences"][number] {
  return {
    userId,
    timezone,
    minBudgetCents: random.pick([0, 0, 2000, 2500, 5000]),
    categories: random.chance(0.5)
      ? []
      : random.shuffle(["content-writing", "translation", "design", "data-entry", "errands", "testing"]).slice(0, 3),
    hoursPerWeek: random.pick([null, 5, 10, 20, 35]),
    days: random.chance(0.5) ? [] : WEEK.slice(0, random.whole(2, 7)),
    fundings: random.chance(0.6) ? [] : ["credits", "card"],
    posterKind: random.pick(["any", "any", "any", "human"] as const),
    remoteOnly: random.chance(0.25),
    updatedAt: later(joined, days(1)),
  };
}
