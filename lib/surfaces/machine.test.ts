import { describe, expect, test } from "vitest";
import * as cron from "@/app/api/(machines)/cron/tick/route";
import * as ready from "@/app/api/(machines)/health/ready/route";
import * as live from "@/app/api/(machines)/health/route";
import * as webhook from "@/app/api/(machines)/stripe/webhook/route";
import * as unsubscribe from "@/app/api/(machines)/unsubscribe/route";
import * as document from "@/app/openapi.json/route";
import { newIp } from "@/local/testing/request";
import { answer } from "./apis";

const GET = ["GET"];
const both = ["GET", "POST"];
const machines: [string, Record<string, unknown>, string[]][] = [
  ["/api/health", live, GET],
  ["/api/health/ready", ready, GET],
  ["/api/cron/tick", cron, both],
  ["/api/stripe/webhook", webhook, ["POST"]],
  ["/api/unsubscribe", unsubscribe, both],
  ["/openapi.json", document, GET],
];

describe("machinery", () => {
  test.each(machines)("%s says as JSON which methods it takes", async (path, route, taken) => {
    const wrong = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) => !taken.includes(method));
    for (const method of wrong) {
      const handler = route[method] as (request: Request) => Promise<Response>;
      const refused = await handler(new Request(`http://localhost${path}`, { method }));
      expect(refused.status, method).toBe(405);
      expect(refused.headers.get("allow")).toBe([...taken, "OPTIONS"].join(", "));
      const requestId = refused.headers.get("x-request-id");
      expect(requestId).toMatch(/^req_/);
      expect(await refused.json()).toMatchObject({ error: true, code: "METHOD_NOT_ALLOWED", request_id: requestId });
    }
    const options = route.OPTIONS as (request: Request) => Promise<Response>;
    const asked = await options(new Request(`http://localhost${path}`, { method: "OPTIONS" }));
    expect([asked.status, asked.headers.get("allow")]).toEqual([204, [...taken, "OPTIONS"].join(", ")]);
  });

  test("an answer names its request, and HEAD is GET without a body", async () => {
    const told = await live.GET(new Request("http://localhost/api/health"));
    expect(told.headers.get("x-request-id")).toMatch(/^req_/);
    expect(await told.json()).toEqual({ status: "ok" });
    const head = await live.HEAD(new Request("http://localhost/api/health", { method: "HEAD" }));
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("an API path in another case is that dialect's 404, and no page", async () => {
    const at = (path: string) =>
      answer({
        method: "GET",
        path,
        search: "",
        header: () => undefined,
        body: async () => Buffer.alloc(0),
        ip: newIp(),
      });
    for (const path of ["/API/tasks", "/Api/health"])
      expect(JSON.parse((await at(path))!.body)).toMatchObject({ error: true, code: "NOT_FOUND" });
    expect(JSON.parse((await at("/API/AI/tasks"))!.body)).toMatchObject({ success: false, code: "NOT_FOUND" });
    expect(at("/apinot/tasks")).toBeUndefined();
    expect(at("/api/health")).toBeUndefined();
  });
});
