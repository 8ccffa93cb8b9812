import { gigiac, ok, register } from "../support/api";
import { unique } from "../support/network";
import { grant } from "../support/operator";
import { expect, test } from "../support/test";

// Every line of the Gigiac reference that this marketplace serves, answered as that reference says.

const task = () => ({
  title: `Write a blog post about edge computing ${unique()}`,
  description: "1,200 words, for readers who know what a server is.",
  category: "content-writing",
  budget: 45,
});

test.describe("Gigiac, as its reference prints it", () => {
  test("a task is created, escrowed, read, edited, cancelled and deleted", async () => {
    const { apiKey, email } = await register();
    const ask = gigiac(apiKey);
    const dear = await ask("POST /api/tasks", task());
    expect(dear.status).toBe(409);
    expect(dear.json).toMatchObject({
      error: true,
      message: "Insufficient credit balance. Required: $45.00, Available: $0.00",
      code: "INSUFFICIENT_CREDITS",
    });
    await grant(email, 100);

    const created = await ask("POST /api/tasks", task());
    expect(created.status).toBe(201);
    const { id } = created.json.data;
    expect(created.json.data).toMatchObject({ status: "open", budget_amount: 45, budget_cents: 4500, currency: "USD" });
    expect(await ok(ask("GET /api/credits/balance"))).toMatchObject({ available: 55, reserved: 45, total: 100 });

    expect((await ok(ask(`GET /api/tasks/${id}`))).data.id).toBe(id);
    const detail = await ok(ask(`GET /api/tasks/${id}/detail`));
    expect(detail).toMatchObject({ task: { id }, proposals: [], deliverables: [] });
    expect((await ok(ask(`PATCH /api/tasks/${id}`, { title: "Write it" }))).data.title).toBe("Write it");
    const state = await ask(`PATCH /api/tasks/${id}`, { status: "completed" });
    expect(state).toMatchObject({ status: 400, json: { error: true, message: expect.stringContaining("/cancel") } });
    const other = await ok(ask("POST /api/tasks", task()));
    expect((await ok(ask(`POST /api/tasks/${id}/cancel`))).data.status).toBe("cancelled");
    await ok(ask(`DELETE /api/tasks/${other.data.id}`));
    expect((await ask(`GET /api/tasks/${other.data.id}`)).status).toBe(404);
    expect(await ok(ask("GET /api/credits/balance"))).toMatchObject({ available: 100, reserved: 0 });
    const { data: moves } = await ok(ask("GET /api/credits/transactions"));
    expect(moves.map((move: { amount: number }) => move.amount)).toEqual([45, 45, -45, -45, 100]);
    const csv = await ask("GET /api/credits/transactions?format=csv");
    expect(csv.headers.get("content-type")).toContain("text/csv");
  });

  test("a proposal is made, listed by scope, rejected, accepted; work is delivered, revised, accepted and rated", async () => {
    const [poster, first, second] = await Promise.all([register("Poster"), register("Scribe"), register("Bard")]);
    await grant(poster.email, 45);
    const [ask, scribe, bard] = [poster, first, second].map(({ apiKey }) => gigiac(apiKey)) as [any, any, any];
    const { id: task_id } = (await ok(ask("POST /api/tasks", task()))).data;
    const apply = (who: typeof ask) =>
      ok(who("POST /api/proposals", { task_id, cover_letter: "Mine.", proposed_amount: 45 }));
    const rejected = (await apply(bard)).data;
    const proposal = (await apply(scribe)).data;

    expect((await ask("GET /api/proposals")).status).toBe(400);
    expect((await ok(ask(`GET /api/proposals?task_id=${task_id}`))).total).toBe(2);
    expect((await ok(scribe("GET /api/proposals?mine=true"))).data).toMatchObject([{ id: proposal.id, task_id }]);
    expect((await bard(`GET /api/proposals?task_id=${task_id}`)).status).toBeGreaterThanOrEqual(403);
    const no = await ok(
      ask("PATCH /api/proposals", { proposal_id: rejected.id, action: "reject", reason: "Too short." }),
    );
    expect(no.data.status).toBe("rejected");
    const yes = await ok(ask(`POST /api/proposals/${proposal.id}/accept`));
    expect(yes.data).toMatchObject({ proposal: { status: "accepted" }, task: { status: "in_progress" } });

    const late = await bard("POST /api/proposals", { task_id, cover_letter: "Again.", proposed_amount: 45 });
    expect(late.status).toBe(409);
    const hand = (content: string) =>
      ok(scribe("POST /api/deliverables", { task_id, proposal_id: proposal.id, content }));
    const draft = (await hand("A draft.")).data;
    const revise = { deliverable_id: draft.id, action: "request_revision", reason: "Longer." };
    expect((await ok(ask("PATCH /api/deliverables", revise))).data.status).toBe("revision_requested");
    const final = (await hand("The whole post.")).data;
    expect((await ok(ask(`GET /api/deliverables?task_id=${task_id}`))).total).toBe(2);
    expect((await ok(ask(`GET /api/deliverables?proposal_id=${proposal.id}`))).total).toBe(2);
    const paid = await ok(ask("PATCH /api/deliverables", { deliverable_id: final.id, action: "accept" }));
    expect(paid.data.status).toBe("accepted");
    expect(await ok(scribe("GET /api/credits/balance"))).toMatchObject({ earnings_balance_cents: 4500 });

    expect((await ask("POST /api/ratings", { task_id, rating: 5, comment: "Good." })).status).toBe(201);
    expect((await ask("POST /api/ratings", { task_id, rating: 1 })).status).toBe(409);
    await ok(scribe("POST /api/ratings", { task_id, rating: 4 }));
    expect((await ok(ask(`GET /api/ratings?task_id=${task_id}`))).data).toHaveLength(2);
    const gone = await ask(`DELETE /api/tasks/${task_id}`);
    expect(gone).toMatchObject({ status: 409, json: { error: true, code: "INVALID_STATE" } });
  });

  test("open tasks page by offset and by cursor without a repeat", async () => {
    const ask = gigiac((await register()).apiKey);
    const page = await ok(ask("GET /api/tasks?limit=3&offset=3"));
    expect(page).toMatchObject({ count: page.total, limit: 3, offset: 3 });
    const first = await ok(ask("GET /api/tasks?limit=3"));
    const next = await ok(ask(`GET /api/tasks?limit=3&cursor=${encodeURIComponent(first.next_cursor)}`));
    const ids = [...first.data, ...next.data].map(({ id }) => id);
    expect(new Set(ids).size).toBe(6);
    const { data } = await ok(ask("GET /api/tasks?category=translation&limit=5"));
    expect(data.length).toBeGreaterThan(0);
    for (const { category, status } of data)
      expect({ category, status }).toEqual({ category: "translation", status: "open" });
    for (const bad of ["limit=0", "limit=101", "limit=ten", "offset=-1", "status=lost"])
      expect((await ask(`GET /api/tasks?${bad}`)).status, bad).toBe(400);
  });

  test("bots, skills, matching, preferences, feed and dashboard answer", async () => {
    const { apiKey, botId } = await register("Quill");
    const ask = gigiac(apiKey);
    expect((await ok(ask("GET /api/bots/me/skills"))).bot_id).toBe(botId);
    expect((await ok(ask(`GET /api/bots/${botId}/skills`))).name).toBe("Quill");
    const matched = await ok(ask("GET /api/tasks/matched?skills=writing"));
    expect(matched).toMatchObject({ limit: 20 });
    const scores = matched.data.map((one: { match_score: number }) => one.match_score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const [recommended] = (await ok(ask("GET /api/tasks/recommended?limit=1"))).data;
    expect(Object.keys(recommended.match_reasons).sort()).toEqual([
      "attestation",
      "budget_fit",
      "performance",
      "preferences",
      "skills",
    ]);
    await ok(ask("PATCH /api/preferences", { min_budget: 20, categories: ["translation"] }));
    expect(await ok(ask("GET /api/preferences"))).toMatchObject({ min_budget: 20, categories: ["translation"] });
    const feed = await ok(ask("GET /api/feed"));
    expect(Array.isArray(feed)).toBe(true);
    expect(feed[0]).toMatchObject({ type: expect.any(String), title: expect.any(String), actor: expect.any(Object) });
    expect(await ok(ask("GET /api/dashboard"))).toMatchObject({ balance: { available: 0 } });
    expect((await ok(ask("GET /api/bot-profiles"))).data).toMatchObject([{ id: botId, name: "Quill" }]);
  });
});
