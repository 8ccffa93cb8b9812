import postgres from "postgres";

const RETRY_MS = 200;
const SEEN_EVERY_MS = 30_000;
const SWEEP_EVERY_MS = 3_600_000;
/** Rows read at once, and what they say written at once to each who hears several of them. */
const BATCH = 100;

/** After it has told something it rests so many times as long as that took. */
const PAUSE = 3;
const MAX_PAUSE_MS = 10;

export type Row = {
  id: string;
  /** Where it is to be heard. */
  topics: string[];
  isPrivate: boolean;
  event: string;
  payload: string;
  bytes: Buffer | null;
};
/** What was written: for one topic, or for many, which its row names. */
type Note = { id: string; isPrivate: boolean; topic?: string };

type Stored = { id: string; event: string; payload: string | null; bytes: Buffer | null; topics: string | null };

export type FeedOptions = {
  url: string;
  sql: postgres.Sql;
  /** Whether anybody listens there, or anywhere: what nobody hears is not read. */
  hasListeners(topic: string | undefined, isPrivate: boolean): boolean;
  /** All that was read at once, in order. */
  tell(rows: Row[]): void;
  /** Rights have changed of those who listen by a credential (`via ID`), or to a topic (`topic NAME`). */
  onRights(of: string): void;
  /** What was committed from now on may be missed, until `open` resolves again. */
  onLost(): void;
};

/**
 * What the database sends, in the order of the commits. While the connection that listens is lost nothing is known to be
 * complete, so whoever listens is sent away and asks again.
 */
export class Feed {
  readonly #options: FeedOptions;
  readonly #timers: NodeJS.Timeout[];
  #queue: Note[] = [];
  #isReading = false;
  #isStopped = false;
  #connection: postgres.Sql | undefined;
  isUp = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#timers = [
      setInterval(() => this.#sign().catch(() => {}), SEEN_EVERY_MS),
      setInterval(() => this.#sweep().catch(() => {}), SWEEP_EVERY_MS),
    ];
  }

  /** Resolves once everything that commits from now on is heard. */
  async start() {
    while (!this.#isStopped) {
      try {
        await this.#open();
        await this.#sign();
        this.isUp = true;
        return;
      } catch {
        await this.#connection?.end({ timeout: 0 }).catch(() => {});
        await new Promise((done) => setTimeout(done, RETRY_MS));
      }
    }
  }

  async #open() {
    const connection = postgres(this.#options.url, {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      fetch_types: false,
      connect_timeout: 5,
      onnotice() {},
      connection: { application_name: "bothand-relay" },
      onclose: () => this.#lost(connection),
      onnotify: (channel: string, payload: string) =>
        channel === "rights" ? this.#options.onRights(payload) : this.#hear(payload),
    } as postgres.Options<Record<string, never>> & { onnotify(channel: string, payload: string): void });
    this.#connection = connection;
    await connection.unsafe("listen realtime; listen rights");
  }

  #lost(connection: postgres.Sql) {
    if (this.#isStopped || !this.isUp || connection !== this.#connection) return;
    this.isUp = false;
    this.#queue = [];
    connection.end({ timeout: 0 }).catch(() => {});
    this.#options.onLost();
    this.start();
  }

  /** Says that somebody is here: while nobody is, `realtime.send` writes nothing. */
  async #sign() {
    await this.#options.sql`with gone as (delete from realtime.relay) insert into realtime.relay values (now())`;
  }

  async #sweep() {
    const { sql } = this.#options;
    await sql`delete from realtime.messages where inserted_at < now() - interval '72 hours'`;
    await sql`delete from realtime.fanout where inserted_at < now() - interval '72 hours'`;
  }

  /** A line each: the row's id, whether its topic is private or open or there are many, and the topic. */
  #hear(payload: string) {
    for (const line of payload.split("\n")) {
      const [id, kind] = line.split(" ", 2) as [string, string];
      const note: Note = { id, isPrivate: kind !== "o" };
      if (kind !== "f") note.topic = line.slice(id.length + kind.length + 2);
      if (this.#options.hasListeners(note.topic, note.isPrivate)) this.#queue.push(note);
    }
    if (this.#queue.length > 0 && !this.#isReading) this.#read();
  }

  async #read() {
    this.#isReading = true;
    try {
      while (this.#queue.length > 0) {
        const notes = this.#queue.splice(0, BATCH);
        const stored = await this.#load(notes);
        const rows: Row[] = [];
        for (const { id, isPrivate, topic } of notes) {
          const row = stored.get(id);
          if (!row) continue;
          const topics = row.topics === null ? [topic!] : row.topics.split("\n");
          rows.push({ id, topics, isPrivate, event: row.event, payload: row.payload ?? "{}", bytes: row.bytes });
        }
        const began = performance.now();
        this.#options.tell(rows);
        // Where telling takes long, because many listen, what is said meanwhile is told together: most of the work is to
        // write to a connection, however much.
        const pause = Math.min(MAX_PAUSE_MS, PAUSE * (performance.now() - began));
        if (pause >= 1) await new Promise((done) => setTimeout(done, pause));
      }
    } catch {
      // What was to be read is lost: the same as if it had not been heard.
      if (this.#connection) this.#lost(this.#connection);
    } finally {
      this.#isReading = false;
    }
  }

  async #load(notes: Note[]): Promise<Map<string, Stored>> {
    const ids = `{${notes.map(({ id }) => id).join(",")}}`;
    const rows = await this.#options.sql<Stored[]>`
      select id, event, payload::text as payload, binary_payload as bytes, null as topics
        from realtime.messages where id = any(${ids}::uuid[])
      union all select id, event, payload::text, null, array_to_string(topics, E'\n')
        from realtime.fanout where id = any(${ids}::uuid[])`;
    return new Map(rows.map((row) => [row.id, row]));
  }

  async stop() {
    this.#isStopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#options.sql`delete from realtime.relay`.catch(() => {});
    await this.#connection?.end({ timeout: 1 });
  }
}
