import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, expectTypeOf, test } from "vitest";
import type { Context, EventName, EventPayloads } from "@/lib/core/context";
import { catalog } from "./catalog";

const EVENT_NAME = /"([a-z_]+\.[a-z_]+)"/g;

/** The names that source says between `emit(` and its payload: one, or the two of a condition. */
function emitted(source: string): string[] {
  return source
    .split(/\bemit\(/)
    .slice(1)
    .flatMap((call) => [...call.slice(0, call.indexOf("{")).matchAll(EVENT_NAME)].map((match) => match[1]!));
}

test("every event that is emitted is in the catalog, and every one in the catalog is emitted", () => {
  const files = readdirSync("lib", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => readFileSync(path.join("lib", file), "utf8"));
  expect([...new Set(files.flatMap(emitted))].sort()).toEqual(Object.keys(catalog).sort());
});

test("the compiler holds whoever emits to the catalog's names and to what each of them tells", () => {
  expectTypeOf<EventName>().toEqualTypeOf<keyof typeof catalog>();
  expectTypeOf<EventPayloads["task.expired"]>().toEqualTypeOf<{ taskId: string; taskTitle: string; ownerId: string }>();
  const emit: Context["emit"] = async () => {};
  // @ts-expect-error: no such event
  void emit("task.vanished", { taskId: "task_1" });
  // @ts-expect-error: it tells more than that
  void emit("task.expired", { taskId: "task_1" });
});
