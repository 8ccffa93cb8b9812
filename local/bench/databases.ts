import postgres from "postgres";
import { withDatabase } from "../database-url";
import type { Environment } from "../environment";
import { migrate } from "../migrate";
import { seed } from "../seeding";
import { makeCrowd } from "./crowd";

/** The bench's PostgreSQL server, as its owner and as the app connect. */
export type Server = { url: string; ownerUrl: string };

const nameOf = (tasks: number) => `bench_${tasks}`;

/** A migrated database with so many tasks: made once, then found again. Gives its server's strings with its name. */
export const databaseOf = (server: Server, tasks: number, env: Environment): Promise<Server> =>
  madeOnce(server, nameOf(tasks), `${tasks.toLocaleString("en")} tasks`, async (ownerUrl) => {
    await seed({ env, ownerUrl, tasks });
  });

/** The same with so many people: each a worker and a client, with tasks and ratings. */
export const crowdOf = (server: Server, people: number): Promise<Server> =>
  madeOnce(server, `bench_people_${people}`, `${people.toLocaleString("en")} people`, (ownerUrl) =>
    makeCrowd(ownerUrl, people),
  );

async function madeOnce(server: Server, name: string, holds: string, fill: (ownerUrl: string) => Promise<void>) {
  const admin = connect(server.ownerUrl);
  try {
    const [there] = await admin`select 1 from pg_database where datname = ${name}`;
    if (there) {
      await migrate({ ownerUrl: withDatabase(server.ownerUrl, name) });
      return at(server, name);
    }
    console.log(`Making a database of ${holds}, once …`);
    // Under another name until it is whole: a bench that was stopped leaves nothing that looks finished.
    const unfinished = `${name}_unfinished`;
    await recreate(admin, unfinished);
    const ownerUrl = withDatabase(server.ownerUrl, unfinished);
    await migrate({ ownerUrl });
    await fill(ownerUrl);
    await admin.unsafe(`alter database ${unfinished} rename to ${name}`);
    return at(server, name);
  } finally {
    await admin.end();
  }
}

/** A copy that may be written to, so that every run measures the same rows. */
export async function copyOf(server: Server, tasks: number): Promise<Server & { drop(): Promise<void> }> {
  const name = `${nameOf(tasks)}_run`;
  const admin = connect(server.ownerUrl);
  await recreate(admin, name, nameOf(tasks));
  await admin.end();
  return {
    ...at(server, name),
    drop: () => dropDatabase(server, name),
  };
}

/** A migrated database without a row in it, made anew each time. */
export async function emptyDatabase(server: Server, name: string): Promise<Server & { drop(): Promise<void> }> {
  const admin = connect(server.ownerUrl);
  await recreate(admin, name);
  await admin.end();
  const database = at(server, name);
  await migrate({ ownerUrl: database.ownerUrl });
  return { ...database, drop: () => dropDatabase(server, name) };
}

async function dropDatabase(server: Server, name: string) {
  const admin = connect(server.ownerUrl);
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.end();
}

async function recreate(admin: postgres.Sql, name: string, template = "template1") {
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.unsafe(`create database ${name} template ${template}`);
}

const connect = (url: string) => postgres(withDatabase(url, "postgres"), { max: 1, onnotice() {} });
const at = ({ url, ownerUrl }: Server, name: string): Server => ({
  url: withDatabase(url, name),
  ownerUrl: withDatabase(ownerUrl, name),
});
