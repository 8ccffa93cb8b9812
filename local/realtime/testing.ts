import { createHmac, randomUUID } from "node:crypto";
import { RealtimeClient, type RealtimeClientOptions } from "@supabase/realtime-js";
import { type Relay, type RelayOptions, startRelay } from "./relay";

export const SECRET = "a secret that only the relay of a test knows";
export const PUBLISHABLE = "sb_publishable_of_tests";

/** A relay over the database of this test file, which waits for nothing. */
export const openRelay = (options: Partial<RelayOptions> = {}): Promise<Relay> =>
  startRelay({
    databaseUrl: process.env.DATABASE_OWNER_URL!,
    keys: { secret: SECRET },
    publishable: [PUBLISHABLE],
    refusedJoinMs: 20,
    refusedSocketMs: 20,
    ...options,
  });

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token as the app mints it. */
export function tokenFor(
  sub: string,
  { seconds = 600, role = "authenticated", secret = SECRET, ...claims } = {} as any,
) {
  const now = Math.floor(Date.now() / 1000);
  const text = `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub, role, aud: role, iat: now, exp: now + seconds, jti: randomUUID(), ...claims })}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

/** A client of Supabase's own making. */
export function clientOf(
  relay: { url: string },
  token?: string | (() => Promise<string>),
  options: Partial<RealtimeClientOptions> = {},
) {
  const accessToken = typeof token === "string" ? async () => token : token;
  return new RealtimeClient(`${relay.url}/realtime/v1`, {
    params: { apikey: PUBLISHABLE },
    ...(accessToken && { accessToken }),
    timeout: 3000,
    ...options,
  });
}
