import pino, { type LoggerOptions } from "pino";
import { env } from "./env";

const SECRETS = /givegigs-[0-9A-Za-z]{10,}|whsec_[0-9A-Za-z+/=]+/g;

/** Written together when so many bytes are there, or so many milliseconds have passed: a write for each line is a tenth of what a request costs. */
const BUFFER_BYTES = 12 * 1024;
const BUFFER_MS = 100;
// A hosting platform may freeze the process between two requests, and a person at work wants to see the line now.
const isBuffered = env.NODE_ENV === "production" && !env.VERCEL;
const output = pino.destination({
  dest: 1,
  sync: true,
  ...(isBuffered && { minLength: BUFFER_BYTES, periodicFlush: BUFFER_MS }),
});
if (isBuffered) process.once("exit", () => output.flushSync());

let written = { at: 0, text: "" };
/** The time in ISO 8601; spelled once a millisecond. */
function isoTime(): string {
  const at = Date.now();
  if (at !== written.at) written = { at, text: `,"time":"${new Date(at).toISOString()}"` };
  return written.text;
}

const format: LoggerOptions = {
  level: env.NODE_ENV === "test" ? "silent" : env.LOG_LEVEL,
  base: undefined,
  timestamp: isoTime,
  formatters: { level: (label) => ({ level: label }) },
};

/** One line a request. Its fields are our own and hold no secret, so nothing is looked for in them. */
export const requestLog = pino(format, output);

/** One structured line per job and per mishap, on standard output. Secrets are cut out wherever they stand. */
export const log = pino(
  {
    ...format,
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
    serializers: { error: serializeError },
  },
  output,
);

/** The text without keys and signing secrets. */
export const withoutSecrets = (text: string): string => text.replace(SECRETS, "[secret]");

/** Drizzle writes the values of a failed query behind its text: addresses, hashes, mailed links. They stay out of the log. */
const withoutValues = (text: string) => withoutSecrets(text.split("\nparams: ")[0]!);

/** An error as it is logged: what failed, where and why, without what anybody wrote. */
export function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === "string" ? withoutValues(error) : error;
  const { name, message, stack = "", cause } = error;
  const said = withoutValues(message);
  const why =
    cause instanceof Error && `${(cause as { code?: string }).code ?? cause.name} ${withoutSecrets(cause.message)}`;
  return { name, message: said, stack: withoutSecrets(stack.replace(message, () => said)), ...(why && { cause: why }) };
}
