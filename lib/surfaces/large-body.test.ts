import { beforeAll, expect, test } from "vitest";
import { person } from "@/local/testing/market";
import { ask, type Caller, keyOf } from "@/local/testing/request";
import { gigiac } from "./gigiac";

const ITEMS = 10_000;
const LIMIT = 8 * 1024 * 1024;
const asked = { title: "Late?", description: "Say so.", mode: "consensus", response_type: "boolean" };
const items = Array.from({ length: ITEMS }, (_, n) => ({ id: `i${n}`, prompt: `${n}: ${"so long ".repeat(18)}` }));

let poster: Caller;
let worker: Caller;
beforeAll(async () => {
  poster = await keyOf((await person("Pia", { dollars: 10 })).userId);
  worker = await keyOf((await person("Will")).userId);
});

test("a block of ten thousand items is posted in one request, read and answered", async () => {
  const body = { ...asked, items, worker_count: 1, budget_per_worker: 1 };
  const { status, json } = await ask(gigiac, "POST /api/block-tasks", poster, { body });
  expect(status, JSON.stringify(json).slice(0, 300)).toBe(201);
  const { id, item_count } = json.data;
  expect(item_count).toBe(ITEMS);
  const whole = await ask(gigiac, `GET /api/block-tasks/${id}?items_limit=${ITEMS}`, worker);
  expect(whole.json.data.items).toHaveLength(ITEMS);
  const answers = Object.fromEntries(items.map(({ id: item }, n) => [item, n % 2 === 0]));
  const line = `POST /api/block-tasks/${id}/respond`;
  expect((await ask(gigiac, line, worker, { body: { answers } })).json.data).toMatchObject({ slot: 1, complete: true });
});

test.each(["POST /api/block-tasks", "POST /api/block-tasks/block_00000000000000000000000000/respond"])(
  "%s refuses more than eight megabytes",
  async (line) => {
    const { status, json } = await ask(gigiac, line, poster, { body: { title: "x".repeat(LIMIT) } });
    expect([status, json.code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
  },
);
