import { buffer } from "node:stream/consumers";
import { encode } from "next-auth/jwt";
import { db } from "@/db";
import { newId } from "@/db/id";
import { logins } from "@/db/schema";
import { SESSION_COOKIE } from "@/lib/auth/browser";
import { randomBase62, sha256 } from "@/lib/auth/secrets";
import { mintKey } from "@/lib/domain/keys/mint";
import { tooLarge } from "@/lib/surfaces/next";
import type { Inbound, Outbound } from "@/lib/surfaces/rest";

/** How a test's request names its caller: a header or two. */
export type Caller = Record<string, string>;
export const nobody: Caller = {};

/** A key of this account (bound to the bot, if one is named), as a caller sends it. */
export async function keyOf(userId: string, botId?: string): Promise<Caller & { key: string }> {
  const { apiKey } = await mintKey({ db, now: new Date() }, { userId, name: "test", botId: botId ?? null });
  return { key: apiKey, "x-api-key": apiKey };
}

/** A signed-in browser on one of our own pages. */
export async function browserOf(userId: string): Promise<Caller> {
  const sid = randomBase62(40);
  const expiresAt = new Date(Date.now() + 3_600_000);
  await db.insert(logins).values({ id: newId("login"), tokenHash: sha256(sid), userId, expiresAt });
  const cookie = await encode({ token: { sub: userId, sid }, secret: process.env.NEXTAUTH_SECRET! });
  return { cookie: `${SESSION_COOKIE}=${cookie}`, "sec-fetch-site": "same-origin" };
}

let addresses = 0;
/** An address nobody called from before, so that tests do not use up each other's limits. */
export const newIp = () => `10.${(++addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;

export type Asked = { body?: unknown; text?: string; headers?: Record<string, string>; ip?: string };
export type Answer = Outbound & { json: any; bytes?: Buffer };

/** Asks an API as an HTTP client would, without the network in between: "GET /api/tasks?limit=2". */
export async function ask(
  api: { answer(request: Inbound): Promise<Outbound> },
  line: string,
  caller: Caller = nobody,
  { body, text, headers = {}, ip = newIp() }: Asked = {},
): Promise<Answer> {
  const [method, target] = line.split(" ") as [string, string];
  const [path, search = ""] = target.split("?") as [string, string | undefined];
  const bytes = Buffer.from(text ?? (body === undefined ? "" : JSON.stringify(body)));
  const sent: Record<string, string> = {
    "content-type": "application/json",
    host: "localhost:3000",
    ...caller,
    ...headers,
  };
  const answer = await api.answer({
    method,
    path,
    search,
    header: (name) => sent[name],
    body: async (limit) => {
      if (bytes.length > limit) throw tooLarge(limit);
      return bytes;
    },
    ip,
  });
  if (answer.stream) return { ...answer, json: undefined, bytes: await buffer(answer.stream) };
  return { ...answer, json: answer.body === "" ? undefined : JSON.parse(answer.body) };
}
