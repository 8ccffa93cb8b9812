import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db";
import { enter, run } from "@/lib/core/run";
import { rate } from "@/lib/domain/ratings/rate";
import { loadTaskDetail } from "@/lib/domain/tasks/detail";
import { listTasks } from "@/lib/domain/tasks/list";
import { hired, person, postTask } from "@/local/testing/market";
import { reviewDeliverable } from "./review";
import { submitDeliverable } from "./submit";

const NAMES = [
  `O'Brien "the quick" \\ '; drop table tasks; --`,
  "👩‍👩‍👧‍👦🏳️‍🌈 emoji and é combining",
  "مرحبا بالعالم، שלום עולם",
  "<script>alert(1)</script><img src=x onerror=alert(1)>",
  "$1 $$ {{x}} %s %00 {a,b} NULL",
  "日本語のタスク名、ไทย, Ελληνικά",
];

test.each(NAMES)("a whole job in which every text is %s says it back as it was said", async (name) => {
  const long = name.repeat(Math.floor(5000 / name.length));
  const poster = await person(name, { dollars: 100 });
  const worker = await person(`${name} 2`);
  const { task } = await hired(poster, worker, {
    title: name,
    description: long,
    acceptanceCriteria: [name],
    requiredSkills: [name.slice(0, 60)],
    metadata: { [name]: name },
  });
  expect(task).toMatchObject({ title: name, description: long, poster: { name }, acceptanceCriteria: [name] });
  const wire = { taskId: task.id, content: long.repeat(9), notes: name };
  const { deliverable } = await run<any>(submitDeliverable, worker, wire);
  expect(deliverable).toMatchObject({ content: long.repeat(9), notes: name, taskTitle: name });
  const answer = { deliverableId: deliverable.id, action: "revision", reason: name, criteria: [0] };
  expect((await run<any>(reviewDeliverable, poster, answer)).deliverable.reason).toBe(name);
  const again = await run<any>(submitDeliverable, worker, wire);
  await run(reviewDeliverable, poster, { deliverableId: again.deliverable.id, action: "accept" });
  await run(rate, poster, { taskId: task.id, rating: 5, comment: name });
  const detail = await run<any>(loadTaskDetail, poster, { taskId: task.id });
  expect(detail).toMatchObject({ ratings: [{ comment: name, ratee: { name: `${name} 2` } }] });
  expect(await db.execute(sql`select * from ledger_violations`)).toEqual([]);
});

test("5,000 characters of anything are a description, 5,001 are not; a title ends at 200, counted as people count", async () => {
  const poster = await person("Poster", { dollars: 1000 });
  for (const char of ["x", "😀", "ש", "'"]) {
    expect((await postTask(poster, { description: char.repeat(5000), title: char.repeat(200) })).title).toBe(
      char.repeat(200),
    );
    for (const fields of [{ description: char.repeat(5001) }, { title: char.repeat(201) }])
      await expect(postTask(poster, fields)).rejects.toMatchObject({ code: "INVALID_INPUT" });
  }
});

test("no search, filter or id is ever read as SQL", async () => {
  const poster = await person("Poster", { dollars: 100 });
  await postTask(poster, { title: "Findable" });
  const before = await db.execute(sql`select count(*)::int as tasks from tasks`);
  for (const search of [...NAMES, "'", "\\", "a & | ! ( : *", "%", "\u0000x".slice(1)]) {
    for (const asked of [{ search }, { category: "errands", skills: [search.slice(0, 60)] }])
      await run(listTasks, poster, asked);
    const strange = run(listTasks, poster, { category: search.slice(0, 60) });
    await expect(strange).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(enter(loadTaskDetail, poster, { taskId: search })).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  expect(await db.execute(sql`select count(*)::int as tasks from tasks`)).toEqual(before);
});
