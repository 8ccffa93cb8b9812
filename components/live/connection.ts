import type { RealtimeChannel, RealtimeClient } from "@supabase/realtime-js";

export type LiveStatus = "connecting" | "live" | "offline";

type Token = { url: string; apikey: string; token: string; expires_at: string; topics: string[] };
type Address = Pick<Token, "url" | "apikey">;

/** A hidden tab's timers run once a minute, and the client asks every 25 seconds: this is more than both. */
const RENEW_BEFORE_MS = 90_000;
const GIVE_UP_MS = 60_000;
/** Whoever is signed out is not asked about again so soon. */
const SIGNED_OUT_MS = 5_000;
export const pace = {
  /** How long a connection that nobody needs is kept for the next page. */
  lingerMs: 3_000,
  /** A connection that comes back within this was never away. */
  offlineAfterMs: 4_000,
};

/** The tab's one connection, and who it says it is. */
let client: Promise<RealtimeClient> | undefined;
let token: { at: number; asked: Promise<Token | undefined> } | undefined;
/** Whether something here is for whoever is signed in alone; else nobody is asked for a token. */
let needsToken = false;
const used = new Set<object>();

async function ask<T>(method: "GET" | "POST", path: string): Promise<T | undefined> {
  const answer = await fetch(path, { method, signal: AbortSignal.timeout(GIVE_UP_MS) });
  // Signed out: that is an answer. Anything else may pass.
  if (answer.status === 401) return undefined;
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return (await answer.json()) as T;
}

/** The token at hand, or a new one where that one ends soon. Undefined for whoever is signed out. */
function loadToken(): Promise<Token | undefined> {
  if (token && Date.now() < token.at) return token.asked;
  const asked = ask<Token>("POST", "/api/realtime/token");
  const own = { at: Date.now() + GIVE_UP_MS, asked };
  token = own;
  asked.then(
    (found) => {
      own.at = found ? Date.parse(found.expires_at) - RENEW_BEFORE_MS : Date.now() + SIGNED_OUT_MS;
    },
    () => {
      if (token === own) token = undefined;
    },
  );
  return asked;
}

async function open(): Promise<RealtimeClient> {
  const [{ RealtimeClient }, address] = await Promise.all([
    import("@supabase/realtime-js"),
    needsToken ? loadToken() : ask<Address>("GET", "/api/realtime"),
  ]);
  if (!address) throw new Error("signed out");
  return new RealtimeClient(`${address.url.replace(/^http/, "ws")}/realtime/v1`, {
    params: { apikey: address.apikey },
    // A failure to renew keeps the old token: the next heartbeat asks again.
    accessToken: async () => (needsToken ? ((await loadToken())?.token ?? null) : null),
  });
}

/** What the inbox of whoever is signed in now is called: told with a new token, for the one at hand may be somebody else's. */
export async function ownTopic(): Promise<string> {
  needsToken = true;
  token = undefined;
  const found = await loadToken();
  if (!found) throw new Error("signed out");
  return found.topics[0]!;
}

/** A new channel on the tab's connection, which waits until the connection knows who speaks. */
export async function openChannel(topic: string, presenceKey?: string): Promise<RealtimeChannel> {
  if (!topic.startsWith("task:")) needsToken = true;
  client ??= open().catch((error) => {
    client = undefined;
    throw error;
  });
  const ready = await client;
  // Else the first join goes out without the token, is refused, and succeeds only seconds later.
  if (needsToken) await ready.setAuth();
  return ready.channel(topic, {
    config: { private: true, ...(presenceKey !== undefined && { presence: { key: presenceKey, enabled: true } }) },
  });
}

export async function closeChannel(channel: RealtimeChannel) {
  await (await client)?.removeChannel(channel).catch(() => {});
}

/** Keeps the connection while somebody needs it. When nobody does, it ends, and with it who was signed in. */
export function holdConnection(user: object): () => void {
  used.add(user);
  return () => {
    used.delete(user);
    if (used.size > 0) return;
    const opened = client;
    client = undefined;
    token = undefined;
    needsToken = false;
    opened?.then((ready) => ready.disconnect()).catch(() => {});
  };
}
