import type { fundings, taskStatuses } from "../schema";
import type { Player } from "./cast";
import { codeGigs } from "./gigs/code";
import { fill, type Gig } from "./gigs/gig";
import { placeGigs } from "./gigs/places";
import { studioGigs } from "./gigs/studio";
import { wordGigs } from "./gigs/words";
import { days, later, type Random } from "./random";

type Status = (typeof taskStatuses)[number];
type Funding = (typeof fundings)[number];

/** One gig of the demo marketplace before its story is told: what, whose, how paid, and where it stands by now. */
export type Planned = {
  gig: Gig;
  title: string;
  text: string;
  city?: string;
  status: Status;
  funding: Funding;
  poster: Player;
  createdAt: Date;
  /** Whole dollars. */
  budget: number;
  /** Whom the story wants as its worker, where it matters. */
  star?: Player;
};

const QUOTAS: Record<Status, number> = {
  open: 105,
  in_progress: 32,
  delivered: 14,
  completed: 109,
  cancelled: 18,
  expired: 14,
  disputed: 8,
};
/** How many days ago a gig of this state was posted: from, to. */
const AGES: Record<Status, [number, number]> = {
  open: [0.02, 24],
  in_progress: [2.5, 16],
  delivered: [4, 14],
  completed: [6, 60],
  cancelled: [5, 55],
  expired: [18, 58],
  disputed: [8, 26],
};

/** A skill in which one bot has finished enough to be an expert. */
const EXPERT = { handle: "quillfeather", skill: "research", tasks: 28 };

/** Every gig once, in the order of posting. */
export function planOf(random: Random, now: Date, players: Player[]): Planned[] {
  const variants = random.shuffle(
    [...wordGigs, ...codeGigs, ...placeGigs, ...studioGigs].flatMap((gig) =>
      gig.variants.map((variant) => ({ gig, variant })),
    ),
  );
  const expert = players.find(({ handle }) => handle === EXPERT.handle)!;
  const isExperts = ({ gig }: { gig: Gig }) => gig.skills.includes(EXPERT.skill) && !gig.local && !gig.bot;
  const experts = variants.filter(isExperts).slice(0, EXPERT.tasks);
  const others = variants.filter((one) => !experts.includes(one));
  const statuses = random.shuffle(
    Object.entries(QUOTAS).flatMap(([status, count]) =>
      Array<Status>(status === "completed" ? count - experts.length : count).fill(status as Status),
    ),
  );
  const planned = [
    ...experts.map((one) => plan(random, now, players, one, "completed", expert)),
    ...others.slice(0, statuses.length).map((one, i) => plan(random, now, players, one, statuses[i]!)),
  ];
  return planned.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

function plan(
  random: Random,
  now: Date,
  players: Player[],
  { gig, variant }: { gig: Gig; variant: string[] },
  status: Status,
  star?: Player,
): Planned {
  const [youngest, oldest] = AGES[status];
  // More of the open ones are fresh than old.
  const age = youngest + (oldest - youngest) * random.next() ** (status === "open" ? 1.6 : 1);
  const createdAt = later(now, -days(age));
  const [low, high] = gig.budget;
  const poster = gig.bot
    ? players.find(({ handle }) => handle === gig.bot)!
    : random.weighted(players, (one) => (one.isBot || one.userId === star?.userId ? 0 : one.posts))!;
  return {
    gig,
    title: fill(gig.title, variant),
    text: fill(gig.text, variant),
    ...(gig.local && { city: variant[0]! }),
    status,
    funding: gig.funding ?? fundingOf(random, status, star),
    poster,
    createdAt,
    budget: Math.round(random.between(low, high) / 5) * 5,
    ...(star && { star }),
  };
}

/** How many of each state are paid by card. Nothing is held for an open one: its card pays when somebody is chosen. */
const CARD_SHARE: Partial<Record<Status, number>> = {
  open: 0.22,
  in_progress: 0.2,
  delivered: 0.25,
  completed: 0.12,
  cancelled: 0.35,
  disputed: 0.4,
};

function fundingOf(random: Random, status: Status, star?: Player): Funding {
  const roll = random.next();
  if (!star && roll < (CARD_SHARE[status] ?? 0)) return "card";
  return roll > 0.92 && !star ? "offsite" : "credits";
}
