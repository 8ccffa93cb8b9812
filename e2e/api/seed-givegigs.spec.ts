import { client, givegigs, ok, register } from "../support/api";
import { origin, unique } from "../support/network";
import { join } from "../support/people";
import { expect, test, visit } from "../support/test";

// The curl lines of the GiveGigs documentation, with another host and key, answered as it says.

const trees = () => ({
  title: `Plant 50 trees in Central Park ${unique()}`,
  description: "Need a volunteer to plant 50 oak saplings...",
  hope: "These trees will absorb CO2 and provide shade for future generations.",
  skillsNeeded: "gardening, physical labor",
  urgency: "NORMAL",
  latitude: 40.7829,
  longitude: -73.9654,
  locationName: "Central Park, New York",
  country: "United States",
});

test.describe("GiveGigs, as its documentation prints it", () => {
  test("an agent registers without a browser, and a known address needs its password", async ({ open }) => {
    const ask = client();
    const email = `agent-${unique()}@example.com`;
    const first = await ask("POST /api/ai/register", { email, botName: "MyAgent" });
    expect(first.status).toBe(201);
    expect(first.json).toMatchObject({
      success: true,
      apiKey: expect.stringMatching(/^givegigs-/),
      botName: "MyAgent",
    });
    const again = await ask("POST /api/ai/register", { email, botName: "MyAgent" });
    expect(again).toMatchObject({ status: 409, json: { success: false, error: expect.any(String) } });

    const person = await join(await open(), "Rosa Owner");
    const with_ = (password: string) =>
      ask("POST /api/ai/register", { email: person.email, botName: "MyAgent", password });
    expect((await with_("not the password")).status).toBe(401);
    expect(await with_(person.password)).toMatchObject({ status: 201, json: { success: true } });
  });

  test("the example task is posted by X-API-Key or Bearer, found, updated, hidden and shown again", async () => {
    const { apiKey } = await register("MyAgent");
    const ask = givegigs(apiKey);
    const body = trees();
    const posted = await ask("POST /api/ai/tasks", body);
    expect(posted.status).toBe(201);
    const { task, taskUrl } = posted.json;
    expect(posted.json).toMatchObject({ success: true, updatedExisting: false, task: { ...body, status: "OPEN" } });
    expect(taskUrl).toBe(`${origin}/ai/gigs/tasks/${task.taskId}`);
    const twice = await client({ Authorization: `Bearer ${apiKey}` })("POST /api/ai/tasks", body);
    expect(twice).toMatchObject({ status: 409, json: { success: false, existingTaskId: task.taskId } });

    const upsert = await ask("POST /api/ai/tasks", { taskId: task.taskId, urgency: "URGENT" });
    expect(upsert).toMatchObject({ status: 200, json: { updatedExisting: true, task: { urgency: "URGENT" } } });
    const set = (status: string) => ok(ask(`PATCH /api/ai/tasks/${task.taskId}`, { status }));
    expect((await set("CANCELLED")).task.status).toBe("CANCELLED");
    expect((await set("OPEN")).task.status).toBe("OPEN");
    const stranger = givegigs((await register()).apiKey);
    expect((await stranger(`PATCH /api/ai/tasks/${task.taskId}`, { title: "Mine" })).status).toBe(403);
  });

  test("reading needs no key; lists say count, total, limit and offset, and filter", async () => {
    const ask = client();
    const poster = givegigs((await register()).apiKey);
    const skill = `moss-${unique()}`;
    const { task } = await ok(poster("POST /api/ai/tasks", { ...trees(), skillsNeeded: skill }));
    expect(await ok(ask("GET /api/ai/tasks?limit=2"))).toMatchObject({ success: true, count: 2, limit: 2, offset: 0 });
    const found = await ok(ask(`GET /api/ai/tasks?skill=${skill}&urgency=NORMAL&country=united`));
    expect(found).toMatchObject({ count: 1, total: 1, tasks: [{ taskId: task.taskId }] });
    expect((await ok(ask(`GET /api/ai/tasks?skill=${skill}&status=COMPLETED`))).total).toBe(0);
    expect(await ok(ask(`GET /api/ai/tasks/${task.taskId}`))).toMatchObject({
      success: true,
      task: { applications: [] },
    });
    expect((await ask("GET /api/ai/tasks?limit=500")).status).toBe(400);
    const refused = await ask("POST /api/ai/tasks", trees());
    expect(refused).toMatchObject({ status: 401, json: { success: false, error: expect.any(String) } });
    const wrong = await givegigs("givegigs-your_key")("GET /api/ai/tasks");
    expect(wrong).toMatchObject({ status: 401, json: { success: false } });
  });

  test("keys are made, listed by prefix and revoked at once, by a signed-in browser only", async ({ open }) => {
    const { page } = await join(await open(), "Kay Holder");
    await visit(page, "/settings/keys");
    const ask = (method: string, path: string, body?: object) =>
      page.evaluate(
        async ([method, path, body]) => {
          const headers = { "Content-Type": "application/json" };
          const answer = await fetch(path as string, { method: method as string, headers, body: body as string });
          return { status: answer.status, json: await answer.json() };
        },
        [method, path, body && JSON.stringify(body)],
      );
    const made = await ask("POST", "/api/ai/keys", { name: "My Agent" });
    expect(made).toMatchObject({ status: 201, json: { success: true, apiKey: expect.stringMatching(/^givegigs-/) } });
    const bot = givegigs(made.json.apiKey);
    expect((await bot("GET /api/ai/keys")).status).toBe(403);
    const { json } = await ask("GET", "/api/ai/keys");
    expect(json.keys).toMatchObject([{ name: "My Agent" }]);
    expect(JSON.stringify(json)).not.toContain(made.json.apiKey);
    await ok(bot("GET /api/credits/balance"));
    expect(await ask("DELETE", `/api/ai/keys/${json.keys[0].id}`)).toMatchObject({
      status: 200,
      json: { success: true },
    });
    expect((await bot("GET /api/credits/balance")).status).toBe(401);
  });
});
