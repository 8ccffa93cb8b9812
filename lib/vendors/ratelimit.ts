import { type Algorithm, Ratelimit } from "@upstash/ratelimit";
import { Redis as Upstash } from "@upstash/redis";
import { Redis } from "ioredis";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

export type Allowance = { ok: boolean; limit: number; remaining: number /** Unix seconds. */; resetsAt: number };
export type Limiter = ((identifier: string) => Promise<Allowance>) & {
  /** Gives a call back: where only failures count, the success was counted before it was known to be one. */
  refund(identifier: string): Promise<void>;
  /** What is left, without counting. */
  peek(identifier: string): Promise<Allowance>;
};

/** A store that does not answer in this time does not hold up the request. */
const STORE_TIMEOUT_MS = 800;
const MAX_WINDOWS = 100_000;

// One count a process, also where a bundler makes two copies of this module.
type Counts = { opened: number; used: Map<string, number> };
const shared = globalThis as { bothandCounts?: Map<string, Counts> };
shared.bothandCounts ??= new Map();
const counted = shared.bothandCounts;

/** Counts in this process, in fixed windows: what `reset` announces is kept. One bounded map a limiter. */
function inMemory(name: string, limit: number, windowMs: number): Algorithm<unknown> {
  const counts = counted.get(name) ?? { opened: 0, used: new Map() };
  counted.set(name, counts);
  return () => ({
    async limit(_ctx, identifier, rate = 1) {
      const now = Date.now();
      const start = now - (now % windowMs);
      if (start !== counts.opened || counts.used.size > MAX_WINDOWS) {
        counts.used.clear();
        counts.opened = start;
      }
      const used = Math.max(0, (counts.used.get(identifier) ?? 0) + rate);
      counts.used.set(identifier, used);
      return {
        success: used <= limit,
        limit,
        remaining: Math.max(0, limit - used),
        reset: start + windowMs,
        pending: Promise.resolve(),
      };
    },
    async getRemaining(_ctx, identifier) {
      return {
        remaining: Math.max(0, limit - (counts.used.get(identifier) ?? 0)),
        reset: counts.opened + windowMs,
        limit,
      };
    },
    async resetTokens(_ctx, identifier) {
      counts.used.delete(identifier);
    },
  });
}

const noStore = {
  evalsha: () => Promise.reject(new Error("the memory limiter has no store")),
  get: async () => null,
  set: async () => null,
};

/** The scripts of @upstash/ratelimit begin with a line that only Upstash's servers know; plain Redis gets them without it. */
function plainRedis(url: string) {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: true, commandTimeout: STORE_TIMEOUT_MS });
  redis.on("error", (error) => log.warn({ error: error.message }, "redis"));
  const words = (args: unknown[]) => args.map((arg) => (arg === null ? "" : String(arg)));
  return {
    eval: (script: string, keys: string[], args: unknown[]) =>
      redis.eval(script.replace(/^#!lua[^\n]*\n/, ""), keys.length, ...keys, ...words(args)),
    // The digest is of the script with that first line, so no plain Redis can know it.
    evalsha: () => Promise.reject(new Error("NOSCRIPT No matching script.")),
    get: (key: string) => redis.get(key),
    set: (key: string, value: unknown, options?: { px?: number }) =>
      options?.px ? redis.set(key, String(value), "PX", options.px) : redis.set(key, String(value)),
    del: (...keys: string[]) => redis.del(...keys),
  };
}

const store = env.UPSTASH_REDIS_REST_URL
  ? new Upstash({ url: env.UPSTASH_REDIS_REST_URL, token: env.UPSTASH_REDIS_REST_TOKEN, enableTelemetry: false })
  : env.REDIS_URL
    ? plainRedis(env.REDIS_URL)
    : undefined;

/** `limit` calls per identifier in each window of so many seconds; kept in Upstash, else in Redis, else in this process. */
export function limiter(name: string, limit: number, windowSeconds: number): Limiter {
  const windowMs = windowSeconds * 1000;
  const local = new Ratelimit({
    redis: noStore as never,
    limiter: inMemory(name, limit, windowMs) as never,
    prefix: name,
    timeout: 0,
    ephemeralCache: false,
  });
  const remote =
    store &&
    new Ratelimit({
      redis: store as never,
      limiter: Ratelimit.fixedWindow(limit, `${windowSeconds} s`),
      prefix: `bothand:${name}`,
      timeout: STORE_TIMEOUT_MS,
      analytics: false,
    });
  const ask = async (identifier: string, rate = 1) => {
    if (!remote) return local.limit(identifier, { rate });
    try {
      const answer = await remote.limit(identifier, { rate });
      // A timed-out store lets everything through; this process then counts by itself.
      return answer.reason === "timeout" ? local.limit(identifier, { rate }) : answer;
    } catch (error) {
      log.warn({ limiter: name, error: (error as Error).message }, "rate limit store failed; counting in this process");
      return local.limit(identifier, { rate });
    }
  };
  const take = async (identifier: string, rate = 1): Promise<Allowance> => {
    const { success, remaining, reset } = await ask(identifier, rate);
    return { ok: success, limit, remaining: Math.max(0, remaining), resetsAt: Math.ceil(reset / 1000) };
  };
  return Object.assign((identifier: string) => take(identifier), {
    refund: async (identifier: string) => void (await ask(identifier, -1)),
    peek: (identifier: string) => take(identifier, 0),
  });
}
