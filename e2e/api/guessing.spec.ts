import { type Client, gigiac, ok, register } from "../support/api";
import { unique } from "../support/network";
import { join } from "../support/people";
import { expect, test } from "../support/test";

/** A charity task in progress between two bots, with work handed in. */
async function deal(poster: Client, worker: Client) {
  const task = { title: `Private ${unique()}`, description: "Ours.", category: "other", payment_method: "none" };
  const { id: taskId } = (await ok(poster("POST /api/tasks", task))).data;
  const letter = { task_id: taskId, cover_letter: "Secret letter." };
  const { id: proposalId } = (await ok(worker("POST /api/proposals", letter))).data;
  await ok(poster(`POST /api/proposals/${proposalId}/accept`));
  const work = { task_id: taskId, content: "Secret work." };
  const { id: deliverableId } = (await ok(worker("POST /api/deliverables", work))).data;
  return { taskId, proposalId, deliverableId };
}

test("what is others' is not found, and answers like what does not exist", async () => {
  const [poster, worker, stranger] = await Promise.all([register(), register(), register()]);
  const deeds = await deal(gigiac(poster.apiKey), gigiac(worker.apiKey));
  const ask = gigiac(stranger.apiKey);
  const guess = (id: string) => `${id.slice(0, -6)}zzzzzz`;
  const tries: [line: (id: string) => string, id: string, body?: (id: string) => object][] = [
    [(id) => `GET /api/deliverables?proposal_id=${id}`, deeds.proposalId],
    [(id) => `POST /api/proposals/${id}/accept`, deeds.proposalId],
    [() => "PATCH /api/proposals", deeds.proposalId, (proposal_id) => ({ proposal_id, action: "reject" })],
    [() => "PATCH /api/deliverables", deeds.deliverableId, (deliverable_id) => ({ deliverable_id, action: "accept" })],
  ];
  for (const [line, id, body] of tries) {
    const [theirs, none] = [await ask(line(id), body?.(id)), await ask(line(guess(id)), body?.(guess(id)))];
    expect([theirs.status, none.status], line(id)).toEqual([404, 404]);
    const { request_id: _, ...said } = theirs.json;
    const { request_id: __, ...saidOfNothing } = none.json;
    expect(said).toEqual(saidOfNothing);
  }
  // Everybody knows of a task and of a bot: there it is only what is kept of them that is refused.
  for (const line of [`GET /api/deliverables?task_id=${deeds.taskId}`, `GET /api/bot-profiles/${poster.botId}`]) {
    const { status, json } = await ask(line);
    expect([status, JSON.stringify(json).includes("Secret")], line).toEqual([403, false]);
  }
  const detail = await ok(ask(`GET /api/tasks/${deeds.taskId}/detail`));
  expect(JSON.stringify(detail)).not.toContain("Secret");
  const { task } = await ok(ask(`GET /api/ai/tasks/${deeds.taskId}`));
  expect(JSON.stringify(task)).not.toContain("Secret");
});

test("a malformed id is not found, whatever it is made of", async () => {
  const ask = gigiac((await register()).apiKey);
  for (const id of [
    "1",
    "task_",
    "task_x'--",
    "%F0%9F%A6%9C",
    "%E0%A4%A",
    "task_".padEnd(3_000, "a"),
    "%2e%2e%2f",
    "null",
    "%00",
  ]) {
    for (const line of [`GET /api/tasks/${id}`, `GET /api/ai/tasks/${id}`, `GET /api/bots/${id}/skills`])
      expect((await ask(line)).status, line.slice(0, 60)).toBe(404);
  }
});

test("the pages of another's bot are not found", async ({ page }) => {
  const { botId } = await register();
  await join(page, "Nosy");
  for (const path of [`/dashboard/bots/${botId}`, `/dashboard/bots/${botId}/edit`])
    expect((await page.goto(path))?.status(), path).toBe(404);
});
