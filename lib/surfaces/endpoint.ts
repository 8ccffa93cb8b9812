import type { Readable } from "node:stream";
import { type Casing, named } from "@/lib/core/casing";
import { type OrJson, write } from "@/lib/core/json";
import type { Operation } from "@/lib/core/operation";
import type { Limiter } from "@/lib/vendors/ratelimit";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export type Bytes = { status: number; headers: Record<string, string>; stream?: Readable };

/** How one operation is spoken at one address of one dialect. */
export type Endpoint = {
  op: Operation;
  /** HTTP status of a success. */
  status(output: any): number;
  /** All statuses a success may have, for the description. */
  statuses: number[];
  /** The success body as JSON text. */
  body(output: any, casing: Casing): string;
  /** The body's JSON Schema, made from the schema of the output's parts (camel case) and of a list's rows. */
  describe(parts: Record<string, object>, item: object | undefined): object;
  /** The most bytes of JSON that it takes, where that is more than is usual. */
  bodyBytes?: number;
  /** What it takes instead of JSON, of at most `limit` bytes: the input, and what of it tells one request from another. */
  hears?: {
    mediaType: string;
    limit: number;
    read(bytes: Buffer, contentType: string): Promise<{ input: Record<string, unknown>; print: object }>;
  };
  /** Another form of the same answer, where the input or the Accept header asks for one: its headers and text. */
  alternative?(
    output: any,
    input: Record<string, unknown>,
    casing: Casing,
    accept: string,
  ): { headers: Record<string, string>; body: string } | undefined;
  /** Says the alternative's media type, its schema and an example of it. */
  describeAlternative?(casing: Casing): Record<string, { schema: object; example: unknown }>;
  /** What it answers instead of JSON: what the request's headers ask for of the bytes of which the output tells. */
  bytes?(output: any, header: (name: string) => string | undefined): Promise<Bytes>;
  /** The media types of that, each with its schema and an example. */
  describeInstead?: Record<string, { schema: object; example: unknown }>;
  /** A bucket of its own instead of the dialect's reads or writes. */
  limiter?: Limiter;
  limits?: string;
  /** Counted by address whoever calls: where a call hands out keys, each of them would bring a bucket of its own. */
  byAddress?: boolean;
};

/** An answer's parts side by side, as JSON text without the braces. */
export const parts = (output: OrJson<Record<string, unknown>>, casing: Casing): string =>
  Object.entries(output)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `"${named(casing, key)}":${write(casing, value)}`)
    .join();

export const objectSchema = (properties: Record<string, object>, optional: string[] = []) => ({
  type: "object",
  properties,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
});
