import pino from "pino";
import { env } from "./env";

const SECRETS = /givegigs-[0-9A-Za-z]{10,}|whsec_[0-9A-Za-z+/=]+/g;

/** One structured line per request and per job, on standard output. Secrets are cut out wherever they stand. */
export const log = pino({
  level: env.NODE_ENV === "test" ? "silent" : env.LOG_LEVEL,
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
  redact: {
    paths: [
      "authorization",
      "cookie",
      "password",
      "token",
      "apiKey",
      "*.authorization",
      "*.cookie",
      "*.password",
      "*.token",
      "*.apiKey",
    ],
    censor: "[secret]",
  },
  serializers: {
    error: (error: unknown) =>
      error instanceof Error
        ? { name: error.name, message: withoutSecrets(error.message), stack: withoutSecrets(error.stack ?? "") }
        : error,
  },
});

export const withoutSecrets = (text: string): string => text.replace(SECRETS, "[secret]");
