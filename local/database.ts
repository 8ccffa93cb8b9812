import path from "node:path";
import postgres from "postgres";
import type { Place } from "./environment";
import { migrate } from "./migrate";
import { type Postgres, startPostgres } from "./postgres";
import { answers } from "./processes";

const WATCH_MS = 2_000;

export type Database = {
  /** For the app. */
  url: string;
  /** For migrations, seed and bench. */
  ownerUrl: string;
  /** Run by us, or by somebody else who set DATABASE_URL. */
  embedded: boolean;
  stop(): Promise<void>;
};

/** The place's database, running and migrated. `settings` are PostgreSQL's own, and only for the embedded one. */
export async function openDatabase(place: Place, settings?: Record<string, string>): Promise<Database> {
  if (place.externalDatabase) {
    await migrate({ ownerUrl: place.externalDatabase.ownerUrl });
    return { ...place.externalDatabase, embedded: false, async stop() {} };
  }
  const server = await startPostgres({ dir: postgresFolder(place), settings });
  try {
    await migrate(server);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const keeper = keepAlive(place, server.port, settings);
  return {
    url: server.url,
    ownerUrl: server.ownerUrl,
    embedded: true,
    async stop() {
      await keeper.stop();
      await server.stop();
    },
  };
}

export const postgresFolder = (place: Place) => path.join(place.localDir, "postgres");

/** Brings back a server that somebody killed. It returns on the same port, where the app reconnects by itself. */
function keepAlive(place: Place, port: number, settings?: Record<string, string>) {
  const revived: Postgres[] = [];
  let attempt: Promise<void> | undefined;
  const check = async () => {
    if (await answers(port)) return;
    console.error("The database went away; starting it again.");
    revived.push(await startPostgres({ dir: postgresFolder(place), settings }));
  };
  const timer = setInterval(() => {
    attempt ??= check()
      .catch((error) => console.error(String(error)))
      .finally(() => {
        attempt = undefined;
      });
  }, WATCH_MS).unref();
  return {
    async stop() {
      clearInterval(timer);
      await attempt;
      for (const server of revived) await server.stop();
    },
  };
}

/** True while nobody has an account: a database that only just came to be. */
export async function isEmpty(database: Database): Promise<boolean> {
  const sql = postgres(database.ownerUrl, { max: 1, onnotice() {} });
  try {
    const [row] = await sql`select exists (select 1 from users) as inhabited`;
    return row?.inhabited === false;
  } finally {
    await sql.end();
  }
}
