import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { db } from "@/db";
import { events, idempotentAnswers, tasks } from "@/db/schema";
import { wishedFor } from "@/lib/domain/approvals/wishes";
import { grantCredits } from "@/lib/domain/money/grant";
import { joined, newcomer, PASSWORD } from "@/local/testing/accounts";
import { bot, person, postTask } from "@/local/testing/market";
import { ask, browserOf, type Caller, keyOf, newIp } from "@/local/testing/request";
import { gigiac } from "./gigiac";
import { givegigs } from "./givegigs";

const task = { title: "Water the plants", description: "Twice a week.", category: "errands", budget: 10 };
let userId: string;
let key: Caller;
beforeEach(async () => {
  ({ userId } = await person("Ada", { dollars: 25 }));
  key = await keyOf(userId);
});
const post = (headers: Record<string, string> = {}, body: object = task, caller = key) =>
  ask(gigiac, "POST /api/tasks", caller, { body, headers });
const posted = () => db.select().from(tasks).where(eq(tasks.ownerId, userId));
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status).sort();

describe("a registration's Idempotency-Key", () => {
  const headers = { "idempotency-key": "mine" };
  const register = (body: object, ip: string) =>
    ask(givegigs, "POST /api/ai/register", undefined, { body, ip, headers });

  test("answers the key again only to who has the same password, from the same address", async () => {
    const { email } = await joined();
    const [ip, body] = [newIp(), { email, botName: "Robo", password: PASSWORD }];
    const first = await register(body, ip);
    expect(first).toMatchObject({ status: 201 });
    expect(await register(body, ip)).toMatchObject({
      body: first.body,
      headers: { "Idempotent-Replayed": "true" },
    });
    for (const [told, from, code] of [
      [{ ...body, password: "another-good-password" }, ip, "IDEMPOTENCY_KEY_REUSED"],
      [{ email, botName: "Robo" }, ip, "IDEMPOTENCY_KEY_REUSED"],
      [{ ...body, password: "another-good-password" }, newIp(), "INVALID_CREDENTIALS"],
      [{ email, botName: "Robo" }, newIp(), "DUPLICATE"],
    ] as const) {
      const answer = await register(told, from);
      expect(answer.json.code).toBe(code);
      expect(answer.body).not.toContain(first.json.apiKey);
    }
  });

  test("of a new account is kept for the address that registered it", async () => {
    const [ip, body] = [newIp(), { email: newcomer().email, botName: "Robo" }];
    const first = await register(body, ip);
    expect((await register(body, ip)).json.apiKey).toBe(first.json.apiKey);
    const elsewhere = await register(body, newIp());
    expect(elsewhere.json.code).toBe("DUPLICATE");
    expect(elsewhere.body).not.toContain(first.json.apiKey);
  });
});

describe("Idempotency-Key", () => {
  const once = { "idempotency-key": "one" };

  test("the same request again gets the first answer again, and one task", async () => {
    const first = await post(once);
    expect(first).toMatchObject({ status: 201 });
    expect(first.headers).not.toHaveProperty("Idempotent-Replayed");
    const again = await post(
      once,
      JSON.parse(
        `{ "budget": 10, "category": "errands", "description": "Twice a week.", "title": "Water the plants" }`,
      ),
    );
    expect(again).toMatchObject({ status: 201, body: first.body, headers: { "Idempotent-Replayed": "true" } });
    expect(await posted()).toHaveLength(1);
  });

  test("another request under the same key is refused", async () => {
    await post(once);
    expect(await post(once, { ...task, budget: 11 })).toMatchObject({
      status: 409,
      json: { code: "IDEMPOTENCY_KEY_REUSED" },
    });
    const elsewhere = await ask(gigiac, "POST /api/proposals", key, { body: task, headers: once });
    expect(elsewhere).toMatchObject({ status: 400 });
    expect(await posted()).toHaveLength(1);
  });

  test("two callers may choose the same key", async () => {
    await post(once);
    const other = await keyOf((await person("Bob", { dollars: 25 })).userId);
    expect(await post(once, task, other)).toMatchObject({ status: 201 });
  });

  test("two bots of one account may choose the same key, and get an answer each", async () => {
    const owner = { kind: "human", userId, actorId: userId, loginId: "", role: "member" } as const;
    const [first, second] = [await bot(owner, "First"), await bot(owner, "Second")];
    const as = (botId?: string) => post({ ...once, ...(botId && { "x-bot-id": botId }) });
    const answers = [await as(first.actorId), await as(second.actorId)];
    expect(answers.map(({ status, json }) => [status, json.data.poster_id])).toEqual([
      [201, first.actorId],
      [201, second.actorId],
    ]);
    for (const [i, { actorId }] of [first, second].entries())
      expect(await as(actorId)).toMatchObject({ body: answers[i]!.body, headers: { "Idempotent-Replayed": "true" } });
    expect(await posted()).toHaveLength(2);
  });

  test("twenty at once make one task; the rest replay it or are told that it still runs", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(once)));
    expect(await posted()).toHaveLength(1);
    const made = answers.filter(({ status, headers }) => status === 201 && !headers["Idempotent-Replayed"]);
    expect(made).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === 201) expect(answer.body).toBe(made[0]!.body);
      else expect(answer).toMatchObject({ status: 409, json: { code: "IDEMPOTENCY_IN_PROGRESS" } });
  });

  test("a refusal keeps nothing: the same key works once the reason is gone", async () => {
    const dear = { ...task, budget: 30 };
    expect(await post(once, dear)).toMatchObject({ status: 409, json: { code: "INSUFFICIENT_CREDITS" } });
    await db.transaction((tx) =>
      grantCredits({ db: tx as never, now: new Date(), postings: [] }, userId, 1000, `more:${userId}`),
    );
    expect(await post(once, dear)).toMatchObject({ status: 201 });
  });

  test("a request whose connection dies in the middle left nothing, and its retry makes one task", async () => {
    const owner = postgres(process.env.DATABASE_OWNER_URL!, { max: 2, onnotice() {} });
    const lost = await owner.begin(async (tx) => {
      await tx`select 1 from ledger_accounts where code = ${`${userId}:credits:usd`} for update`;
      const request = post(once);
      for (let waiting = 0; waiting === 0; ) {
        // The request has written its task and now waits for the wallet: the worst moment there is.
        const rows =
          await owner`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and application_name = 'bothand'`;
        waiting = rows.length;
      }
      return request;
    });
    await owner.end();
    expect(lost).toMatchObject({ status: 503, json: { code: "UNAVAILABLE" } });
    expect(await posted()).toHaveLength(0);
    expect(await post(once)).toMatchObject({ status: 201 });
    expect(await posted()).toHaveLength(1);
    expect(await db.execute(sql`select * from ledger_violations`)).toEqual([]);
  });

  test("it is up to 255 characters, and only a POST's", async () => {
    for (const text of ["", "x".repeat(256)])
      expect(await post({ "idempotency-key": text })).toMatchObject({ status: 400, json: { code: "INVALID_INPUT" } });
    expect(await post({ "idempotency-key": "x".repeat(255) })).toMatchObject({ status: 201 });
    const { id } = (await posted())[0]!;
    const kept = await db.$count(idempotentAnswers);
    const edit = () => ask(gigiac, `PATCH /api/tasks/${id}`, key, { body: { title: "Water them" }, headers: once });
    expect([await edit(), await edit()]).toMatchObject([{ status: 200 }, { status: 200, headers: {} }]);
    expect(await db.$count(idempotentAnswers)).toBe(kept);
  });
});

describe("Dry-Run", () => {
  const rehearse = { "dry-run": "true" };
  const written = async () => {
    const [row] = await db.execute(sql`select
      (select count(*) from tasks) as tasks, (select count(*) from events) as events, (select count(*) from proposals) as proposals,
      (select count(*) from ledger_entries) as entries, (select count(*) from idempotent_answers) as answers`);
    return row;
  };

  test("answers as the deed would, with the postings, and keeps nothing", async () => {
    const before = await written();
    const answer = await post({ ...rehearse, "idempotency-key": "one" });
    expect(answer).toMatchObject({
      status: 201,
      json: {
        dry_run: true,
        data: { title: "Water the plants", budget_amount: 10, status: "open" },
        postings: [{ kind: "task.fund", moves: [{ source: `${userId}:credits:usd`, amount_cents: 1000 }] }],
      },
    });
    expect(await written()).toEqual(before);
    expect(await post({ "idempotency-key": "one" })).toMatchObject({ status: 201 });
  });

  test("refuses as the deed would", async () => {
    expect(await post(rehearse, { ...task, budget: 26 })).toMatchObject({
      status: 409,
      json: { code: "INSUFFICIENT_CREDITS" },
    });
    expect(await post(rehearse, { ...task, title: "" })).toMatchObject({ status: 400 });
  });

  test("speaks the other dialect too, and a GET is no rehearsal", async () => {
    const { id } = await postTask(await person("Poster", { dollars: 50 }));
    const before = await written();
    const application = await ask(givegigs, `POST /api/ai/tasks/${id}/applications`, key, {
      body: { message: "I will." },
      headers: rehearse,
    });
    expect(application).toMatchObject({
      status: 201,
      json: { success: true, dry_run: true, postings: [], application: { status: "PENDING" } },
    });
    expect(await written()).toEqual(before);
    const read = await ask(givegigs, `GET /api/ai/tasks/${id}`, key, { headers: rehearse });
    expect(read.json).not.toHaveProperty("dry_run");
  });

  test("tells nobody", async () => {
    const answer = await post(rehearse);
    expect(await db.select().from(events).where(eq(events.subjectId, answer.json.data.id))).toEqual([]);
  });
});

describe("rate limits", () => {
  // The minute stands still, so that none begins in the middle of a count.
  beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
  afterEach(() => void vi.useRealTimers());
  const times = async (n: number, request: () => Promise<{ status: number }>) => {
    const answers = [];
    for (let i = 0; i < n; i++) answers.push(await request());
    return answers;
  };

  test.each([
    [gigiac, "GET /api/tasks?limit=1", 120],
    [gigiac, "PATCH /api/tasks/none", 30],
    [givegigs, "GET /api/ai/tasks?limit=1", 100],
    [givegigs, "PATCH /api/ai/tasks/none", 20],
  ] as const)(
    "%# of one caller are answered so many times a minute, and then told when to come back",
    async (api, line, limit) => {
      const answers = await times(limit, () => ask(api, line, key));
      expect(answers.filter(({ status }) => status === 429)).toEqual([]);
      expect(answers.at(-1)).toMatchObject({
        headers: { "X-RateLimit-Limit": String(limit), "X-RateLimit-Remaining": "0" },
      });
      const over = await ask(api, line, key);
      expect(over).toMatchObject({
        status: 429,
        json: { code: "RATE_LIMITED" },
        headers: { "X-RateLimit-Remaining": "0" },
      });
      const wait = Number(over.headers["Retry-After"]);
      expect(wait).toBeGreaterThanOrEqual(1);
      expect(wait).toBeLessThanOrEqual(60);
      expect(over.json[api === gigiac ? "retry_after" : "retryAfter"]).toBe(wait);
      vi.setSystemTime(Number(over.headers["X-RateLimit-Reset"]) * 1000);
      expect((await ask(api, line, key)).status).not.toBe(429);
    },
  );

  test("reads and writes, dialects and keys are counted apart", async () => {
    await times(31, () => ask(gigiac, "PATCH /api/tasks/none", key));
    const other = await keyOf(userId);
    const answers = [
      await ask(gigiac, "GET /api/tasks", key),
      await ask(givegigs, "PATCH /api/ai/tasks/none", key),
      await ask(gigiac, "PATCH /api/tasks/none", other),
      await ask(gigiac, "PATCH /api/tasks/none", await browserOf(userId)),
    ];
    expect(statuses(answers)).toEqual([200, 404, 404, 404]);
    expect(await ask(gigiac, "PATCH /api/tasks/none", key)).toMatchObject({ status: 429 });
  });

  test("whoever sends no key or a bad one is counted by address; an IPv6 customer has one", async () => {
    const ip = newIp();
    const guess = () => ask(gigiac, "POST /api/tasks", { "x-api-key": "givegigs-wrong" }, { ip });
    expect(statuses(await times(31, guess))).toEqual([...Array(30).fill(401), 429]);
    const none = await ask(gigiac, "POST /api/tasks", {}, { ip });
    expect(none).toMatchObject({ status: 429 });
    expect(await ask(gigiac, "POST /api/tasks", key, { ip })).toMatchObject({ status: 400 });
    let host = 0;
    const sixth = () => ask(gigiac, "POST /api/tasks", {}, { ip: `2001:db8:1:2::${++host}` });
    expect(statuses(await times(31, sixth))).toEqual([...Array(30).fill(401), 429]);
  });

  test("an address that nobody knows counts too", async () => {
    const ip = newIp();
    const answers = await times(121, () => ask(gigiac, "GET /api/nothing", {}, { ip }));
    expect(statuses(answers)).toEqual([...Array(120).fill(404), 429]);
  });
});

test("whatever may wait for the word of a bot's owner can be carried out once it is given", () => {
  const operations = [gigiac, givegigs].flatMap(({ routes }) => Object.values(routes).map(({ op }) => op));
  const waiting = operations.filter(({ mayWait }) => mayWait);
  expect(waiting.length).toBeGreaterThan(5);
  for (const op of waiting) expect(wishedFor(op.name)).toBe(op);
});
