import { createHash } from "node:crypto";
import { machine } from "@/lib/surfaces/machine";
import { openApiDocument } from "@/lib/surfaces/openapi";

let made: { body: string; etag: string } | undefined;

/** Both APIs as an OpenAPI document: the same for everybody until the next deployment. */
function document(request: Request): Response {
  made ??= written();
  const headers = {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "public, max-age=300",
    "Access-Control-Allow-Origin": "*",
    ETag: made.etag,
  };
  if (request.headers.get("if-none-match") === made.etag) return new Response(null, { status: 304, headers });
  return new Response(made.body, { headers });
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = machine({ GET: document });

function written() {
  const body = JSON.stringify(openApiDocument());
  return { body, etag: `"${createHash("sha256").update(body).digest("base64url")}"` };
}

export const dynamic = "force-dynamic";
