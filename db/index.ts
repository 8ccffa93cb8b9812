import { makePgArray, type PgDatabase, parsePgArray } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import * as schema from "./schema";
import { PLANNED_ANEW } from "./statement";

export type Db = PgDatabase<PostgresJsQueryResultHKT, typeof schema>;
export type Client = postgres.Sql;

/** How long a lost connection waits before it is opened again: the driver's own steps go up to 20 s, long after the database is back. */
const MAX_BACKOFF_SECONDS = 1;
/** Longer than any honest statement; a runaway one is ended by Postgres itself. */
const STATEMENT_TIMEOUT_MS = 15_000;

/**
 * Drizzle asks for unnamed statements unless each query is prepared by hand. Here every query with parameters is a
 * prepared one, unless a pooler shares connections between statements.
 */
function preparing(client: Client): Client {
  const nested =
    (open: (...args: any[]) => unknown) =>
    (...args: any[]) =>
      open(
        ...args.map((arg) => (typeof arg === "function" ? (inner: Client) => whileAlive(arg(preparing(inner))) : arg)),
      );
  return new Proxy(client, {
    get(target, property, receiver) {
      if (property === "unsafe")
        return (query: string, params: any[] = [], options: object = {}) =>
          target.unsafe(query, params, {
            ...options,
            prepare: !env.DATABASE_POOLER && params.length > 0 && !query.startsWith(PLANNED_ANEW),
          });
      if (property === "begin") return begun(nested(target.begin.bind(target)));
      if (property === "savepoint") return nested((target as any).savepoint.bind(target));
      return Reflect.get(target, property, receiver);
    },
  });
}

/** How often a transaction is begun that the driver refused unbegun. */
const BEGINNINGS = 5;

/**
 * The driver does not reserve a connection whose socket is full at the moment it begins a transaction there, and refuses it
 * before its first statement. Nothing was done, so it is begun anew.
 */
const begun =
  (begin: (...args: any[]) => unknown) =>
  async (...args: any[]): Promise<unknown> => {
    for (let left = BEGINNINGS; ; left--)
      try {
        return await begin(...args);
      } catch (error) {
        if (left === 1 || (error as { code?: string }).code !== "UNSAFE_TRANSACTION") throw error;
      }
  };

/** What the driver and Postgres call the end of a connection. */
const LOST = /^(57P0[123]|08|CONNECTION_|ECONN|EPIPE|ETIMEDOUT)/;
const isLost = (error: any, depth = 0): boolean =>
  error instanceof Error && (LOST.test((error as any).code ?? "") || (depth < 5 && isLost(error.cause, depth + 1)));

/**
 * The body of a transaction whose connection is gone never comes back: the driver itself rejects the transaction when it
 * sees the connection close. Told of the error it would send a rollback into the closed socket, which ends the process
 * (porsager/postgres#1154) and leaves that place in the pool dead for good.
 */
const whileAlive = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return await work;
  } catch (error) {
    return isLost(error) ? new Promise(() => {}) : Promise.reject(error);
  }
};

/**
 * The array types in use, named here because the driver would else ask each new connection for all there are: a round
 * trip, and one whose failure it leaves unhandled, so that a database that goes away at that moment ends the process.
 */
const arrays = (oid: number, read: (text: string) => unknown) => ({
  to: oid,
  from: [oid],
  serialize: (value: unknown) => (Array.isArray(value) ? makePgArray(value) : value),
  parse: (text: string) => parsePgArray(text).map(read as (item: any) => unknown),
});
const ARRAY_TYPES = {
  text: arrays(1009, String),
  varchar: arrays(1015, String),
  integer: arrays(1007, Number),
  bigint: arrays(1016, Number),
};

function connect() {
  if (!env.DATABASE_URL) throw new Error("DATABASE_URL is not set. `npm start` sets it to the embedded database.");
  const client = postgres(env.DATABASE_URL, {
    max: env.DATABASE_POOL,
    prepare: !env.DATABASE_POOLER,
    idle_timeout: 60,
    connect_timeout: 10,
    backoff: (attempt) => Math.min(MAX_BACKOFF_SECONDS, 0.05 * 2 ** attempt),
    fetch_types: false,
    types: ARRAY_TYPES as Record<string, postgres.PostgresType>,
    onnotice: () => {},
    connection: { application_name: "bothand", TimeZone: "UTC", statement_timeout: STATEMENT_TIMEOUT_MS },
  });
  return { client, db: drizzle(preparing(client), { schema, casing: "snake_case" }) as Db };
}

// One pool a process, also where a bundler makes two copies of this module.
const shared = globalThis as { bothandDatabase?: ReturnType<typeof connect> };
const open = () => {
  shared.bothandDatabase ??= connect();
  return shared.bothandDatabase;
};

/** The pool as Drizzle sees it. Opened by the first query, so that a build needs no database. */
export const db: Db = new Proxy({} as Db, { get: (_, property) => Reflect.get(open().db, property) });

/** The bare driver, for LISTEN and for closing down. */
export const client = (): Client => open().client;

/** Ends the pool: scripts and tests call it, a server does on its way out. */
export async function closeDatabase() {
  await shared.bothandDatabase?.client.end({ timeout: 5 });
  shared.bothandDatabase = undefined;
}
