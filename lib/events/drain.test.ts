import { eq, isNull, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { POST } from "@/app/api/(machines)/cron/tick/route";
import { GET as askReady } from "@/app/api/(machines)/health/ready/route";
import { GET as askLive } from "@/app/api/(machines)/health/route";
import { db } from "@/db";
import { events } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { person, postTask } from "@/local/testing/market";
import type { Catalog, Event } from "./catalog";
import { drain } from "./drain";

const BUDGET_MS = 10_000;
const health = new Request("http://localhost/api/health");
const [live, ready] = [() => askLive(health), () => askReady(health)];
const write = async (name: string, payload: Record<string, unknown> = {}) =>
  (
    await db.insert(events).values({ name, payload, createdAt: clock.now(), nextAttemptAt: clock.now() }).returning()
  )[0]!;
const reread = async ({ id }: { id: string }) => (await db.select().from(events).where(eq(events.id, id)))[0]!;
const known = (subscriber: (event: Event) => Promise<void>): Catalog => ({
  "thing.happened": { payload: z.object({}), isPublic: false, subscribers: [subscriber] },
});

beforeEach(async () => void (await drain(BUDGET_MS)));
afterEach(() => clock.reset());

describe("the drain", () => {
  test("run eight times at once tells each event once", async () => {
    for (let i = 0; i < 500; i++) await write("thing.happened", { i });
    const told: unknown[] = [];
    const subscriber = async ({ payload }: Event) => void told.push(payload.i);
    const counts = await Promise.all(Array.from({ length: 8 }, () => drain(BUDGET_MS, known(subscriber))));
    expect(counts.reduce((a, b) => a + b)).toBe(500);
    expect(new Set(told).size).toBe(500);
    expect(told).toHaveLength(500);
  });

  test("tells again, later, what a subscriber could not take, and gives up in the end", async () => {
    const event = await write("thing.happened");
    let tries = 0;
    const failing = known(async () => {
      tries++;
      throw new Error("away");
    });
    expect(await drain(BUDGET_MS, failing)).toBe(0);
    expect(await drain(BUDGET_MS, failing)).toBe(0);
    expect(tries).toBe(1);
    for (let i = 0; i < 20; i++) {
      clock.advance(3_600_000);
      await drain(BUDGET_MS, failing);
    }
    expect(tries).toBe(12);
    expect((await reread(event)).failedAt).not.toBeNull();
  });

  test("takes over what a process claimed and never told, once its lease has ended", async () => {
    const event = await write("thing.happened");
    await db
      .update(events)
      .set({ attempts: 1, nextAttemptAt: new Date(clock.now().getTime() + 60_000) })
      .where(eq(events.id, event.id));
    expect(
      await drain(
        BUDGET_MS,
        known(async () => {}),
      ),
    ).toBe(0);
    clock.advance(61_000);
    expect(
      await drain(
        BUDGET_MS,
        known(async () => {}),
      ),
    ).toBe(1);
    expect((await reread(event)).deliveredAt).not.toBeNull();
  });

  test("sets aside an event that is in no catalog or breaks its schema", async () => {
    const strange = await write("thing.unheard_of");
    const broken = await write("task.cancelled", { taskId: "task_x" });
    expect(await drain(BUDGET_MS)).toBe(0);
    expect((await reread(strange)).failedAt).not.toBeNull();
    expect((await reread(broken)).failedAt).not.toBeNull();
  });
});

describe("the cron endpoint", () => {
  const call = (authorization?: string) =>
    POST(
      new Request("http://localhost/api/cron/tick", {
        method: "POST",
        headers: authorization ? { authorization } : {},
      }),
    );
  test("is 401 without its secret, and does a round with it", async () => {
    await postTask(await person("Poster", { dollars: 100 }));
    for (const wrong of [undefined, "Bearer", "Bearer wrong", process.env.CRON_SECRET])
      expect(await (await call(wrong)).json()).toMatchObject({
        code: "UNAUTHENTICATED",
        request_id: expect.stringMatching(/^req_/),
      });
    const answer = await call(`Bearer ${process.env.CRON_SECRET}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ failed: [], settled: { expire: 0, accept: 0, reveal: 0 }, events: 1 });
    expect(
      await db
        .select()
        .from(events)
        .where(isNull(events.deliveredAt))
        .then((rows) => rows.filter((row) => !row.failedAt)),
    ).toEqual([]);
  });
});

describe("health", () => {
  test("is ok while the process lives, and ready while the database is migrated and the outbox is emptied", async () => {
    expect(await (await live()).json()).toEqual({ status: "ok" });
    const answer = await ready();
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: "ready",
      database: "ok",
      migrations: "applied",
      outbox_lag_seconds: 0,
    });
  });

  test("is 503 once the outbox is five minutes behind", async () => {
    await write("thing.happened");
    clock.advance(299_000);
    expect((await ready()).status).toBe(200);
    clock.advance(2_000);
    const answer = await ready();
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ status: "not_ready", database: "ok" });
  });

  test("is 503, not 500, while migrations are missing", async () => {
    await db.execute(sql`select 1`);
    const { default: postgres } = await import("postgres");
    const owner = postgres(process.env.DATABASE_OWNER_URL!, { max: 1 });
    const [last] =
      await owner`delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations) returning *`;
    const answer = await ready();
    await owner`insert into drizzle.__drizzle_migrations ${owner(last!)}`;
    await owner.end();
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ status: "not_ready", migrations: "pending" });
  });
});
