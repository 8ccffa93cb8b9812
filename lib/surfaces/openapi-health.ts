import { objectSchema } from "./endpoint";
import type { Schema } from "./openapi-schemas";

export const HEALTH_TAG = {
  name: "Gigiac: Health",
  description: "Whether this marketplace lives and is ready, for those who watch over it.",
};

const answer = (description: string, properties: Record<string, Schema>): Schema => ({
  description,
  headers: { "X-Request-Id": { $ref: "#/components/headers/RequestId" } },
  content: { "application/json": { schema: objectSchema(properties) } },
});
const oneOf = (...words: string[]): Schema => ({ type: "string", enum: words });

const notAllowed: Schema = {
  description: "Another method than GET.",
  headers: { "X-Request-Id": { $ref: "#/components/headers/RequestId" } },
  content: { "application/json": { schema: { $ref: "#/components/schemas/GigiacError" } } },
};

const readiness: Record<string, Schema> = {
  status: oneOf("ready", "not_ready"),
  database: oneOf("ok", "unreachable"),
  migrations: oneOf("applied", "pending", "unknown"),
  outbox_lag_seconds: {
    type: ["integer", "null"],
    description: "For how long the oldest event or mail has waited; null while the database is unreachable.",
  },
};

const operation = (id: string, summary: string, description: string, responses: Schema): Schema => ({
  operationId: `gigiac.health.${id}`,
  tags: [HEALTH_TAG.name],
  summary,
  description,
  security: [{}],
  parameters: [],
  responses: { ...responses, 405: notAllowed },
});

/** The addresses that a monitor asks. They are no part of either dialect: no key, no limit, no envelope. */
export const healthPaths: Record<string, Schema> = {
  "/api/health": {
    get: operation("live", "Ask whether the process lives", "Answers without looking at anything else.", {
      200: answer("It lives.", { status: { type: "string", const: "ok" } }),
    }),
  },
  "/api/health/ready": {
    get: operation(
      "ready",
      "Ask whether it can serve",
      "Looks at the database, its schema, and whether events and mails are being sent.",
      { 200: answer("Ready.", readiness), 503: answer("Not ready: what is missing.", readiness) },
    ),
  },
};
