import postgres from "postgres";

const RETRY_MS = 200;
const SEEN_EVERY_MS = 30_000;
const SWEEP_EVERY_MS = 3_600_000;
/** Rows read at once. */
const BATCH = 500;

export type Row = {
  id: string;
  topic: string;
  isPrivate: boolean;
  event: string;
  payload: string;
  bytes: Buffer | null;
};
type Note = { id: string; isPrivate: boolean; topic: string };

export type FeedOptions = {
  url: string;
  sql: postgres.Sql;
  /** Whether anybody listens there: what nobody hears is not read. */
  hasListeners(topic: string, isPrivate: boolean): boolean;
  tell(row: Row): void;
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
      onnotify: (_: string, payload: string) => this.#hear(payload),
    } as postgres.Options<Record<string, never>> & { onnotify(channel: string, payload: string): void });
    this.#connection = connection;
    await connection.unsafe("listen realtime");
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
    await this.#options.sql`delete from realtime.messages where inserted_at < now() - interval '72 hours'`;
  }

  /** A line each: the row's id, whether its topic is private, and the topic. */
  #hear(payload: string) {
    for (const line of payload.split("\n")) {
      const [id, kind] = line.split(" ", 2) as [string, string];
      const note = { id, isPrivate: kind === "p", topic: line.slice(id.length + kind.length + 2) };
      if (this.#options.hasListeners(note.topic, note.isPrivate)) this.#queue.push(note);
    }
    if (this.#queue.length > 0 && !this.#isReading) this.#read();
  }

  async #read() {
    this.#isReading = true;
    try {
      while (this.#queue.length > 0) {
        const notes = this.#queue.splice(0, BATCH);
        const ids = `{${notes.map(({ id }) => id).join(",")}}`;
        const rows = await this.#options.sql`select id, event, payload::text as payload, binary_payload as bytes
          from realtime.messages where id = any(${ids}::uuid[])`;
        const byId = new Map(rows.map((row) => [row.id, row]));
        for (const note of notes) {
          const row = byId.get(note.id);
          if (row) this.#options.tell({ ...note, event: row.event, payload: row.payload ?? "{}", bytes: row.bytes });
        }
      }
    } catch {
      // What was to be read is lost: the same as if it had not been heard.
      if (this.#connection) this.#lost(this.#connection);
    } finally {
      this.#isReading = false;
    }
  }

  async stop() {
    this.#isStopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#options.sql`delete from realtime.relay`.catch(() => {});
    await this.#connection?.end({ timeout: 1 });
  }
}
