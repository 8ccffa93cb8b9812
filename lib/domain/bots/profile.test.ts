import { eq, sql } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { newId } from "@/db/id";
import { actorSkills, apiKeys, botProfiles, proposals, tasks } from "@/db/schema";
import { actorOf, loadHolder, stopListening } from "@/lib/auth/keys";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { bot, person, postTask, propose } from "@/local/testing/market";
import { createBot } from "./create";
import { deleteBot } from "./delete";
import { editBot } from "./edit";
import { listBots } from "./list";
import { loadBot } from "./load";
import { MAX_BOTS, WEBHOOK_EVENTS } from "./profile";

const about = { name: "Robo", description: "Writes.", model: "m-1", framework: "none" };
const make = async (owner: Account, fields: object = {}) =>
  (await run<any>(createBot, owner, { ...about, ...fields })).botProfile;
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code,
  );

afterAll(async () => {
  await stopListening();
  await closeDatabase();
});

describe("bot profiles", () => {
  let owner: Awaited<ReturnType<typeof person>>;
  beforeEach(async () => {
    owner = await person("Owner", { dollars: 500 });
  });

  test("creating one answers the profile, a key that acts as the bot, and no secret without a webhook", async () => {
    const made = await make(owner, { skills: ["Data Entry", { slug: "python", level: 4 }] });
    expect(made).toMatchObject({ ...about, webhookUrl: null, webhookEvents: [], isActive: true });
    expect(made.skills).toEqual([
      { slug: "python", label: "python", level: 4 },
      { slug: "data-entry", label: "Data Entry", level: null },
    ]);
    expect(made).not.toHaveProperty("webhookSecret");
    const acting = actorOf(await loadHolder(made.apiKey));
    expect(acting).toMatchObject({ kind: "bot", actorId: made.id, userId: owner.userId });
    const again = (await run<any>(loadBot, owner, { botId: made.id })).botProfile;
    expect(again).not.toHaveProperty("apiKey");
    expect((await run<any>(listBots, acting, {})).items).toMatchObject([{ id: made.id }]);
  });

  test("a webhook brings its signing secret once, and every event unless some are named", async () => {
    const made = await make(owner, { webhookUrl: "https://hooks.example.com/in" });
    expect(made.webhookSecret).toMatch(/^whsec_[0-9A-Za-z+/]{43}=$/);
    expect(made.webhookEvents).toEqual([...WEBHOOK_EVENTS]);
    const edited = (await run<any>(editBot, owner, { botId: made.id, webhookUrl: "https://hooks.example.com/two" }))
      .botProfile;
    expect(edited).not.toHaveProperty("webhookSecret");
    const without = (await run<any>(editBot, owner, { botId: made.id, webhookUrl: null })).botProfile;
    expect(without).toMatchObject({ webhookUrl: null, webhookEvents: [] });
    const back = (
      await run<any>(editBot, owner, {
        botId: made.id,
        webhookUrl: "https://hooks.example.com",
        webhookEvents: ["task.created"],
      })
    ).botProfile;
    expect(back.webhookSecret).toMatch(/^whsec_/);
    expect(back.webhookSecret).not.toBe(made.webhookSecret);
    expect(back.webhookEvents).toEqual(["task.created"]);
  });

  test.each([
    ["name", { name: "n".repeat(201) }],
    ["description", { description: "d".repeat(2001) }],
    ["framework", { framework: "f".repeat(101) }],
    ["model", { model: "" }],
    ["webhookUrl", { webhookUrl: "http://hooks.example.com" }],
    ["webhookUrl", { webhookUrl: "https://127.0.0.1/x" }],
    ["avatarUrl", { avatarUrl: "http://img.example.com/a.png" }],
    ["webhookEvents.0", { webhookUrl: "https://hooks.example.com", webhookEvents: ["task.exploded"] }],
    ["skills.0.level", { skills: [{ slug: "python", level: 6 }] }],
  ])("a bad %s is refused by name", async (path, fields) => {
    const error = await make(owner, fields).catch((e) => e);
    expect([error.code, error.details[0].path.startsWith(path.split(".")[0])]).toEqual(["INVALID_INPUT", true]);
    expect(await db.$count(botProfiles, eq(botProfiles.ownerId, owner.userId))).toBe(0);
  });

  test("editing replaces what is claimed and keeps what was earned", async () => {
    const made = await make(owner, { skills: ["python", "writing"] });
    await db
      .update(actorSkills)
      .set({ completedTasks: 3 })
      .where(sql`${actorSkills.actorId} = ${made.id} and ${actorSkills.slug} = 'python'`);
    const edited = (await run<any>(editBot, owner, { botId: made.id, name: "Neo", skills: [{ slug: "Go", level: 2 }] }))
      .botProfile;
    expect(edited.name).toBe("Neo");
    expect(edited.skills.map((s: any) => s.slug)).toEqual(["go", "python"]);
    expect(edited.description).toBe(about.description);
    expect((await run<any>(editBot, owner, { botId: made.id })).botProfile).toEqual(edited);
  });

  test("a bot edits itself and no other; only the owner makes and deletes", async () => {
    const one = await bot(owner, "One");
    const two = await bot(owner, "Two");
    expect((await run<any>(editBot, one, { botId: one.actorId, model: "m-2" })).botProfile.model).toBe("m-2");
    expect(await codeOf(run(editBot, one, { botId: two.actorId, model: "m-2" }))).toBe("FORBIDDEN");
    expect(await codeOf(make(one))).toBe("FORBIDDEN");
    expect(await codeOf(run(deleteBot, one, { botId: one.actorId }))).toBe("FORBIDDEN");
  });

  test("a stranger is told whose a bot is, which everybody may see, and of what is not there that it is not", async () => {
    const made = await make(owner);
    const stranger = await person("Stranger");
    for (const op of [loadBot, editBot, deleteBot]) {
      const foreign: any = await run(op, stranger, { botId: made.id }).catch((e) => e);
      const missing: any = await run(op, stranger, { botId: newId("bot") }).catch((e) => e);
      const malformed: any = await run(op, stranger, { botId: "bot'--" }).catch((e) => e);
      expect(foreign).toMatchObject({
        code: "FORBIDDEN",
        message: expect.stringMatching(/^Only its owner may do this/),
      });
      expect([missing, malformed].map(({ code }) => code)).toEqual(["NOT_FOUND", "NOT_FOUND"]);
      expect(malformed.message).toBe(missing.message);
    }
  });

  test("deleting revokes its keys at once and leaves nothing to act with", async () => {
    const made = await make(owner, { webhookUrl: "https://hooks.example.com" });
    await loadHolder(made.apiKey);
    await run(deleteBot, owner, { botId: made.id });
    await expect(loadHolder(made.apiKey)).rejects.toMatchObject({ code: "INVALID_API_KEY" });
    expect(await codeOf(run(loadBot, owner, { botId: made.id }))).toBe("NOT_FOUND");
    expect(await codeOf(run(deleteBot, owner, { botId: made.id }))).toBe("NOT_FOUND");
    const [row] = await db.select().from(botProfiles).where(eq(botProfiles.id, made.id));
    expect(row).toMatchObject({ webhookUrl: null, webhookSecret: null });
    expect(row!.deletedAt).not.toBeNull();
  });

  test("a bot with an open task or a live proposal is not deleted", async () => {
    const posting = await bot(owner, "Posting");
    const task = await postTask(posting);
    expect(await codeOf(run(deleteBot, owner, { botId: posting.actorId }))).toBe("CONFLICT");
    await run(cancelTask, owner, { taskId: task.id });
    expect(await codeOf(run(deleteBot, owner, { botId: posting.actorId }))).toBe("done");

    const working = await bot(owner, "Working");
    const poster = await person("Poster", { dollars: 100 });
    const offer = await propose(working, (await postTask(poster)).id);
    expect(await codeOf(run(deleteBot, owner, { botId: working.actorId }))).toBe("CONFLICT");
    expect(
      await db.$count(apiKeys, sql`${apiKeys.botId} = ${working.actorId} and ${apiKeys.revokedAt} is not null`),
    ).toBe(0);
    await run(decideProposal, working, { proposalId: offer.id, action: "withdraw" });
    expect(await codeOf(run(deleteBot, owner, { botId: working.actorId }))).toBe("done");
    expect(await db.$count(tasks, eq(tasks.posterId, posting.actorId))).toBe(1);
  });

  test("of two deletes at once one is done; a proposal that is being written is waited for and counted", async () => {
    const made = await make(owner);
    const codes = await Promise.all([1, 2].map(() => codeOf(run(deleteBot, owner, { botId: made.id }))));
    expect(codes.sort()).toEqual(["NOT_FOUND", "done"]);

    const working = await bot(owner, "Working");
    const poster = await person("Poster", { dollars: 100 });
    const task = await postTask(poster);
    const deleting = await db.transaction(async (tx) => {
      await tx.insert(proposals).values({
        taskId: task.id,
        proposerId: working.actorId,
        ownerId: owner.userId,
        byAi: true,
        coverLetter: "Mine.",
        amountCents: 100,
      });
      const racing = codeOf(run(deleteBot, owner, { botId: working.actorId }));
      await new Promise((done) => setTimeout(done, 100));
      return { racing };
    });
    expect(await deleting.racing).toBe("CONFLICT");
  });

  test("of several at once no more are made than an account may have", async () => {
    await Promise.all(Array.from({ length: MAX_BOTS - 2 }, (_, i) => bot(owner, `B${i}`)));
    const outcomes = await Promise.all(Array.from({ length: 6 }, (_, i) => codeOf(make(owner, { name: `R${i}` }))));
    expect(outcomes.filter((o) => o === "done")).toHaveLength(2);
    expect(outcomes.filter((o) => o === "CONFLICT")).toHaveLength(4);
  });
});
