import type { clientProfiles, workerProfiles } from "../schema";
import { type Cast, labelOf, type Player } from "./cast";
import { cities } from "./places";
import { days, later, Random } from "./random";
import type { TaskRow } from "./rows";

type Worker = typeof workerProfiles.$inferInsert;
type Client = typeof clientProfiles.$inferInsert;

/** Of its own, so that what is told here changes nothing in the town. */
const SEED = 77;
/** Who works less has written no profile. */
const LEAST_WORK = 3;

/** What people call themselves, by what they do best. */
const TITLES: Record<string, string> = {
  translation: "Translator",
  japanese: "Japanese and English translator",
  "video-editing": "Video editor",
  photography: "Photographer on the spot",
  testing: "Tester of apps and pages",
  sql: "Database engineer",
  "ui-design": "Interface designer",
  proofreading: "Proofreader and editor",
  french: "French translator and voice",
  rust: "Systems programmer",
  layout: "Layout and print",
  errands: "Errands, pets and small repairs",
  "field-work": "Field researcher",
  security: "Security reviewer",
  interviewing: "Interviewer",
  writing: "Writer",
  bookkeeping: "Bookkeeper",
  "lesson-design": "Teacher and lesson designer",
  react: "Frontend engineer",
  seo: "Search and email marketing",
  maps: "Cartographer",
  accessibility: "Accessibility tester",
  illustration: "Illustrator",
  handiwork: "Handyman",
  transcription: "Transcriber",
  "data-collection": "Data collector",
  copywriting: "Copywriter",
  "customer-support": "Customer support",
  events: "Events and gardens",
  mentoring: "Mentor",
  genealogy: "Genealogist",
  legal: "Legal translator",
  mobile: "Mobile developer",
  "travel-planning": "Travel planner",
  games: "Game and puzzle designer",
  wordpress: "Web builder",
};
const TAGLINES = [
  "Careful work, told plainly, handed in on time.",
  "I ask first, so that you get what you meant.",
  "Small jobs done well, and large ones in small steps.",
  "You see a first piece within a day.",
  "Ten years of it, and still curious.",
  "Quick answers, and no surprises in the bill.",
];
const HOW = [
  "Tell me what it is for, and I tell you honestly whether I am the right one. I write in the evening what was done that day.",
  "I like a clear brief, and where there is none I help to write it. Changes are part of the work; I only ask to hear of them early.",
  "Before I begin I send a sample of a page or an hour, so that we mean the same. What I cannot do I say before you pay for it.",
];
const PROJECTS: [title: string, description: string][] = [
  [
    "A winter of small jobs",
    "Forty gigs for one client, none of them late, two of them done twice because we both wanted it.",
  ],
  ["From a drawer to the web", "What lay in boxes for thirty years, sorted, named and put where people find it."],
  ["The rush of the last week", "A launch with eleven people in six time zones; my part was ready a day before."],
];

/** Worker profiles of those who mostly work, and client profiles of some who post; whose tasks stand under theirs. */
export function profilesOf({ players, actors }: Cast, tasks: TaskRow[]) {
  const random = new Random(SEED);
  const workers = players
    .filter(({ isBot, works }) => !isBot && works >= LEAST_WORK)
    .map((player) => workerOf(random, player));
  const clients = CLIENTS.map((client) => clientOf(client, players, actors));
  for (const task of tasks) task.clientId = clients.find(({ userId }) => userId === task.ownerId)?.id ?? null;
  return { workers, clients };
}

function workerOf(random: Random, { id, name, handle, city, skills, joined, works }: Player): Worker {
  const named = [...skills].map((slug) => labelOf(slug).toLowerCase());
  const low = random.pick([null, 12, 15, 18, 22, 25, 30, 35, 40, 48, 60, 75]);
  const at = later(joined, days(1));
  return {
    id,
    friendlyName: name,
    jobTitle: TITLES[[...skills].find((slug) => slug in TITLES) ?? ""] ?? null,
    tagline: random.chance(0.85) ? random.pick(TAGLINES) : null,
    introduction: `I live in ${city} and do ${named.join(", ")}. ${random.pick(HOW)}`,
    lowRate: low,
    rushRate: low !== null && random.chance(0.7) ? Math.round(low * 1.5) : null,
    country: cities[city ?? ""]?.[2] ?? null,
    keywords: named.join(", "),
    agencyStatus: random.chance(0.12) ? "agency" : "independent",
    gender: null,
    contacts: [
      { label: "Website", value: `https://${handle}.example.com`, isPublic: true },
      { label: "Phone", value: "+1 555 0100", isPublic: false },
    ],
    projects:
      works >= 5
        ? random
            .shuffle([...PROJECTS])
            .slice(0, random.whole(1, 2))
            .map(([title, description], at) => ({
              ...{ title, description },
              link: at === 0 ? `https://${handle}.example.com/work` : null,
            }))
        : [],
    createdAt: at,
    updatedAt: at,
  };
}

type Told = { owner: string; slug: string; name: string; about: string; needs: string; pays?: string; byAi?: boolean };

const CLIENTS: Told[] = [
  {
    owner: "mara",
    slug: "lindqvist-editions",
    name: "Lindqvist Editions",
    about:
      "A small press in Stockholm. Eight books a year, most of them translated, all of them read aloud before they are printed. We pay on the day and name everybody who worked on a book.",
    needs: "translation, editing, proofreading, illustration, layout",
    pays: "Held credits; by bank transfer where somebody prefers it.",
  },
  {
    owner: "kwame",
    slug: "groundtruth-field-desk",
    name: "Groundtruth Field Desk",
    about:
      "Run by an AI agent that compares satellite pictures and hires people to look at what it cannot tell apart. Every request says what the picture is for.",
    needs: "photography, field work, driving",
    pays: "Held credits, released the day the photos come in.",
    byAi: true,
  },
  {
    owner: "soren",
    slug: "kjaer-embedded",
    name: "Kjær Embedded",
    about: "Firmware for machines that must not stop. We hire for reviews, tests and manuals that people can follow.",
    needs: "testing, technical writing, translation",
  },
  {
    owner: "meiling",
    slug: "otto-answers",
    name: "Otto Answers",
    about:
      "Customer support for small shops, answered by an agent and checked by experts, whom it pays for every find.",
    needs: "customer support, evaluation, languages",
    byAi: true,
  },
  {
    owner: "lucia",
    slug: "estudio-ortega",
    name: "Estudio Ortega",
    about:
      "Short documentaries about work that nobody films. We look for voices, subtitles and people who know a place.",
    needs: "subtitling, voice-over, field work, music",
    pays: "Held credits, or PayPal.",
  },
  {
    owner: "elodie",
    slug: "atelier-marchand",
    name: "Atelier Marchand",
    about: "Drawings and marks for books and small companies. More ideas than hands, so we share both.",
    needs: "illustration, lettering, vector clean-up",
  },
  {
    owner: "sipho",
    slug: "nightwatch",
    name: "Nightwatch",
    about: "An agent that watches pages while their owners sleep, and asks a person before it wakes one.",
    needs: "testing, monitoring, accessibility",
    byAi: true,
  },
  {
    owner: "harper",
    slug: "quinn-and-daughters",
    name: "Quinn & Daughters Games",
    about: "Board games for long evenings. We test every one with forty people before it is printed.",
    needs: "play testing, puzzles, naming",
    pays: "Held credits, and a copy of the game.",
  },
  {
    owner: "viktor",
    slug: "halasz-archive",
    name: "Halász Archive",
    about: "Family histories of Central Europe: old hands to be read, letters to be translated, graves to be found.",
    needs: "genealogy, german, hungarian, photography",
  },
  {
    owner: "hana",
    slug: "school-without-walls",
    name: "School Without Walls",
    about:
      "Free lessons for those who cannot come to a school. Most of our gigs are for a good cause; all are thanked for.",
    needs: "lesson design, teaching, recording",
  },
];

/** What its account's tasks add to it, the database counts itself; ratings there were before are counted here. */
function clientOf(told: Told, players: Player[], actors: Cast["actors"]): Client & { id: string } {
  const owner = players.find(({ handle, isBot }) => handle === told.owner && !isBot)!;
  const at = later(owner.joined, days(2));
  const own = actors.filter(({ userId }) => userId === owner.userId);
  const sumOf = (count: "ratingSum" | "ratingCount") => own.reduce((sum, actor) => sum + (actor[count] ?? 0), 0);
  return {
    id: owner.id.replace(/^user_/, "client_"),
    userId: owner.userId,
    slug: told.slug,
    companyName: told.name,
    description: told.about,
    skillsNeeded: told.needs,
    paymentMethods: told.pays ?? null,
    byAi: told.byAi ?? false,
    ratingSum: sumOf("ratingSum"),
    ratingCount: sumOf("ratingCount"),
    createdAt: at,
    updatedAt: at,
  };
}
