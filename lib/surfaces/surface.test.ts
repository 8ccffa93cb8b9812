import { beforeEach, describe, expect, test } from "vitest";
import { findBrowser, SESSION_COOKIE } from "@/lib/auth/browser";
import { encodeCursor } from "@/lib/core/page";
import { person } from "@/local/testing/market";
import { type Answer, type Asked, ask, browserOf, type Caller, keyOf, newIp, nobody } from "@/local/testing/request";
import type { Endpoint, Method } from "./endpoint";
import { exampleOf, examples } from "./examples";
import { gigiac } from "./gigiac";
import { givegigs } from "./givegigs";

const apis = { gigiac, givegigs };
type Api = (typeof apis)[keyof typeof apis];

/** Every route of both tables. `line` is its address with ids that no row can have. */
const routes = Object.values(apis).flatMap((api) =>
  Object.entries(api.routes).map(([route, endpoint]) => {
    const [method, path] = route.split(" ") as [Method, string];
    return {
      api: api as Api,
      route,
      method,
      path,
      line: route.replace(/\[\w+\]/g, "no-such-thing"),
      endpoint: endpoint as Endpoint,
    };
  }),
);
const writes = routes.filter(({ method }) => method !== "GET");
const lists = routes.filter(({ endpoint }) => endpoint.op.list);
const title = "$route";

/** A refusal in the dialect's own words, with what every answer carries. */
function expectRefusal(api: Api, answer: Answer, status: number, code: string) {
  expect({ status: answer.status, code: answer.json.code, said: answer.json }).toMatchObject({ status, code });
  const { json, headers } = answer;
  if (api === gigiac) {
    expect(json).toMatchObject({
      error: true,
      message: expect.stringMatching(/./),
      request_id: headers["X-Request-Id"],
    });
    expect(Object.keys(json).filter((key) => /[A-Z]/.test(key))).toEqual([]);
  } else {
    expect(json).toMatchObject({ success: false, error: expect.stringMatching(/./) });
    expect(json).not.toHaveProperty("requestId");
    expect(Object.keys(json).filter((key) => /_/.test(key))).toEqual([]);
  }
  expectHeaders(answer);
}

function expectHeaders({ headers }: Answer) {
  expect(headers).toMatchObject({
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Request-Id": expect.stringMatching(/^req_[0-9a-z]{26}$/),
    "Access-Control-Allow-Origin": "*",
    "X-RateLimit-Limit": expect.stringMatching(/^\d+$/),
    "X-RateLimit-Remaining": expect.stringMatching(/^\d+$/),
    "X-RateLimit-Reset": expect.stringMatching(/^\d{10}$/),
  });
  expect(headers).not.toHaveProperty("Access-Control-Allow-Credentials");
}

let key: Caller;
let browser: Caller;
let moderator: Caller;
// Each test calls as somebody new: limits are counted by caller.
beforeEach(async () => {
  const { userId } = await person("Ada", { dollars: 100 });
  key = await keyOf(userId);
  browser = await browserOf(userId);
  moderator = await browserOf((await person("Mo", { role: "moderator" })).userId);
});
/** Somebody whom the operation lets in; each time with an allowance of its own where that is by address. */
const welcome = async ({ op }: Endpoint): Promise<Caller> =>
  op.access === "session"
    ? browserOf((await person()).userId)
    : op.access === "moderator"
      ? moderator
      : keyOf((await person()).userId);

describe("every route", () => {
  test.each(routes)(`${title} lets in nobody without a caller, where it needs one`, async ({ api, line, endpoint }) => {
    const answer = await ask(api, line);
    if (endpoint.op.access !== "anyone") return expectRefusal(api, answer, 401, "UNAUTHENTICATED");
    expect(answer.json.code).not.toBe("UNAUTHENTICATED");
    expectHeaders(answer);
  });

  test.each(routes)(`${title} refuses a bad key, also where none is needed`, async ({ api, line }) => {
    const made = "givegigs-00000000000000000000000000000000000000";
    expectRefusal(api, await ask(api, line, { "x-api-key": made }), 401, "INVALID_API_KEY");
    expectRefusal(api, await ask(api, line, { authorization: "Bearer nonsense" }), 401, "INVALID_API_KEY");
    expectRefusal(api, await ask(api, line, { authorization: "Basic YTpi" }), 401, "INVALID_API_KEY");
  });

  test.each(routes)(`${title} says which methods its address takes`, async ({ api, line, path }) => {
    const [, address] = line.split(" ");
    const taken = routes.filter((one) => one.api === api && one.path === path).map(({ method }) => method);
    const other = (["PUT", "PATCH", "DELETE", "POST", "GET"] as const).find((method) => !taken.includes(method))!;
    const answer = await ask(api, `${other} ${address}`, key);
    expectRefusal(api, answer, 405, "METHOD_NOT_ALLOWED");
    expect(answer.headers.Allow!.split(", ").sort()).toEqual([...taken, "OPTIONS"].sort());
    const asked = await ask(api, `OPTIONS ${address}`);
    expect(asked).toMatchObject({ status: 204, body: "", headers: { "Access-Control-Allow-Origin": "*" } });
    expect(asked.headers["Access-Control-Allow-Methods"]!.split(", ").sort()).toEqual([...taken, "OPTIONS"].sort());
  });

  test.each(routes.filter(({ path }) => path.includes("[")))(
    `${title} answers 404 to an id that cannot exist`,
    async ({ api, line, endpoint }) => {
      const body = endpoint.op.kind === "command" ? (exampleOf(endpoint.op.name, api.dialect.casing) ?? {}) : undefined;
      const withNul = line.replaceAll("no-such-thing", "no%00such");
      for (const address of [line, withNul])
        expectRefusal(api, await ask(api, address, await welcome(endpoint), { body }), 404, "NOT_FOUND");
    },
  );
});

const mapTexts = (value: unknown, change: (text: string) => string): any =>
  typeof value === "string"
    ? change(value)
    : Array.isArray(value)
      ? value.map((one) => mapTexts(one, change))
      : value !== null && typeof value === "object"
        ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]))
        : value;

describe("every write", () => {
  const bodies: [string, Asked, number, string][] = [
    ["a body that is no JSON", { text: '{"title": ' }, 400, "INVALID_JSON"],
    ["a body that is no object", { body: ["title"] }, 400, "INVALID_JSON"],
    [
      "another content type",
      { text: "title=x", headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["no content type", { body: {}, headers: { "content-type": "" } }, 415, "UNSUPPORTED_MEDIA_TYPE"],
    ["more than 256 kB", { text: JSON.stringify({ title: "x".repeat(256 * 1024) }) }, 413, "PAYLOAD_TOO_LARGE"],
    [
      "a body nested without end",
      { text: `{"metadata":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}` },
      400,
      "INVALID_INPUT",
    ],
  ];
  test.each(writes.filter(({ endpoint }) => !endpoint.hears))(
    `${title} refuses what is not a small JSON object`,
    async ({ api, line, endpoint }) => {
      const caller = await welcome(endpoint);
      // What takes large bodies is tested with them (large-body.test.ts).
      for (const [, asked, status, code] of bodies.filter(([, , status]) => !endpoint.bodyBytes || status !== 413))
        expectRefusal(api, await ask(api, line, caller, asked), status, code);
    },
  );

  test.each(writes)(`${title} takes no cookie from another site's page`, async ({ api, line }) => {
    const cookie = { cookie: browser.cookie! };
    const elsewhere: Caller[] = [
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { origin: "https://evil.example" },
      { origin: "null" },
      {},
    ];
    for (const from of elsewhere) expectRefusal(api, await ask(api, line, { ...cookie, ...from }), 403, "CROSS_ORIGIN");
    const own = await ask(api, line, { ...cookie, origin: "http://localhost:3000" });
    expect(own.json.code).not.toBe("CROSS_ORIGIN");
    const withKey = await ask(api, line, { ...key, "sec-fetch-site": "cross-site" });
    expect(withKey.json.code).not.toBe("CROSS_ORIGIN");
  });

  test.each(writes.filter(({ endpoint }) => examples[endpoint.op.name]))(
    `${title} ignores fields that nobody knows, and names a field of the wrong type`,
    async ({ api, line, endpoint }) => {
      const example = exampleOf(endpoint.op.name, api.dialect.casing) as Record<string, unknown>;
      const caller = await welcome(endpoint);
      const [field] = Object.keys(example);
      const wrong = await ask(api, line, caller, { body: { ...example, [field!]: { no: 1 }, nobodyKnowsThis: 1 } });
      expectRefusal(api, wrong, 400, "INVALID_INPUT");
      expect(wrong.json.details.map(({ path }: any) => path.split(".")[0])).toEqual([field]);
      expect(wrong.json.message ?? wrong.json.error).toContain(field);
      const nul = await ask(api, line, await welcome(endpoint), { body: mapTexts(example, (text) => `${text}\0`) });
      expect(nul.status, nul.body).toBeLessThan(500);
    },
  );
});

describe("every list", () => {
  test.each(lists)(`${title} refuses a page that is none, by name`, async ({ api, line, endpoint }) => {
    const caller = endpoint.op.access === "anyone" ? nobody : await welcome(endpoint);
    for (const [query, field] of [
      ["limit=101", "limit"],
      ["limit=0", "limit"],
      ["limit=abc", "limit"],
      ["limit=1.5", "limit"],
      ["limit=1e2", "limit"],
      ["offset=-1", "offset"],
      ["offset=x", "offset"],
      ["offset=10001", "offset"],
      [`offset=${"9".repeat(20)}`, "offset"],
      [`offset=-${"9".repeat(20)}`, "offset"],
      [`cursor=${"x".repeat(301)}`, "cursor"],
    ]) {
      const answer = await ask(api, `${line}?${query}`, caller);
      expectRefusal(api, answer, 400, "INVALID_INPUT");
      expect(answer.json.details).toMatchObject([{ path: field }]);
    }
  });

  test.each(["/api/tasks/matched", "/api/tasks/recommended", "/api/tasks?sort=relevance&search=plants"])(
    "%s is ranked: a cursor is refused, and told what to use",
    async (path) => {
      const cursor = encodeCursor({ sort: "relevance", key: "0", id: `task_${"z".repeat(26)}` });
      const answer = await ask(gigiac, `GET ${path}${path.includes("?") ? "&" : "?"}cursor=${cursor}`, key);
      expectRefusal(gigiac, answer, 400, "INVALID_INPUT");
      expect(answer.json.message).toBe("cursor is not given out by a ranked list: use offset");
    },
  );

  test.each([
    [gigiac, "/api/tasks", "data"],
    [givegigs, "/api/ai/tasks", "tasks"],
  ] as const)("%# an empty parameter says nothing, and a made-up cursor is refused", async (api, path, plural) => {
    const answer = await ask(api, `GET ${path}?limit=&offset=&cursor=`);
    expect(answer).toMatchObject({ status: 200, json: { [plural]: [], total: 0, count: 0, limit: 50, offset: 0 } });
    expectRefusal(api, await ask(api, `GET ${path}?cursor=bmV3ZXN0`), 400, "INVALID_INPUT");
  });
});

describe("a forged cursor", () => {
  const id = `task_${"z".repeat(26)}`;
  test.each([
    ["newest", "999999999999999", id, 200],
    ["newest", "-99999999999999", id, 200],
    ["newest", "9999999999999999", id, 400],
    ["newest", "1e9", id, 400],
    ["newest", "", id, 400],
    ["newest", "0); select 1", id, 400],
    ["newest", "1", "task_'", 400],
    ["newest", "1", "", 400],
    ["budget", "1", id, 400],
  ])("of %s at %s is a page or a refusal, never an error", async (sort, key, id, status) => {
    const cursor = encodeCursor({ sort, key, id });
    for (const [api, path] of [
      [gigiac, "/api/tasks"],
      [givegigs, "/api/ai/tasks"],
    ] as const) {
      const answer = await ask(api, `GET ${path}?cursor=${cursor}`);
      if (status === 400) expectRefusal(api, answer, 400, "INVALID_INPUT");
      else expect(answer).toMatchObject({ status });
    }
  });
});

describe("an address that nobody knows", () => {
  test.each([
    [gigiac, "GET /api/nothing"],
    [gigiac, "POST /api/tasks/x/y/z"],
    [gigiac, "GET /api/tasks/%E0%A4%A"],
    [gigiac, "GET /api/tasks//cancel"],
    [givegigs, "DELETE /api/ai/nothing"],
    [givegigs, "GET /api/ai/tasks/x/nothing"],
  ] as const)("%# is 404 in its dialect", async (api, line) => {
    expectRefusal(api, await ask(api, line), 404, "NOT_FOUND");
  });
});

test("a category that no task has is refused with those there are; a filter that nobody knows is ignored", async () => {
  const nope = await ask(gigiac, "GET /api/tasks?category=nope");
  expectRefusal(gigiac, nope, 400, "INVALID_INPUT");
  expect(nope.json.message).toMatch(/^category is none that a task has; the usual ones are content-writing, /);
  expect(nope.json.details).toMatchObject([{ path: "category" }]);
  const body = { title: "Walk", description: "The dog.", category: "Dog walking", payment_method: "none" };
  expect(await ask(gigiac, "POST /api/tasks", key, { body })).toMatchObject({ status: 201 });
  for (const query of ["category=dog-walking", "category=Design%20%26%20Media", "colour=blue"])
    expect(await ask(gigiac, `GET /api/tasks?${query}`), query).toMatchObject({ status: 200 });
});

test("an empty task is told everything that it lacks at once, its budget among it", async () => {
  const lacks = async (body: object) =>
    (await ask(gigiac, "POST /api/tasks", key, { body })).json.details.map(({ path }: any) => path);
  expect(await lacks({})).toEqual(["title", "description", "category", "budget"]);
  expect(await lacks({ payment_method: "none" })).toEqual(["title", "description", "category"]);
  expect(await lacks({ payment_method: "gold", budget_cents: 5 })).toEqual([
    ...["title", "description", "category", "payment_method"],
  ]);
});

describe("who calls", () => {
  test("where no key helps, nobody is told to send one", async () => {
    const answer = await ask(givegigs, "GET /api/ai/keys");
    expectRefusal(givegigs, answer, 401, "UNAUTHENTICATED");
    expect(answer.json.error).toBe("Sign in in a browser: this is done from there, not with an API key.");
  });

  test("a key goes in either header of either dialect, and two that differ are refused", async () => {
    const text = key["x-api-key"];
    const ways: Caller[] = [
      { authorization: `Bearer ${text}` },
      { authorization: `bearer  ${text}` },
      { "x-api-key": text! },
    ];
    for (const [api, line] of [
      [gigiac, "GET /api/proposals?mine=true"],
      [givegigs, "POST /api/ai/tasks"],
    ] as const)
      for (const caller of ways) expect((await ask(api, line, caller)).json.code).not.toBe("UNAUTHENTICATED");
    const other = await keyOf((await person()).userId);
    const both: Caller = { authorization: `Bearer ${text}`, "x-api-key": other.key };
    expectRefusal(gigiac, await ask(gigiac, "GET /api/tasks", both), 400, "INVALID_INPUT");
  });

  test("a registration is counted by its address, whichever key comes with it", async () => {
    const register = (caller: Caller) =>
      ask(givegigs, "POST /api/ai/register", caller, { body: {}, ip: "203.0.113.7" });
    const other = await keyOf((await person()).userId);
    const left = [];
    for (const caller of [nobody, key, other]) left.push((await register(caller)).headers["X-RateLimit-Remaining"]);
    expect(left).toEqual(["19", "18", "17"]);
  });

  test.each(["%zz", "%", '"', "a.b.c.d.e", `${"x".repeat(4000)}`])(
    "a session cookie that is none (%#) is nobody's, and breaks nothing",
    async (value) => {
      const broken = { cookie: `theme=%zz; ${SESSION_COOKIE}=${value}; =; ;`, "sec-fetch-site": "same-origin" };
      expect(await ask(gigiac, "GET /api/tasks", broken)).toMatchObject({ status: 200 });
      expectRefusal(gigiac, await ask(gigiac, "GET /api/dashboard", broken), 401, "UNAUTHENTICATED");
      expectRefusal(givegigs, await ask(givegigs, "POST /api/ai/tasks", broken, { body: {} }), 401, "UNAUTHENTICATED");
      // What a page asks.
      expect(await findBrowser(broken.cookie)).toBeUndefined();
    },
  );

  test("a preflight tells what is left for the call it announces, and uses up nothing", async () => {
    const ip = newIp();
    const left = async (line: string, headers = {}) =>
      (await ask(gigiac, line, nobody, { ip, headers })).headers["X-RateLimit-Remaining"];
    const announced = { "access-control-request-method": "POST" };
    expect(await left("GET /api/tasks")).toBe("119");
    expect(await left("OPTIONS /api/tasks")).toBe("119");
    expect(await left("OPTIONS /api/tasks", announced)).toBe("30");
    expect(await left("OPTIONS /api/tasks", announced)).toBe("30");
    expect(await left("GET /api/tasks")).toBe("118");
    const { headers } = await ask(gigiac, "OPTIONS /api/tasks", nobody, { ip, headers: announced });
    expect(headers).toMatchObject({
      "X-RateLimit-Limit": "30",
      "X-RateLimit-Reset": expect.stringMatching(/^\d{10}$/),
      "X-Request-Id": expect.stringMatching(/^req_/),
    });
  });

  test("X-Bot-Id names a bot of the caller's, or is refused", async () => {
    for (const caller of [key, browser])
      expectRefusal(gigiac, await ask(gigiac, "GET /api/tasks", { ...caller, "x-bot-id": "bot_1" }), 403, "FORBIDDEN");
  });
});
