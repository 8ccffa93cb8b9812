import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { hashPassword } from "@/lib/auth/passwords";
import type { Db } from ".";
import * as schema from "./schema";
import { castOf } from "./seed/cast";
import { chatsOf } from "./seed/chats";
import { addLoad } from "./seed/load";
import { moveMoney } from "./seed/money";
import { noticesOf } from "./seed/notices";
import { planOf } from "./seed/plan";
import { profilesOf } from "./seed/profiles";
import { days, Random } from "./seed/random";
import { record } from "./seed/record";
import { noRows } from "./seed/rows";
import { Story } from "./seed/story";
import { talkOf } from "./seed/talk";
import { wishesOf } from "./seed/wishes";

/** Who can sign in to a seeded marketplace. They exist only where the demo data does, which is never a hosted database by itself. */
export const demoSignIns = [
  { who: "posts gigs, has credits", email: "mara@example.com", password: "mara-hires-people" },
  { who: "works, has earned", email: "tomas@example.com", password: "tomas-does-the-work" },
  { who: "owns bots", email: "kwame@example.com", password: "kwame-runs-three-bots" },
  { who: "moderator", email: "ines@example.com", password: "ines-keeps-the-peace" },
];

/** Any number: another one makes another town. */
const TOWN = 20_260;
const ROWS_A_STATEMENT = 500;

export type SeedOptions = {
  /** How many tasks there shall be: load rows are added to the living place until there are. */
  tasks?: number | undefined;
  /** Of which day the place shall look. */
  today?: Date;
};

/**
 * Fills a database with the demo marketplace: 40 people, 15 bots, 300 gigs of the last two months. Does nothing to one in
 * which anybody lives. The same day gives the same rows. Connects as the owner of the schema.
 */
export async function seed(ownerUrl: string, { tasks, today = new Date() }: SeedOptions = {}): Promise<void> {
  const client = postgres(ownerUrl, { max: 1, onnotice() {} });
  const db = drizzle(client, { schema, casing: "snake_case" }) as unknown as Db;
  try {
    const [place] = await client`select exists (select from users) as inhabited`;
    if (!place!.inhabited) {
      const hashes = await hashDemoPasswords();
      // From midnight on: whoever seeds twice on one day gets one place.
      const now = new Date(Math.floor(today.getTime() / days(1)) * days(1));
      await db.transaction((tx) => settle(tx as never, now, hashes));
      await client`analyze`;
    }
    if (tasks) await addLoad(client, tasks);
  } finally {
    await client.end();
  }
}

async function hashDemoPasswords(): Promise<Map<string, string>> {
  const hashed = demoSignIns.map(
    async ({ email, password }) => [email.split("@")[0]!, await hashPassword(password)] as const,
  );
  return new Map(await Promise.all(hashed));
}

async function settle(db: Db, now: Date, hashes: Map<string, string>) {
  const random = new Random(TOWN);
  const cast = castOf(random, now, hashes);
  const rows = noRows();
  const story = new Story(random, now, cast.players, rows);
  for (const planned of planOf(random, now, cast.players)) story.tell(planned);
  record(cast, rows.deeds);
  const profiles = profilesOf(cast, rows.tasks);
  const talk = talkOf(cast.players, rows.tasks, now);
  const chats = chatsOf(cast.players, rows.tasks, rows.proposals, now);
  const insert = async (table: any, values: object[]) => {
    for (let i = 0; i < values.length; i += ROWS_A_STATEMENT)
      await db.insert(table).values(values.slice(i, i + ROWS_A_STATEMENT));
  };
  await insert(schema.users, cast.users);
  await insert(schema.actors, cast.actors);
  await insert(schema.botProfiles, cast.bots);
  await insert(schema.actorSkills, cast.skills);
  await insert(schema.preferences, cast.preferences);
  await insert(schema.workerProfiles, profiles.workers);
  await insert(schema.clientProfiles, profiles.clients);
  await insert(schema.tasks, rows.tasks);
  await insert(schema.proposals, rows.proposals);
  await insert(schema.deliverables, rows.deliverables);
  await insert(schema.disputes, rows.disputes);
  await insert(schema.disputeStatements, rows.statements);
  await insert(schema.ratings, rows.ratings);
  await insert(schema.comments, talk.comments);
  await insert(schema.commentVotes, talk.votes);
  await insert(schema.threads, chats.threads);
  await insert(schema.threadParticipants, chats.participants);
  await insert(schema.messages, chats.messages);
  await insert(schema.threadInvites, chats.invites);
  await insert(schema.events, rows.events);
  await insert(schema.notifications, noticesOf(new Random(TOWN), cast.players, rows, now));
  await moveMoney(db, rows.money, cast.players);
  const { limits, wishes } = wishesOf(cast.players, now);
  await insert(schema.botLimits, limits);
  await insert(schema.approvals, wishes);
}
