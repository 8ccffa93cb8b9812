import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerIfAway, asksForPage, speakIfBroken } from "./broken";

let isThere = true;
let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    if (asksForPage(request)) {
      if (await answerIfAway(request, response, async () => isThere)) return;
      speakIfBroken(request, response);
    }
    response.statusCode = request.url === "/broken" ? 500 : 200;
    response.setHeader("ETag", "x");
    response.write("an empty ");
    response.end("document");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const open = async (path: string, init?: RequestInit) => {
  const response = await fetch(base + path, { headers: { Accept: "text/html,*/*" }, ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

test("a page that broke is said in words, whole, and kept by nobody", async () => {
  const { status, headers, text } = await open("/broken");
  expect(status).toBe(500);
  expect(text).toMatch(/^<!doctype html>[\s\S]*This page broke[\s\S]*<\/html>\n$/);
  expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("etag")).toBeNull();
  expect((await open("/broken", { method: "HEAD" })).text).toBe("");
});

test("a page that did not break, and whatever is no page, goes through as it is", async () => {
  expect(await open("/gigs")).toMatchObject({ status: 200, text: "an empty document" });
  for (const headers of [new Headers({ Accept: "*/*" }), new Headers({ Accept: "text/html", RSC: "1" })])
    expect(await open("/broken", { headers })).toMatchObject({ status: 500, text: "an empty document" });
});

test("without its database a page answers 503 in words; those that need none are there", async () => {
  isThere = false;
  try {
    const away = await open("/gigs?search=x");
    expect(away).toMatchObject({ status: 503, text: expect.stringContaining("We are away for a moment") });
    expect(away.headers.get("retry-after")).toBe("10");
    expect((await open("/docsy")).status).toBe(503);
    for (const path of ["/docs", "/docs?x", "/docs/api", "/terms", "/privacy"])
      expect((await open(path)).status).toBe(200);
  } finally {
    isThere = true;
  }
});
