import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Manner } from "./mischief";

/** Whatever Stripe gives an id to. */
export type Thing = { id: string; object: string; created: number | string };
/** An answer kept under an idempotency key. */
export type Kept = { fingerprint: string; status: number; body: string };
/** An event on its way to the webhook endpoint. */
export type Delivery = {
  eventId: string;
  attempts: number;
  nextAt: number;
  status: "waiting" | "held" | "delivered" | "failed";
};

const TABLES = `
  create table if not exists things (id text primary key, object text not null, place integer not null unique, json text not null);
  create index if not exists things_by_object on things (object, place);
  create table if not exists answers (key text primary key, fingerprint text not null, status integer not null, body text not null, at integer not null);
  create table if not exists deliveries (event_id text primary key, attempts integer not null, next_at integer not null, status text not null);
  create table if not exists settings (name text primary key, value text not null);
`;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const kindOf = (object: string, account?: string) => (account ? `${object} of ${account}` : object);

/** A new id in Stripe's manner. */
export const newId = (prefix: string): string =>
  `${prefix}_${[...randomBytes(24)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("")}`;

/**
 * Everything the stand-in knows, in one SQLite file: what was answered stands after a kill. A request is one transaction,
 * and because SQLite is asked synchronously, requests do not mix.
 */
export class State {
  readonly #db: DatabaseSync;
  /** Not kept: a stand-in that is started anew behaves. */
  readonly manner = new Manner();

  /** Sees each event as it happens. */
  onEvent?: ((event: object) => void) | undefined;

  constructor(file: string) {
    if (file !== ":memory:") mkdirSync(path.dirname(file), { recursive: true });
    this.#db = new DatabaseSync(file);
    this.#db.exec("pragma journal_mode = wal; pragma synchronous = normal;");
    this.#db.exec(TABLES);
  }

  /** Does the work, or none of it when it throws. */
  transact<T>(work: () => T): T {
    this.#db.exec("begin immediate");
    try {
      const done = work();
      this.#db.exec("commit");
      return done;
    } catch (error) {
      this.#db.exec("rollback");
      throw error;
    }
  }

  /** A part of a transaction that is undone when it throws, unless what was thrown says that it happened. */
  transactInner<T>(work: () => T, stands: (error: unknown) => boolean): T {
    this.#db.exec("savepoint inner_work");
    try {
      const done = work();
      this.#db.exec("release inner_work");
      return done;
    } catch (error) {
      this.#db.exec(stands(error) ? "release inner_work" : "rollback to inner_work; release inner_work");
      throw error;
    }
  }

  /** Seconds since 1970, moved on by what `advance` was told. */
  now(): number {
    return Math.floor(Date.now() / 1000) + Number(this.setting("advanced") ?? 0);
  }
  advance(seconds: number) {
    this.set("advanced", String(Number(this.setting("advanced") ?? 0) + seconds));
  }

  get<T extends { id: string }>(id: string): T | undefined {
    const row = this.#db.prepare("select json from things where id = ?").get(id) as { json: string } | undefined;
    return row && JSON.parse(row.json);
  }

  /** Keeps a thing: the platform's, or, where an account is named, that account's, which the platform's lists do not show. */
  put<T extends { id: string; object: string }>(thing: T, account?: string): T {
    this.#db
      .prepare(
        `insert into things (id, object, place, json) values (?, ?, (select coalesce(max(place), 0) + 1 from things), ?)
          on conflict (id) do update set json = excluded.json`,
      )
      .run(thing.id, kindOf(thing.object, account), JSON.stringify(thing));
    return thing;
  }

  remove(id: string) {
    this.#db.prepare("delete from things where id = ?").run(id);
  }

  /** All of a kind, newest first: the platform's, or those of an account. */
  all<T>(object: string, account?: string): T[] {
    const rows = this.#db
      .prepare("select json from things where object = ? order by place desc")
      .all(kindOf(object, account));
    return (rows as { json: string }[]).map(({ json }) => JSON.parse(json));
  }

  kept(key: string): Kept | undefined {
    return this.#db.prepare("select fingerprint, status, body from answers where key = ?").get(key) as Kept | undefined;
  }
  keep(key: string, { fingerprint, status, body }: Kept) {
    this.#db
      .prepare("insert into answers (key, fingerprint, status, body, at) values (?, ?, ?, ?, ?)")
      .run(key, fingerprint, status, body, this.now());
  }
  /** Forgets the answers that are older than so many seconds, as Stripe does after a day or more. */
  forgetAnswers(olderThan: number) {
    this.#db.prepare("delete from answers where at < ?").run(this.now() - olderThan);
  }

  deliver({ eventId, attempts, nextAt, status }: Delivery) {
    this.#db
      .prepare(
        `insert into deliveries (event_id, attempts, next_at, status) values (?, ?, ?, ?)
          on conflict (event_id) do update set attempts = excluded.attempts, next_at = excluded.next_at, status = excluded.status`,
      )
      .run(eventId, attempts, nextAt, status);
  }
  deliveries(status: Delivery["status"]): Delivery[] {
    const columns = "event_id as eventId, attempts, next_at as nextAt, status";
    return this.#db
      .prepare(`select ${columns} from deliveries where status = ? order by rowid`)
      .all(status) as Delivery[];
  }
  deliveryOf(eventId: string): Delivery | undefined {
    const columns = "event_id as eventId, attempts, next_at as nextAt, status";
    return this.#db.prepare(`select ${columns} from deliveries where event_id = ?`).get(eventId) as
      | Delivery
      | undefined;
  }

  setting(name: string): string | undefined {
    const row = this.#db.prepare("select value from settings where name = ?").get(name) as
      | { value: string }
      | undefined;
    return row?.value;
  }
  set(name: string, value: string) {
    this.#db
      .prepare(
        "insert into settings (name, value) values (?, ?) on conflict (name) do update set value = excluded.value",
      )
      .run(name, value);
  }

  close() {
    this.#db.close();
  }
}
