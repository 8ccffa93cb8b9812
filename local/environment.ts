import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { readVapidKeys } from "./vapid";

export const root = fileURLToPath(new URL("..", import.meta.url));
const DEFAULT_PORT = 3000;

/** Variables by name. Unset and absent are the same. */
export type Environment = NodeJS.Dict<string>;

/** Where one copy of the app lives: two copies beside each other differ in `localDir` and `port`, and share the code. */
export type Place = {
  /** Absolute folder of everything this copy writes: database, secrets, mail, logs. */
  localDir: string;
  port: number;
  /** What people type into their browser; no slash at the end. */
  appUrl: string;
  /** Set when somebody else runs the database. */
  externalDatabase?: { url: string; ownerUrl: string };
  /** The person's own variables: the process's, then `.env.local`, then `.env`. */
  variables: Environment;
};

/** Reads the place from the environment and the `.env` files. Throws with a clear sentence when PORT is not a port. */
export function readPlace(given: Environment = process.env): Place {
  const variables = { ...readEnvFile(".env"), ...readEnvFile(".env.local"), ...given };
  const port = Number(variables.PORT || DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT must be a number from 1 to 65535, not "${variables.PORT}".`);
  }
  const url = variables.DATABASE_URL;
  return {
    localDir: path.resolve(root, variables.LOCAL_DIR || ".local"),
    port,
    appUrl: (variables.APP_URL || `http://localhost:${port}`).replace(/\/+$/, ""),
    externalDatabase: url ? { url, ownerUrl: variables.DATABASE_OWNER_URL || url } : undefined,
    variables,
  };
}

function readEnvFile(name: string): NodeJS.Dict<string> {
  const file = path.join(root, name);
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}

/** The environment of the app's own processes: the person's variables, with everything they left out filled in. */
export function composeEnvironment(place: Place, databaseUrl: string): Environment {
  const { variables, localDir, port, appUrl } = place;
  const secrets = readSecrets(localDir);
  const vapid = readVapidKeys(localDir);
  return {
    ...variables,
    PORT: String(port),
    LOCAL_DIR: localDir,
    APP_URL: appUrl,
    DATABASE_URL: databaseUrl,
    // The web process may not change the schema, so it does not learn how.
    DATABASE_OWNER_URL: undefined,
    NEXTAUTH_URL: appUrl,
    NEXTAUTH_URL_INTERNAL: `http://127.0.0.1:${port}`,
    NEXTAUTH_SECRET: variables.NEXTAUTH_SECRET || secrets.auth,
    CRON_SECRET: variables.CRON_SECRET || secrets.cron,
    MAIL_DIR:
      variables.SMTP_URL || variables.RESEND_API_KEY
        ? variables.MAIL_DIR
        : variables.MAIL_DIR || path.join(localDir, "mail"),
    VAPID_PUBLIC_KEY: variables.VAPID_PUBLIC_KEY || vapid.publicKey,
    VAPID_PRIVATE_KEY: variables.VAPID_PRIVATE_KEY || vapid.privateKey,
    FILES_DIR: variables.FILES_DIR || path.join(localDir, "files"),
    EMBEDDED_WORKER: variables.EMBEDDED_WORKER || "1",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

/** Secrets of this copy, made once: they stay the same over restarts, so that sessions do. */
export function readSecrets(localDir: string): { auth: string; cron: string } {
  const file = path.join(localDir, "secrets.json");
  if (!existsSync(file)) {
    mkdirSync(localDir, { recursive: true });
    const secret = () => randomBytes(32).toString("base64url");
    try {
      writeFileSync(file, JSON.stringify({ auth: secret(), cron: secret() }), { mode: 0o600, flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return JSON.parse(readFileSync(file, "utf8"));
}
