import { type Answer, client, gigiac, givegigs, register } from "../support/api";
import { joinByForm } from "../support/people";
import { expect, test } from "../support/test";

const LARGE = JSON.stringify({ title: "x".repeat(300 * 1024) });
const json = { "Content-Type": "application/json" };

/** The two dialects' own words for a refusal. */
function expectRefusal(answer: Answer, dialect: "gigiac" | "givegigs", status: number, code: string) {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
  expect(answer.json).toMatchObject(
    dialect === "gigiac"
      ? { error: true, code, message: expect.any(String), request_id: answer.headers.get("x-request-id") }
      : { success: false, code, error: expect.any(String) },
  );
  expect(answer.text).not.toMatch(/select |node_modules|\.ts:|\n\s+at /);
}

for (const [dialect, path] of [
  ["gigiac", "/api/tasks"],
  ["givegigs", "/api/ai/tasks"],
] as const)
  test.describe(`HTTP errors of ${dialect}`, () => {
    const asker = async () => (dialect === "gigiac" ? gigiac : givegigs)((await register()).apiKey);

    test("an unknown route, also far below, is 404 in its own words", async () => {
      const ask = client();
      for (const line of [`GET ${path}/a/b/c/d`, `POST ${path.replace("tasks", "nothing")}`, `GET ${path}%2F..`])
        expectRefusal(await ask(line), dialect, 404, "NOT_FOUND");
    });

    test("a wrong method is 405 and says which are right", async () => {
      const answer = await client()(`PUT ${path}`);
      expectRefusal(answer, dialect, 405, "METHOD_NOT_ALLOWED");
      expect(answer.headers.get("allow")).toContain("GET, POST");
    });

    test("bad JSON, another content type and a body too large are refused before anything happens", async () => {
      const ask = await asker();
      for (const body of ["{", "[]", "null", '"text"', "\u0000"])
        expectRefusal(await ask(`POST ${path}`, null, { headers: json, body }), dialect, 400, "INVALID_JSON");
      const form = { headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "title=x" };
      expectRefusal(await ask(`POST ${path}`, null, form), dialect, 415, "UNSUPPORTED_MEDIA_TYPE");
      expectRefusal(await ask(`POST ${path}`, null, { headers: json, body: LARGE }), dialect, 413, "PAYLOAD_TOO_LARGE");
      const inPieces = new Blob([LARGE]).stream();
      const answer = await ask(`POST ${path}`, null, { headers: json, body: inPieces });
      expectRefusal(answer, dialect, 413, "PAYLOAD_TOO_LARGE");
    });

    test("a refusal names the field and its limit", async () => {
      const ask = await asker();
      const answer = await ask(`POST ${path}`, {
        title: "x".repeat(201),
        description: "y",
        category: "other",
        budget: 5,
      });
      expectRefusal(answer, dialect, 400, "INVALID_INPUT");
      expect(answer.text).toContain("title must be at most 200 characters");
      expect(answer.json.details).toMatchObject([{ path: "title" }]);
    });

    test("every answer tells the limit, and a key has its own", async () => {
      const [reads, writes] = dialect === "gigiac" ? [120, 30] : [100, 20];
      const ask = await asker();
      const read = await ask(`GET ${path}?limit=1`);
      expect(read.headers.get("x-ratelimit-limit")).toBe(String(reads));
      const reset = Number(read.headers.get("x-ratelimit-reset"));
      expect(reset - Date.now() / 1000).toBeGreaterThan(-1);
      expect(reset - Date.now() / 1000).toBeLessThan(61);
      const burst = await Promise.all(Array.from({ length: 2 * writes + 2 }, () => ask(`POST ${path}`, {})));
      const refused = burst.filter(({ status }) => status === 429);
      // At most two windows are touched, each with room for so many.
      expect(refused.length).toBeGreaterThanOrEqual(2);
      expectRefusal(refused[0]!, dialect, 429, "RATE_LIMITED");
      expect(Number(refused[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(refused[0]!.headers.get("x-ratelimit-remaining")).toBe("0");
      if (dialect === "givegigs") expect(refused[0]!.json.retryAfter).toBeGreaterThan(0);
    });

    test("other origins may read, and ask beforehand what they may send", async () => {
      const ask = client({ Origin: "https://elsewhere.example" });
      const read = await ask(`GET ${path}?limit=1`);
      expect(read.headers.get("access-control-allow-origin")).toBe("*");
      expect(read.headers.get("access-control-allow-credentials")).toBeNull();
      const preflight = await ask(`OPTIONS ${path}`, null, { headers: { "Access-Control-Request-Method": "POST" } });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
      expect(preflight.headers.get("access-control-allow-headers")).toContain("X-API-Key");
    });
  });

test("whether it lives, whether it is ready, and what it can do are told as JSON", async () => {
  const ask = client();
  for (const path of ["/api/health", "/api/health/ready"]) {
    const answer = await ask(`GET ${path}`);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers.get("content-type")).toContain("application/json");
  }
  for (const path of ["/api/health", "/api/auth/session", "/openapi.json"]) {
    const refused = await ask(`PATCH ${path}`);
    expect(refused.status, path).toBe(405);
    expect(refused.headers.get("allow")).toContain("GET");
    expect(refused.json).toMatchObject({ error: true, code: "METHOD_NOT_ALLOWED" });
    expect(refused.headers.get("x-request-id")).toBe(refused.json.request_id);
  }
  const wrongCase = await ask("GET /API/tasks");
  expect([wrongCase.status, wrongCase.json.code]).toEqual([404, "NOT_FOUND"]);
  const document = await ask("GET /openapi.json");
  expect(document.status).toBe(200);
  expect(document.json.openapi).toMatch(/^3\.1/);
  const { paths } = document.json;
  expect(Object.keys(paths["/api/tasks"])).toEqual(expect.arrayContaining(["get", "post"]));
  expect(Object.keys(paths["/api/ai/tasks"])).toEqual(expect.arrayContaining(["get", "post"]));
});

test("a page that is not there, and one that is no page, are 404 without a word about the inside", async () => {
  const ask = client();
  for (const path of ["/nothing", "/gigs/task_nothing", "/gigs/%00", "/people/user_nothing", "/.env", "/api"]) {
    const answer = await ask(`GET ${path}`);
    expect(answer.status, path).toBe(404);
    expect(answer.text).not.toMatch(/node_modules|\.ts:\d|DATABASE/);
  }
});

test("a cookie alone writes nothing for another site", async ({ page }) => {
  await joinByForm(page, "Sam Samesite");
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const ask = client({ Cookie: cookie });
  const body = { title: "x", description: "y", fundingType: "CHARITY" };
  for (const headers of [{ Origin: "https://elsewhere.example" }, { "Sec-Fetch-Site": "cross-site" }] as Record<
    string,
    string
  >[]) {
    const answer = await ask("POST /api/ai/tasks", body, { headers });
    expectRefusal(answer, "givegigs", 403, "CROSS_ORIGIN");
  }
  for (const { httpOnly, sameSite } of cookies.filter(({ name }) => name.includes("session")))
    expect({ httpOnly, sameSite }).toEqual({ httpOnly: true, sameSite: "Lax" });
});
