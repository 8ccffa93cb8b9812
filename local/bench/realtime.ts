import { readFileSync } from "node:fs";
import postgres from "postgres";
import { startNode, stopChild } from "../children";
import type { Environment } from "../environment";
import { answers, freePort, sleep, waitUntil } from "../processes";
import { RELAY_MEMORY } from "../realtime/place";
import { PUBLISHABLE, SECRET } from "../realtime/testing";
import type { Server } from "./databases";
import { emptyDatabase } from "./databases";
import { Listener } from "./listener";

const LISTENERS = 100;
/** A thread of two, and one of all. */
const PAIR = "thread_pair";
const ALL = "thread_all";
const actor = (n: number) => `user_bench${n}`;
const connect = (port: number, n: number) => Listener.connect(port, actor(n));

export type Percentiles = { p50: number; p95: number; p99: number };
export type LiveSpeeds = {
  paths: { name: string; measured: Percentiles; known: Percentiles }[];
  /** What was measured once, in words, beside what was measured when the design was made. */
  others: { name: string; measured: string; known: string }[];
};

/**
 * The way of a message from its INSERT, with the trigger that tells everybody in its thread, to the sockets that listen,
 * through a relay in a process of its own; all on this machine. `times`: how often the single ways are measured.
 */
export async function measureRealtime(server: Server, env: Environment, times: number): Promise<LiveSpeeds> {
  const database = await emptyDatabase(server, "bench_realtime");
  const sql = postgres(database.ownerUrl, { max: 4, onnotice() {} });
  await fill(sql);
  const port = await freePort();
  const own = { ...env, DATABASE_OWNER_URL: database.ownerUrl, RELAY_PORT: String(port) };
  const launch = async () => {
    const child = startNode(["local/realtime/process.ts"], {
      env: {
        ...own,
        SUPABASE_PUBLISHABLE_KEY: PUBLISHABLE,
        SUPABASE_JWT_SECRET: SECRET,
        ...RELAY_MEMORY,
      },
    });
    if (!(await waitUntil(() => answers(port), 20_000))) throw new Error("the relay did not start");
    return child;
  };
  // Whoever starts it for the first time compiles it as well, and keeps the compiler.
  await stopChild(await launch());
  let relay = await launch();
  try {
    const one = await connect(port, 1);
    await one.join(`user:${actor(1)}`);
    const alone = await ways(sql, PAIR, [one], times, 0);
    const typing = await typingWays(port, times);
    one.clear();
    const clients = [one];
    for (let n = 2; n <= LISTENERS; n++) clients.push(await connect(port, n));
    const joining = performance.now();
    await Promise.all(clients.slice(1).map((client, i) => client.join(`user:${actor(i + 2)}`)));
    const joined = performance.now() - joining;
    const crowded = await ways(sql, ALL, clients, times, 50);
    const burst = await deliverAll(sql, clients, LISTENERS, () => Promise.resolve());
    const seconds = Math.max(1, Math.round(times / 60));
    const pace = 1000 / 200;
    const began = performance.now();
    const steady = await deliverAll(sql, clients, 200 * seconds, (n) =>
      sleep(Math.max(0, began + n * pace - performance.now())),
    );
    const memory = residentOf(relay.pid!);
    const left = performance.now();
    await stopChild(relay);
    relay = await launch();
    const back = performance.now() - left;
    for (const client of clients) client.close();
    const rate = (steady.written / steady.ms) * 1000;
    return {
      paths: [
        {
          name: "INSERT started → received, 1 listens",
          measured: alone.started,
          known: { p50: 3.1, p95: 7.3, p99: 10.5 },
        },
        {
          name: "INSERT returned → received, 1 listens",
          measured: alone.returned,
          known: { p50: 0.9, p95: 3.5, p99: 5.5 },
        },
        {
          name: "INSERT started → received, 100 listen, 20/s",
          measured: crowded.started,
          known: { p50: 5.2, p95: 11.4, p99: 17.4 },
        },
        {
          name: "INSERT returned → received, 100 listen",
          measured: crowded.returned,
          known: { p50: 3.0, p95: 8.1, p99: 13.1 },
        },
        { name: "typing, from client to client", measured: typing, known: { p50: 0.7, p95: 1.4, p99: 3.2 } },
      ],
      others: [
        { name: `${LISTENERS - 1} authorised joins`, measured: `${joined.toFixed(0)} ms`, known: "300 ms" },
        {
          name: "100 messages at once to 100: all 10,000 there",
          measured: `${burst.ms.toFixed(0)} ms`,
          known: "195 ms",
        },
        {
          name: `200 messages/s to 100 for ${seconds} s`,
          measured: `${rate.toFixed(0)}/s, the last ${steady.lag.toFixed(0)} ms after its INSERT, ${steady.lost} lost, ${steady.disorder} out of order or twice`,
          known: "",
        },
        { name: "relay back after a restart", measured: `${back.toFixed(0)} ms`, known: "" },
        {
          name: "memory of the relay, resident (compiled before)",
          measured: memory === undefined ? "?" : `${memory.toFixed(0)} MB`,
          known: "73 MB",
        },
      ],
    };
  } finally {
    await stopChild(relay);
    await sql.end();
    await database.drop();
  }
}

/** A hundred people, and the threads that they are in. */
async function fill(sql: postgres.Sql) {
  for (let n = 1; n <= LISTENERS; n++) {
    await sql`insert into users (id, email, accepted_terms_at) values (${actor(n)}, ${`${actor(n)}@example.com`}, now())`;
    await sql`insert into actors (id, user_id, is_bot, name) values (${actor(n)}, ${actor(n)}, false, ${`Person ${n}`})`;
  }
  for (const [id, count] of [
    [PAIR, 2],
    [ALL, LISTENERS],
  ] as const) {
    await sql`insert into threads (id, kind, owner_id, participant_count) values (${id}, 'direct', ${actor(1)}, ${count})`;
    await sql`insert into thread_participants (thread_id, actor_id, user_id, by_ai)
      select ${id}, ${actor(0).slice(0, -1)} || n, ${actor(0).slice(0, -1)} || n, false from generate_series(1, ${count}) n`;
  }
}

let written = 0;
/** Says something in a thread; answers its number. */
async function say(sql: postgres.Sql, thread: string): Promise<number> {
  const id = `msg_bench${++written}`;
  const [row] = await sql`with t as (update threads set last_seq = last_seq + 1 where id = ${thread} returning last_seq)
    insert into messages (id, thread_id, seq, sender_id, owner_id, by_ai, content)
    select ${id}, ${thread}, last_seq, ${actor(1)}, ${actor(1)}, false, 'The scaffolding comes on Tuesday, and the slate a day later.' from t
    returning seq::int`;
  return row!.seq;
}

/** One message after another, `pauseMs` apart: how long each took to everybody. */
async function ways(sql: postgres.Sql, thread: string, clients: Listener[], times: number, pauseMs: number) {
  const [started, returned]: [number[], number[]] = [[], []];
  for (let n = -10; n < times; n++) {
    const before = performance.now();
    const seq = await say(sql, thread);
    const after = performance.now();
    await waitUntil(() => clients.every(({ at }) => at.has(seq)), 5_000, 1);
    if (pauseMs > 0) await sleep(Math.max(0, before + pauseMs - performance.now()));
    // The first ones find nothing prepared.
    if (n < 0) continue;
    for (const { at } of clients) {
      started.push(at.get(seq)! - before);
      returned.push(Math.max(0, at.get(seq)! - after));
    }
  }
  return { started: percentiles(started), returned: percentiles(returned) };
}

async function typingWays(port: number, times: number): Promise<Percentiles> {
  const [speaker, listener] = [await connect(port, 1), await connect(port, 2)];
  for (const client of [speaker, listener]) await client.join(`typing:${PAIR}`);
  const taken: number[] = [];
  for (let n = -10; n < times; n++) {
    const before = performance.now();
    await new Promise<void>((done) => {
      listener.onBroadcast(done);
      speaker.send(`typing:${PAIR}`, "broadcast", { type: "broadcast", event: "typing", payload: { id: actor(1) } });
    });
    if (n >= 0) taken.push(performance.now() - before);
  }
  for (const client of [speaker, listener]) client.close();
  return percentiles(taken);
}

/** So many messages, each when `turn` says, whether the one before is there or not. */
async function deliverAll(sql: postgres.Sql, clients: Listener[], count: number, turn: (n: number) => Promise<void>) {
  const began = performance.now();
  const writing: Promise<{ seq: number; at: number }>[] = [];
  for (let n = 0; n < count; n++) {
    await turn(n);
    writing.push(say(sql, ALL).then((seq) => ({ seq, at: performance.now() })));
  }
  const all = await Promise.all(writing);
  const last = all.reduce((a, b) => (b.seq > a.seq ? b : a));
  const first = last.seq - count + 1;
  await waitUntil(() => clients.every(({ at }) => at.has(last.seq)), 10_000, 2);
  const ended = Math.max(...clients.map(({ at }) => at.get(last.seq) ?? Number.NaN));
  const heard = ({ at }: Listener) => Array.from({ length: count }, (_, n) => at.has(first + n)).filter(Boolean).length;
  const lost = clients.reduce((sum, client) => sum + count - heard(client), 0);
  const disorder = clients.reduce((sum, client) => sum + client.disorder, 0);
  return { written: count, ms: ended - began, lag: ended - last.at, lost, disorder };
}

const percentiles = (all: number[]): Percentiles => {
  const sorted = all.sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
};

/** Megabytes; undefined where this machine does not say. */
function residentOf(pid: number): number | undefined {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
  } catch {
    return undefined;
  }
}
