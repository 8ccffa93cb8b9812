import { createHmac, randomUUID } from "node:crypto";
import { type RealtimeChannel, RealtimeClient, type RealtimeClientOptions } from "@supabase/realtime-js";
import { waitUntil } from "../processes";
import { type RelayOptions, startRelay } from "./relay";

export const SECRET = "a secret that only the relay of a test knows";
export const PUBLISHABLE = "sb_publishable_of_tests";
const PATIENCE_MS = 10_000;

/** A relay over the database of this test file, whose refusals wait for nothing. */
export const openRelay = (options: Partial<RelayOptions> = {}) =>
  startRelay({
    databaseUrl: process.env.DATABASE_OWNER_URL!,
    keys: { secret: SECRET },
    publishable: [PUBLISHABLE],
    refusedJoinMs: 20,
    refusedSocketMs: 20,
    ...options,
  });

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token such as the app mints; what it says may be changed. Each is another text. */
export function tokenFor(sub: string, { seconds = 600, secret = SECRET, ...claims }: Record<string, any> = {}) {
  const now = Math.floor(Date.now() / 1000);
  const role = "authenticated";
  const text = [
    { alg: "HS256", typ: "JWT" },
    { sub, role, aud: role, iat: now, exp: now + seconds, jti: randomUUID(), ...claims },
  ].map(part);
  return `${text.join(".")}.${createHmac("sha256", secret).update(text.join(".")).digest("base64url")}`;
}

const open = new Set<RealtimeClient>();

/** A client of Supabase's own making, for whoever has this token. */
export function clientOf(
  { url }: { url: string },
  token?: string | (() => Promise<string>),
  options: Partial<RealtimeClientOptions> = {},
): RealtimeClient {
  const client = new RealtimeClient(`${url.replace("http", "ws")}/realtime/v1`, {
    params: { apikey: PUBLISHABLE },
    ...(token !== undefined && { accessToken: typeof token === "string" ? async () => token : token }),
    timeout: 3000,
    reconnectAfterMs: () => 100,
    ...options,
  });
  open.add(client);
  return client;
}

export async function closeClients() {
  await Promise.all([...open].map((client) => client.disconnect()));
  open.clear();
}

export type Ear = {
  channel: RealtimeChannel;
  /** Every broadcast heard, oldest first: its event, its payload, and the id of the row it came as. */
  heard: { event: string; payload: any; meta?: { id?: string; replayed?: boolean } }[];
  /** Every state the channel has had. */
  states: string[];
  /** Resolves once so much was heard. */
  hears(count: number): Promise<Ear["heard"]>;
};

type EarOptions = { config?: Record<string, any> };

/** Joins a topic. @throws what the join was refused with. */
export async function listen(client: RealtimeClient, topic: string, options: EarOptions = {}): Promise<Ear> {
  await client.setAuth();
  const ear = listenAtOnce(client, topic, options);
  await ear.joined;
  return ear;
}

/** Joins a topic without waiting for the token to be known. */
export function listenAtOnce(client: RealtimeClient, topic: string, { config }: EarOptions = {}) {
  const channel = client.channel(topic, { config: { private: true, ...config } });
  const heard: Ear["heard"] = [];
  const states: string[] = [];
  channel.on("broadcast", { event: "*" }, (said) => heard.push(said as never));
  const joined = new Promise<void>((done, fail) => {
    channel.subscribe((state, error) => {
      states.push(state);
      if (state === "SUBSCRIBED") done();
      else fail(error ?? new Error(state));
    });
  });
  joined.catch(() => {});
  const hears = async (count: number) => {
    if (!(await waitUntil(() => heard.length >= count, PATIENCE_MS, 5)))
      throw new Error(`heard ${heard.length} of ${count}: ${JSON.stringify(heard)}`);
    return heard;
  };
  return { channel, heard, states, joined, hears };
}

/** What a join is refused with; "joined" where it is not. */
export const refusalOf = (client: RealtimeClient, topic: string, options?: EarOptions): Promise<string> =>
  listen(client, topic, options).then(
    () => "joined",
    (error) => error.message,
  );
