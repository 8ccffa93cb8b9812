import { createHmac, randomBytes } from "node:crypto";
import { type RealtimeChannel, RealtimeClient } from "@supabase/realtime-js";
import postgres from "postgres";
import { newId } from "@/db/id";
import { env } from "@/lib/env";
import { mintToken, realtimeAddress } from "@/lib/vendors/realtime";

/** A hosted refusal sleeps five seconds, a reconnect takes as long. */
const PATIENCE_MS = 15_000;
/** How long nothing must be heard where nothing may be, and how long a token lives that is not renewed. */
const PACE = { silenceMs: 1_500, tokenSeconds: 6 };
const BURST = 100;
const LARGE = 200_000;

type Check = { name: string; run(bench: Bench): Promise<void> };

/** What the checks are made with: the owner's connection, and clients that end with them. */
type Bench = {
  sql: postgres.Sql;
  pace: typeof PACE;
  ids: { ada: string; ben: string; eve: string; thread: string; task: string };
  tokenOf(id: string, seconds?: number): string;
  client(token?: string | (() => Promise<string>)): RealtimeClient;
};

type Heard = { event: string; payload: any };

const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

async function until(holds: () => boolean, what: string, ms = PATIENCE_MS) {
  for (const end = Date.now() + ms; !holds(); await sleep(10))
    if (Date.now() > end) throw new Error(`${what}: not within ${ms / 1000} s`);
}
function expect(holds: boolean, what: string) {
  if (!holds) throw new Error(what);
}

async function join(client: RealtimeClient, topic: string, config: object = {}, isPrivate = true) {
  await client.setAuth();
  const channel = client.channel(topic, { config: { private: isPrivate, ...config } });
  const heard: Heard[] = [];
  const states: string[] = [];
  channel.on("broadcast", { event: "*" }, (said) => heard.push(said as unknown as Heard));
  await new Promise<void>((done, fail) => {
    channel.subscribe((state, error) => {
      states.push(state);
      if (state === "SUBSCRIBED") done();
      else fail(error ?? new Error(state));
    });
  });
  return { channel, heard, states, client };
}

/** @returns what the join was refused with. */
async function refused(client: RealtimeClient, topic: string, isPrivate = true): Promise<string> {
  const outcome = await join(client, topic, {}, isPrivate).then(
    () => "joined",
    (error) => String(error.message),
  );
  expect(outcome !== "joined", `${topic} was joined`);
  return outcome;
}

/** Writes a message as the app's role does, and lets the triggers tell it. */
async function say({ sql, ids }: Bench, content: string, undo = false) {
  const work = sql.begin(async (tx) => {
    const [row] = await tx`update threads set last_seq = last_seq + 1 where id = ${ids.thread} returning last_seq`;
    await tx`insert into messages (id, thread_id, seq, sender_id, owner_id, by_ai, content)
      values (${newId("msg")}, ${ids.thread}, ${row!.last_seq}, ${ids.ada}, ${ids.ada}, false, ${content})`;
    if (undo) throw new Error("undone");
  });
  await work.catch((error) => {
    if (!undo) throw error;
  });
}
const texts = ({ heard }: { heard: Heard[] }) =>
  heard.filter(({ event }) => event === "message").map(({ payload }) => payload.message.content);
const inbox = (id: string) => `user:${id}`;

/** In the order in which a fault of the set-up shows best. */
const checks: Check[] = [
  {
    name: "the tables' owner may write past the policies, and the policies are there",
    async run({ sql }) {
      const [found] = await sql`select
        (select count(*)::int from pg_policies where schemaname = 'realtime' and policyname like 'live\\_%') as policies,
        (select count(*)::int from pg_trigger where tgname like 'live\\_%' and not tgisinternal) as triggers`;
      expect(found!.policies === 3, `${found!.policies} of 3 policies: run realtime:setup`);
      expect(found!.triggers >= 8, `${found!.triggers} triggers: run the migrations`);
    },
  },
  {
    name: "the publishable key reads no table",
    async run() {
      const { url, apikey } = realtimeAddress();
      const answer = await fetch(`${url}/rest/v1/users?select=id&limit=1`, { headers: { apikey } }).catch(
        () => undefined,
      );
      const isList = answer?.ok && Array.isArray(await answer.json().catch(() => undefined));
      expect(!isList, "the Data API answers: run realtime:setup, and switch the Data API off");
    },
  },
  {
    name: `a token signed with our ${env.SUPABASE_JWT_PRIVATE_KEY ? "ES256 key" : "secret"} is taken beside the publishable key`,
    run: async ({ client, tokenOf, ids }) => void (await join(client(tokenOf(ids.ben)), inbox(ids.ben))),
  },
  {
    name: "a forged and an expired token are refused",
    async run({ client, tokenOf, ids }) {
      const [head, claims] = tokenOf(ids.ben).split(".");
      const signature = createHmac("sha256", randomBytes(32)).update(`${head}.${claims}`).digest("base64url");
      await refused(client(`${head}.${claims}.${signature}`), inbox(ids.ben));
      await refused(client(tokenOf(ids.ben, -60)), inbox(ids.ben));
    },
  },
  {
    name: "another's inbox, a foreign thread and an unknown topic are refused",
    async run({ client, tokenOf, ids }) {
      // Each on its own: a refusal holds up its whole connection.
      for (const topic of [inbox(ids.ben), `typing:${ids.thread}`, "chat:1"]) {
        const reason = await refused(client(tokenOf(ids.eve)), topic);
        expect(/^Unauthorized/.test(reason), `${topic} is refused otherwise: ${reason}`);
      }
    },
  },
  {
    name: "without a token an inbox is refused, and a gig's hints are heard",
    async run({ client, ids }) {
      await refused(client(), inbox(ids.ben));
      await join(client(), `task:${ids.task}`);
    },
  },
  {
    name: "no channels but private ones (“Allow public access” is off)",
    run: async ({ client, tokenOf, ids }) =>
      void expect(/PrivateOnly/.test(await refused(client(tokenOf(ids.ben)), "lobby", false)), "refused otherwise"),
  },
  {
    name: "a message is told with its commit by the trigger, and not by a rollback",
    async run(bench) {
      const { client, tokenOf, ids } = bench;
      const ben = await join(client(tokenOf(ids.ben)), inbox(ids.ben));
      await say(bench, "undone", true);
      await say(bench, "done");
      await until(() => texts(ben).includes("done"), "the message is heard");
      expect(!texts(ben).includes("undone"), "a rollback was told");
    },
  },
  {
    name: `${BURST} messages arrive in order, on two connections`,
    async run(bench) {
      const { client, tokenOf, ids } = bench;
      const ears = [
        await join(client(tokenOf(ids.ben)), inbox(ids.ben)),
        await join(client(tokenOf(ids.ben)), inbox(ids.ben)),
      ];
      const wanted = Array.from({ length: BURST }, (_, n) => `n${n}`);
      for (const text of wanted) await say(bench, text);
      for (const ear of ears) {
        await until(() => texts(ear).length >= BURST, "all are heard");
        expect(String(texts(ear)) === String(wanted), "they came in another order");
      }
    },
  },
  {
    name: `${LARGE / 1000} kB in one payload`,
    async run({ sql, client, tokenOf, ids }) {
      const ben = await join(client(tokenOf(ids.ben)), inbox(ids.ben));
      const text = "ü".repeat(LARGE / 2);
      await sql`select realtime.send(${JSON.stringify({ text })}::text::jsonb, 'large', ${inbox(ids.ben)}, true)`;
      await until(
        () => ben.heard.some(({ event, payload }) => event === "large" && payload.text === text),
        "it is heard",
      );
    },
  },
  {
    name: "what a client forges on an inbox is heard by nobody, by its socket or by HTTP",
    async run({ pace, client, tokenOf, ids }) {
      const ben = await join(client(tokenOf(ids.ben)), inbox(ids.ben), { broadcast: { self: true } });
      await ben.channel.send({ type: "broadcast", event: "message", payload: { forged: true } });
      await ben.channel.httpSend("message", { forged: true }).catch(() => {});
      await sleep(pace.silenceMs);
      expect(ben.heard.length === 0, "it was heard");
    },
  },
  {
    name: "typing is heard by the others of a thread, and acknowledged",
    async run({ client, tokenOf, ids }) {
      const topic = `typing:${ids.thread}`;
      const ada = await join(client(tokenOf(ids.ada)), topic, { broadcast: { ack: true } });
      const ben = await join(client(tokenOf(ids.ben)), topic);
      expect(
        (await ada.channel.send({ type: "broadcast", event: "typing", payload: { id: ids.ada } })) === "ok",
        "no answer",
      );
      await until(() => ben.heard.some(({ event }) => event === "typing"), "it is heard");
      expect(ada.heard.length === 0, "the speaker heard it too");
    },
  },
  {
    name: "who is there is known, and that a tab was closed",
    async run({ client, tokenOf, ids }) {
      const topic = `typing:${ids.thread}`;
      const config = (key: string) => ({ presence: { key, enabled: true } });
      const ada = await join(client(tokenOf(ids.ada)), topic, config(ids.ada));
      const ben = await join(client(tokenOf(ids.ben)), topic, config(ids.ben));
      await ben.channel.track({});
      const sees = (channel: RealtimeChannel) => Object.keys(channel.presenceState()).includes(ids.ben);
      await until(() => sees(ada.channel), "presence is seen");
      await ben.client.disconnect();
      await until(() => !sees(ada.channel), "its end is seen");
    },
  },
  {
    name: "a renewed token keeps a channel, one that is not renewed ends it",
    async run({ pace, client, tokenOf, ids }) {
      let token = tokenOf(ids.ben, pace.tokenSeconds);
      const kept = await join(
        client(async () => token),
        inbox(ids.ben),
      );
      const lost = await join(client(tokenOf(ids.ada, pace.tokenSeconds)), inbox(ids.ada));
      token = tokenOf(ids.ben);
      await kept.client.setAuth();
      await until(() => lost.states.includes("CLOSED"), "the other is closed");
      expect(!kept.states.includes("CLOSED"), "it was closed too");
    },
  },
  {
    name: "whoever is removed from a thread hears its next message no more",
    async run(bench) {
      const { sql, pace, client, tokenOf, ids } = bench;
      const [ada, ben] = [
        await join(client(tokenOf(ids.ada)), inbox(ids.ada)),
        await join(client(tokenOf(ids.ben)), inbox(ids.ben)),
      ];
      await sql`update thread_participants set removed_at = now() where thread_id = ${ids.thread} and actor_id = ${ids.ben}`;
      await say(bench, "among us");
      await until(() => texts(ada).includes("among us"), "the other hears it");
      await sleep(pace.silenceMs);
      expect(texts(ben).length === 0, "it was heard");
      await refused(client(tokenOf(ids.ben)), `typing:${ids.thread}`);
    },
  },
];

/**
 * `npm run admin -- realtime:check`: proves that the Realtime of this set-up does what the app needs of it, a Supabase
 * project's or a relay's, with accounts of its own that it deletes again. One line a check; the exit code is 1 where one fails.
 */
export async function checkRealtime(print: (line: string) => void = console.log, pace = PACE): Promise<number> {
  const { url, apikey } = realtimeAddress();
  print(`Realtime at ${url}`);
  const sql = postgres(process.env.DATABASE_OWNER_URL!, { max: 1, prepare: false, onnotice() {} });
  let failed = 0;
  for (const { name, run } of checks) {
    const clients: RealtimeClient[] = [];
    const ids = await settle(sql);
    const bench: Bench = {
      sql,
      pace,
      ids,
      tokenOf(id, seconds = 300) {
        const now = Math.floor(Date.now() / 1000);
        return mintToken(id, undefined, now, now + seconds);
      },
      client(token) {
        const options =
          token === undefined ? {} : { accessToken: typeof token === "string" ? async () => token : token };
        const made = new RealtimeClient(`${url.replace(/^http/, "ws")}/realtime/v1`, {
          params: { apikey },
          ...options,
        });
        clients.push(made);
        return made;
      },
    };
    const outcome = await run(bench).then(
      () => "pass",
      (error) => `FAIL  ${error.message}`,
    );
    if (outcome !== "pass") failed++;
    print(`${outcome === "pass" ? "pass" : "FAIL"}  ${name}${outcome.slice(4)}`);
    await Promise.all(clients.map((client) => client.disconnect()));
    await clear(sql, ids);
  }
  await sql.end();
  print(failed === 0 ? `All ${checks.length} passed.` : `${failed} of ${checks.length} failed.`);
  return failed === 0 ? 0 : 1;
}

/** Three accounts, two of them in a thread. */
async function settle(sql: postgres.Sql): Promise<Bench["ids"]> {
  const [ada, ben, eve] = [newId("user"), newId("user"), newId("user")];
  const ids = { ada, ben, eve, thread: newId("thread"), task: newId("task") };
  for (const id of [ada, ben, eve]) {
    await sql`insert into users (id, email, accepted_terms_at) values (${id}, ${`${id}@realtime-check.invalid`}, now())`;
    await sql`insert into actors (id, user_id, is_bot, name) values (${id}, ${id}, false, 'Realtime check')`;
  }
  await sql`insert into threads (id, kind, owner_id, participant_count) values (${ids.thread}, 'direct', ${ada}, 2)`;
  for (const id of [ada, ben])
    await sql`insert into thread_participants (thread_id, actor_id, user_id, by_ai) values (${ids.thread}, ${id}, ${id}, false)`;
  return ids;
}

async function clear(sql: postgres.Sql, { ada, ben, eve, thread }: Bench["ids"]) {
  await sql`delete from threads where id = ${thread}`;
  for (const id of [ada, ben, eve]) {
    await sql`delete from actors where id = ${id}`;
    await sql`delete from users where id = ${id}`;
  }
}
