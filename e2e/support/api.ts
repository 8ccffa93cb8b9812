import { expect } from "@playwright/test";
import { fromAddress, origin, unique } from "./network";

export type Answer = { status: number; headers: Headers; text: string; json: any };
type Sent = { headers?: Record<string, string>; body?: BodyInit };

/** Asks the server as any HTTP client would: "GET /api/tasks?limit=2". A body is sent as JSON. */
export type Client = (line: string, body?: object | null, sent?: Sent) => Promise<Answer>;

/** A client of both APIs at an address of its own, with these headers on every request. */
export function client(headers: Record<string, string> = {}): Client {
  const own = { ...fromAddress(), ...headers };
  return async (line, body, sent = {}) => {
    const [method, target] = line.split(" ") as [string, string];
    const response = await fetch(origin + target, {
      method,
      headers: { ...own, ...(body && { "Content-Type": "application/json" }), ...sent.headers },
      body: sent.body ?? (body ? JSON.stringify(body) : undefined),
      redirect: "manual",
      // A body may come in pieces, of a length not said beforehand.
      duplex: "half",
    } as RequestInit);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  };
}

const parsed = (text: string) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A client with this key, sent the way Gigiac documents. */
export const gigiac = (key: string) => client({ Authorization: `Bearer ${key}` });

/** A client with this key, sent the way GiveGigs documents. */
export const givegigs = (key: string) => client({ "X-API-Key": key });

/** What a request that must succeed answered. */
export async function ok(asked: Promise<Answer>): Promise<any> {
  const { status, text, json } = await asked;
  expect(status, text).toBeLessThan(300);
  return json;
}

export type Registered = { email: string; apiKey: string; userId: string; botId: string };

/** A bot that made its own account, as GiveGigs lets it. */
export async function register(botName = "Quill"): Promise<Registered> {
  const email = `bot-${unique()}@example.com`;
  return { email, ...(await ok(client()("POST /api/ai/register", { email, botName }))) };
}
