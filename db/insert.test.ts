import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db";
import { insertRow } from "@/db/insert";
import { events } from "@/db/schema";

const row = { name: "task.created", payload: { words: ["a", 'quote "'] } };

test("rows of one shape and of others keep what they were given, nulls and defaults included", async () => {
  const at = new Date("2026-01-02T03:04:05.678Z");
  await insertRow(db, events, { ...row, id: "evt_1", actorId: null, createdAt: at });
  await insertRow(db, events, { ...row, id: "evt_2", actorId: "user_1", createdAt: at, deliveredAt: at });
  await insertRow(db, events, {
    ...row,
    id: "evt_3",
    actorId: "user_1",
    createdAt: at,
    deliveredAt: null,
    isPublic: true,
  });
  const [first, second, third] = await db.select().from(events).where(eq(events.name, row.name)).orderBy(events.id);
  expect(first).toMatchObject({
    ...row,
    actorId: null,
    createdAt: at,
    deliveredAt: null,
    attempts: 0,
    isPublic: false,
  });
  expect(second).toMatchObject({ ...row, actorId: "user_1", deliveredAt: at });
  expect(third).toMatchObject({ actorId: "user_1", deliveredAt: null, isPublic: true });
});

test("each row gets an id of its own", async () => {
  await insertRow(db, events, { ...row, name: "own" });
  await insertRow(db, events, { ...row, name: "own" });
  expect(await db.$count(events, eq(events.name, "own"))).toBe(2);
});
