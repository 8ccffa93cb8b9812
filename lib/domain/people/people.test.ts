import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { clientProfiles, workerProfiles } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account, Actor } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { deleteAccount } from "@/lib/domain/accounts/delete";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { rate } from "@/lib/domain/ratings/rate";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { loadGiveGigsTaskWithApplications } from "@/lib/domain/tasks/givegigs/load";
import { postGiveGigsTask } from "@/lib/domain/tasks/givegigs/post";
import { updateGiveGigsTask } from "@/lib/domain/tasks/givegigs/update";
import { codeOf, refusal } from "@/local/testing/accounts";
import { bot, hired, person, postTask } from "@/local/testing/market";
import { listClients, loadClient, loadOwnClient, saveClient } from "./clients";
import { hasProfile } from "./queries";
import { deleteWorker, editWorker, listWorkers, loadOwnWorker, loadWorker } from "./workers";

afterAll(closeDatabase);
afterEach(() => clock.reset());

const nobody: Actor = { kind: "anyone" };
const sentence = async (work: Promise<unknown>): Promise<string> => (await refusal(work)).message;
let ada: Account;
beforeEach(async () => {
  await db.delete(workerProfiles);
  await db.delete(clientProfiles);
  ada = await person("Ada", { dollars: 100 });
});

describe("a worker's profile", () => {
  const edit = async (who: Actor, fields: object): Promise<any> => (await run<any>(editWorker, who, fields)).worker;
  const found = async (fields: object = {}): Promise<string[]> =>
    (await run<any>(listWorkers, nobody, fields)).items.map(({ friendlyName }: any) => friendlyName);

  test("is made by its owner, shown to everybody but for what is private, changed in part, and taken down", async () => {
    expect(await codeOf(run(loadOwnWorker, ada, {}))).toBe("NOT_FOUND");
    const made = await edit(ada, {
      jobTitle: " Graphic  Designer ",
      keywords: ["design", "illustration"],
      lowRate: 25,
      rushRate: 45.5,
      gender: "FEMALE",
      contacts: [
        { label: "Web", value: "ada.example" },
        { label: "Phone", value: "+1 555 0100", isPublic: false },
      ],
      projects: [{ title: "A bakery", link: "https://example.com/1" }],
    });
    expect(made).toMatchObject({
      workerId: ada.userId,
      friendlyName: "Ada",
      jobTitle: "Graphic Designer",
      keywords: "design, illustration",
      agencyStatus: "INDEPENDENT",
      contacts: [{ isPublic: true }, { isPublic: false }],
      rating: null,
      completedTasks: 0,
    });
    const { worker } = await run<any>(loadWorker, nobody, { workerId: ada.userId });
    expect(worker.contacts).toEqual([{ label: "Web", value: "ada.example" }]);
    expect(worker.projects).toEqual([{ title: "A bakery", description: null, link: "https://example.com/1" }]);
    expect(worker).not.toHaveProperty("updatedAt");
    expect(await edit(ada, { tagline: "Quick", jobTitle: null })).toMatchObject({
      tagline: "Quick",
      jobTitle: null,
      lowRate: 25,
      gender: "FEMALE",
    });
    expect(await found()).toEqual(["Ada"]);
    await run(deleteWorker, ada, {});
    expect(await found()).toEqual([]);
    expect(await codeOf(run(loadWorker, nobody, { workerId: ada.userId }))).toBe("NOT_FOUND");
    expect(await codeOf(run(deleteWorker, ada, {}))).toBe("NOT_FOUND");
  });

  test("is the account's: not for its bots, and unknown ids are none", async () => {
    expect(await codeOf(edit(await bot(ada), { jobTitle: "Robot" }))).toBe("FORBIDDEN");
    expect(await codeOf(edit(nobody, {}))).toBe("UNAUTHENTICATED");
    for (const workerId of ["user_0", "abc-123", "'", "bot_01k9y5t8w3a7c2e4g6h8j0k1m3"])
      expect(await codeOf(run(loadWorker, nobody, { workerId }))).toBe("NOT_FOUND");
    expect(await db.$count(workerProfiles)).toBe(0);
  });

  test("has limits that are named, and nothing is written beyond them", async () => {
    const refused = (fields: object) => sentence(edit(ada, fields));
    expect(await refused({ jobTitle: "x".repeat(101) })).toMatch("jobTitle must be at most 100 characters");
    expect(await refused({ lowRate: -1 })).toMatch("lowRate must be at least 0");
    expect(await refused({ rushRate: 100_001 })).toMatch("rushRate must be at most 100000");
    expect(await refused({ lowRate: 50, rushRate: 20 })).toMatch("rushRate must not be less than lowRate");
    expect(await refused({ contacts: Array(11).fill({ label: "a", value: "b" }) })).toMatch(
      "contacts must be at most 10",
    );
    expect(await refused({ projects: [{ title: "A", link: "javascript:alert(1)" }] })).toMatch(
      "projects.0.link must be an http or https URL",
    );
    expect(await refused({ gender: "X" })).toMatch("gender must be one of FEMALE, MALE");
    expect(await db.$count(workerProfiles)).toBe(0);
  });

  test("is found by part of a skill, a name, a country, and by rate; sorted and paged", async () => {
    const made = [
      { friendlyName: "Alice", keywords: "design, illustration", country: "United States", lowRate: 25 },
      { friendlyName: "Bob", keywords: "plumbing", country: "Germany", lowRate: 80.5 },
      { friendlyName: "Alina", keywords: "web design", country: "United Kingdom" },
    ];
    for (const fields of made) {
      clock.advance(1000);
      await edit(await person(), fields);
    }
    expect(await found()).toEqual(["Alina", "Bob", "Alice"]);
    expect(await found({ skill: "DESIGN" })).toEqual(["Alina", "Alice"]);
    expect(await found({ name: "ali", country: "united" })).toEqual(["Alina", "Alice"]);
    expect(await found({ skill: "100%" })).toEqual([]);
    expect(await found({ minRate: 30 })).toEqual(["Bob"]);
    expect(await found({ maxRate: 80.5 })).toEqual(["Bob", "Alice"]);
    expect(await found({ minRate: 0 })).toEqual(["Bob", "Alice"]);
    expect(await found({ sort: "rate" })).toEqual(["Alice", "Bob", "Alina"]);
    expect(await sentence(run(listWorkers, nobody, { minRate: 5, maxRate: 4 }))).toMatch("maxRate must not be less");
    for (const sort of ["newest", "rate"]) {
      const first = await run<any>(listWorkers, nobody, { limit: 2, sort });
      expect(first.total).toBe(3);
      const second = await run<any>(listWorkers, nobody, { limit: 2, sort, cursor: first.nextCursor });
      expect(second.items).toHaveLength(1);
    }
  });

  test("is found by whatever was typed: one letter or two, signs, other scripts, and what stands nowhere", async () => {
    await edit(ada, {
      friendlyName: "Любовь 李",
      keywords: ["C++", "3D", "Go", "снос стен", "100% wool"],
      country: "Ísland",
    });
    await edit(await person("Bob"), { keywords: ["gopher care", "a_b"] });
    for (const skill of ["c++", "+", "3d", "СТЕН", "т", "ос ст", "0%", "% W"])
      expect(await found({ skill })).toEqual(["Любовь 李"]);
    expect((await found({ skill: "go" })).sort()).toEqual(["Bob", "Любовь 李"]);
    expect(await found({ skill: "_" })).toEqual(["Bob"]);
    for (const skill of ["zq", "ж", "c+++", "%%", "\\"]) expect(await found({ skill })).toEqual([]);
    expect(await found({ name: "люб", country: "ÍS", skill: "go" })).toEqual(["Любовь 李"]);
    expect(await found({ name: "李" })).toEqual(["Любовь 李"]);
    expect(await found({ country: "í", name: "b" })).toEqual([]);
  });

  test("goes with the account", async () => {
    const who = await person("Gone");
    await edit(who, { jobTitle: "Ghost" });
    await run(saveClient, who, { companyName: "Ghosts" });
    await run(deleteAccount, who, { email: `${who.userId}@example.com` });
    expect(await found()).toEqual([]);
    expect((await run<any>(listClients, nobody, {})).total).toBe(0);
  });
});

describe("a client's profile", () => {
  const save = (who: Actor, fields: object) => run<any>(saveClient, who, fields);
  const own = async (who: Actor): Promise<any> => (await run<any>(loadOwnClient, who, {})).client;
  const names = async (fields: object = {}): Promise<string[]> =>
    (await run<any>(listClients, nobody, fields)).items.map(({ companyName }: any) => companyName);

  test("is one an account: posting again changes it, and its address stays", async () => {
    const agent = await bot(ada);
    const made = await save(agent, { companyName: "Evergreen Pärks & Söhne", skillsNeeded: "gardening" });
    expect(made).toMatchObject({
      updatedExisting: false,
      clientId: expect.stringMatching(/^client_/),
      client: {
        slug: "evergreen-parks-sohne",
        isAiOperated: true,
        isHiring: false,
        rating: null,
        profileUrl: expect.stringMatching(/\/clients\/evergreen-parks-sohne$/),
      },
    });
    const again = await save(ada, { companyName: "Evergreen", description: "Trees." });
    expect(again).toMatchObject({
      updatedExisting: true,
      clientId: made.clientId,
      client: {
        companyName: "Evergreen",
        slug: "evergreen-parks-sohne",
        skillsNeeded: "gardening",
        description: "Trees.",
      },
    });
    expect(await sentence(save(await person(), {}))).toMatch("companyName is required");
    expect(await sentence(save(ada, { companyName: "x".repeat(201) }))).toMatch("companyName must be at most 200");
    expect(await codeOf(save(nobody, { companyName: "A" }))).toBe("UNAUTHENTICATED");
  });

  test("asked for by one account many times at once there is one, and two of one name have two addresses", async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => save(ada, { companyName: "Acme" })));
    expect(new Set(asked.map(({ clientId }) => clientId)).size).toBe(1);
    expect(asked.filter(({ updatedExisting }) => !updatedExisting)).toHaveLength(1);
    const others = await Promise.all(Array.from({ length: 4 }, () => person()));
    const made = await Promise.all(others.map((who) => save(who, { companyName: "Acme" })));
    const slugs = new Set([...made, asked[0]].map(({ client }) => client.slug));
    expect(slugs.size).toBe(5);
    for (const companyName of ["日本", "Me"])
      expect((await save(await person(), { companyName })).client.slug).toMatch(/^(me-)?[0-9a-z]{6}$/);
  });

  test("counts the account's tasks and ratings as they come and go, those from before included", async () => {
    const worker = await person("Worker");
    await postTask(ada);
    const { task } = await hired(ada, worker);
    await save(ada, { companyName: "Acme" });
    expect(await own(ada)).toMatchObject({ openTaskCount: 1, completedTaskCount: 0, isHiring: true });
    const { deliverable } = await run<any>(submitDeliverable, worker, { taskId: task.id, content: "Done." });
    await run(reviewDeliverable, ada, { deliverableId: deliverable.id, action: "accept" });
    await run(rate, ada, { taskId: task.id, rating: 5 });
    await run(rate, worker, { taskId: task.id, rating: 4 });
    const later = await postTask(await bot(ada), { budget: 5 });
    expect(await own(ada)).toMatchObject({ openTaskCount: 2, completedTaskCount: 1, rating: 4, ratingCount: 1 });
    await run(cancelTask, ada, { taskId: later.id });
    expect(await own(ada)).toMatchObject({ openTaskCount: 1, completedTaskCount: 1 });
  });

  test("counts right when it is made while tasks are posted and ended", async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => postTask(ada, { budget: 1 })));
    await Promise.all([
      ...made.slice(0, 3).map(({ id }) => run(cancelTask, ada, { taskId: id })),
      save(ada, { companyName: "Acme" }),
      ...Array.from({ length: 6 }, () => postTask(ada, { budget: 1 })),
    ]);
    expect(await own(ada)).toMatchObject({ openTaskCount: 9 });
    const [row] = await db.select().from(clientProfiles).where(eq(clientProfiles.userId, ada.userId));
    expect(row!.taskCount).toBe(12);
  });

  test("is searched, filtered, sorted four ways and paged by cursor in each", async () => {
    const people: Record<string, Account> = {};
    for (const [name, fields] of Object.entries({
      Beta: { description: "We build boats." },
      alpha: { skillsNeeded: "welding" },
      Ämme: { description: "Trees and boats." },
    })) {
      clock.advance(1000);
      people[name] = await person(name, { dollars: 50 });
      await save(name === "Beta" ? await bot(people[name]!) : people[name]!, { companyName: name, ...fields });
    }
    await postTask(people.alpha!, { budget: 1 });
    expect(await names()).toEqual(["Ämme", "alpha", "Beta"]);
    expect(await names({ sort: "name" })).toEqual(["alpha", "Beta", "Ämme"]);
    expect(await names({ sort: "tasks" })).toEqual(["alpha", "Ämme", "Beta"]);
    expect(await names({ search: "BOAT" })).toEqual(["Ämme", "Beta"]);
    expect(await names({ search: "äM" })).toEqual(["Ämme"]);
    expect(await names({ search: "s." })).toEqual(["Ämme", "Beta"]);
    expect(await names({ search: "??" })).toEqual([]);
    expect(await names({ hiring: true })).toEqual(["alpha"]);
    expect(await names({ hiring: false, aiOperated: true })).toEqual(["Beta"]);
    for (const sort of ["newest", "rating", "tasks", "name"]) {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const { items, nextCursor } = await run<any>(listClients, nobody, {
          sort,
          limit: 1,
          ...(cursor && { cursor }),
        });
        seen.push(...items.map(({ companyName }: any) => companyName));
        cursor = nextCursor;
      }
      expect(seen.sort()).toEqual(["Beta", "alpha", "Ämme"]);
    }
  });

  test("shows the tasks posted under it, and takes only one's own", async () => {
    const agent = await bot(ada);
    const { clientId, client } = await save(agent, { companyName: "Acme" });
    const post = (who: Actor, fields: object) =>
      run<any>(postGiveGigsTask, who, { title: `Plant ${Math.random()}`, description: "Trees.", ...fields });
    const { task } = await post(agent, { clientId });
    expect(task).toMatchObject({ clientId, client: { clientId, slug: client.slug, companyName: "Acme" } });
    const stranger = await bot(await person());
    expect(await sentence(post(stranger, { clientId }))).toMatch("clientId is no client profile of yours");
    expect(await sentence(post(agent, { clientId: "client_0" }))).toMatch("clientId is no client profile");
    const none = await run<any>(updateGiveGigsTask, agent, { taskId: task.id, clientId: null });
    expect(none.task.client).toBe(null);
    const seen = await run<any>(loadGiveGigsTaskWithApplications, nobody, { taskId: task.id });
    expect(seen.task.clientId).toBe(null);
    const shown = await run<any>(loadClient, nobody, { slug: client.slug });
    expect(shown).toMatchObject({ client: { clientId }, tasks: [{ taskId: task.id, contactMethods: null }] });
    expect(await run<any>(loadClient, nobody, { slug: clientId })).toMatchObject({ client: { clientId } });
    expect(await codeOf(run(loadClient, nobody, { slug: "nobody" }))).toBe("NOT_FOUND");
  });
});

test("whoever has either profile has one, and a bot is one by itself", async () => {
  expect(await hasProfile(db, ada)).toBe(false);
  expect(await hasProfile(db, await bot(ada))).toBe(true);
  await run(saveClient, ada, { companyName: "Acme" });
  expect(await hasProfile(db, ada)).toBe(true);
});
