import { z } from "zod";

/** An unset variable and an empty one mean the same: deploy dashboards write both. */
const optional = z.preprocess((value) => (value === "" ? undefined : value), z.string().optional());
const flag = z.preprocess((value) => value === "1" || value === "true", z.boolean());

const Environment = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  APP_URL: z.preprocess((value) => (value === "" ? undefined : value), z.url().default("http://localhost:3000")),
  DATABASE_URL: optional,
  /** How many connections one process may open. */
  DATABASE_POOL: z.coerce.number().int().min(1).max(100).default(10),
  /** Behind a transaction pooler a connection is shared between statements: no prepared statements, no LISTEN. */
  DATABASE_POOLER: flag,
  NEXTAUTH_SECRET: optional,
  CRON_SECRET: optional,
  EMBEDDED_WORKER: flag,
  STRIPE_SECRET_KEY: optional,
  /** Where Stripe's API is, unless at Stripe: a stand-in. Never used with a live key. */
  STRIPE_API_BASE: optional,
  /** The secrets of our two webhook endpoints: v1 events, and v2's thin ones. Two are tried while one is being replaced. */
  STRIPE_WEBHOOK_SECRET: optional,
  STRIPE_THIN_WEBHOOK_SECRET: optional,
  UPSTASH_REDIS_REST_URL: optional,
  UPSTASH_REDIS_REST_TOKEN: optional,
  REDIS_URL: optional,
  SMTP_URL: optional,
  /** Another way for mail to leave, over HTTPS; SMTP_URL goes before it. */
  RESEND_API_KEY: optional,
  RESEND_URL: z.url().default("https://api.resend.com"),
  MAIL_FROM: z.string().default("Bothand <hello@bothand.example>"),
  /** Where mail is kept as files while nothing is named that sends it. */
  MAIL_DIR: optional,
  /** By which push services know this installation: a pair on P-256, base64url. */
  VAPID_PUBLIC_KEY: optional,
  VAPID_PRIVATE_KEY: optional,
  /** Another address where GitHub Enterprise Server is used. */
  GITHUB_URL: z.url().default("https://github.com"),
  GITHUB_ID: optional,
  GITHUB_SECRET: optional,
  /** Who issues the identities of `GOOGLE_ID`: any OpenID Connect provider can stand here. */
  GOOGLE_ISSUER: z.url().default("https://accounts.google.com"),
  GOOGLE_ID: optional,
  GOOGLE_SECRET: optional,
  /** Where files are kept on this machine's disk. */
  FILES_DIR: optional,
  /** A Supabase project, and its key that passes every policy: files are kept in its storage, in this bucket. */
  SUPABASE_URL: optional,
  SUPABASE_SERVICE_ROLE_KEY: optional,
  SUPABASE_BUCKET: z.string().default("files"),
  /** What stands for everybody at the project's Realtime, and what its tokens are signed with: an ES256 key as JWK, or HS256's secret. */
  SUPABASE_PUBLISHABLE_KEY: optional,
  SUPABASE_JWT_PRIVATE_KEY: optional,
  SUPABASE_JWT_SECRET: optional,
  /** Where browsers listen when it is not at that project: a relay of ours. */
  REALTIME_URL: optional,
  /** Hosts with their ports that this machine's own copy may call for others, though they are not public. */
  FETCH_LOCAL: z
    .string()
    .default("")
    .transform((value) => value.split(",").map((one) => one.trim().toLowerCase())),
  /** How many proxies of ours stand before us: X-Forwarded-For is read that many places from the right. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  /** Check every answer against its schema, also the ones Postgres composes: on in tests. */
  CHECK_ANSWERS: flag,
  VERCEL: flag,
});

/** The one reader of the environment. A bad variable stops the process at its start, by name. */
export const env = Environment.parse(
  Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== "")),
);

export const appUrl = env.APP_URL.replace(/\/+$/, "");

/** Whether this copy is meant for the machine it runs on: then nobody else is let in, and its mail may be read on a page. */
export const isOnThisMachine = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(appUrl).hostname);

// next-auth reads its own address by itself, under this name.
process.env.NEXTAUTH_URL ||= appUrl;
