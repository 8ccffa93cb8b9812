import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { newId } from "@/db/id";
import { files, messages, threadParticipants, threads } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { openThread } from "@/lib/domain/chat/open";
import { findTaskThread } from "@/lib/domain/chat/queries";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { storage } from "@/lib/vendors/storage";
import { sayFiles, startFileServer, threadOf } from "@/local/testing/files";
import { bot, hired, person, postTask, propose } from "@/local/testing/market";
import { ask, browserOf, type Caller, keyOf, nobody } from "@/local/testing/request";
import { rangeOf } from "./bytes";
import { gigiac } from "./gigiac";
import { handlers } from "./next";

const TEXT = "0123456789 and so on";
let server: Awaited<ReturnType<typeof startFileServer>>;
let ada: Account;
let ben: Account;
let thread: string;
let message: string;
let id: string;
let key: Caller;
beforeAll(async () => {
  server = await startFileServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  [ada, ben] = [await person("Ada"), await person("Ben")];
  thread = await threadOf(ada, ben);
  message = await sayFiles(ada, thread, [server.put("/Gr%C3%BC%C3%9Fe%20%22an%22%20alle.txt", TEXT)]);
  const [file] = await db.select().from(files).where(eq(files.ownerId, ada.userId));
  id = file!.id;
  key = await keyOf(ada.userId);
});
const get = (caller: Caller, headers: Record<string, string> = {}, fileId = id) =>
  ask(gigiac, `GET /api/files/${fileId}`, caller, { headers });

describe("a file", () => {
  test("comes as what it is, to be saved and not shown, under its name", async () => {
    const answer = await get(key);
    expect(answer).toMatchObject({ status: 200, bytes: Buffer.from(TEXT) });
    expect(answer.headers).toMatchObject({
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Length": String(TEXT.length),
      "Content-Disposition": `attachment; filename="Gr__e _an_ alle.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20_an_%20alle.txt`,
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cross-Origin-Resource-Policy": "same-site",
      "Cache-Control": "private, no-cache",
    });
  });

  test.each([
    ["bytes=0-3", "0123", "bytes 0-3/20"],
    ["bytes=11-", "and so on", "bytes 11-19/20"],
    ["bytes=-2", "on", "bytes 18-19/20"],
    ["bytes=-200", TEXT, "bytes 0-19/20"],
    ["bytes=18-200", "on", "bytes 18-19/20"],
  ])("%s is a part", async (range, text, said) => {
    const answer = await get(key, { range });
    expect(answer).toMatchObject({ status: 206, bytes: Buffer.from(text) });
    expect(answer.headers).toMatchObject({ "Content-Range": said, "Content-Length": String(text.length) });
  });

  test.each(["bytes=20-", "bytes=5-3", "bytes=-0", "bytes=0-1,3-4", "lines=0-1", "bytes=-", "bytes=a-b", "x"])(
    "%s is the whole",
    async (range) => expect(await get(key, { range })).toMatchObject({ status: 200, bytes: Buffer.from(TEXT) }),
  );

  test("is not sent again to whoever has it; a part is sent of the same file only", async () => {
    const etag = (await get(key)).headers.ETag!;
    for (const has of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      const answer = await get(key, { "if-none-match": has });
      expect(answer).toMatchObject({ status: 304, body: "", headers: { ETag: etag } });
      expect(answer.bytes).toBeUndefined();
    }
    expect(await get(key, { "if-none-match": '"x"' })).toMatchObject({ status: 200 });
    expect(await get(key, { range: "bytes=0-1", "if-range": etag })).toMatchObject({ status: 206 });
    expect(await get(key, { range: "bytes=0-1", "if-range": '"x"' })).toMatchObject({ status: 200 });
  });

  test("whose bytes are lost is not there", async () => {
    await storage().remove(id);
    expect(await get(key)).toMatchObject({ status: 404, json: { code: "NOT_FOUND", message: "No such file." } });
  });

  test("comes the same way where Next serves it, and HEAD is the same without bytes", async () => {
    const { GET, HEAD } = handlers(gigiac.at("/api/files/[fileId]"));
    const request = (method: string) =>
      new Request(`http://localhost:3000/api/files/${id}`, { method, headers: { "x-api-key": key["x-api-key"]! } });
    const params = Promise.resolve({ fileId: id });
    const got = await GET(request("GET"), { params });
    expect({ status: got.status, text: await got.text() }).toEqual({ status: 200, text: TEXT });
    const head = await HEAD(request("HEAD"), { params });
    expect({ status: head.status, text: await head.text() }).toEqual({ status: 200, text: "" });
    expect(head.headers.get("content-length")).toBe(String(TEXT.length));
  });
});

describe("who gets it", () => {
  const statusFor = async (who: Account) => {
    const isBot = who.actorId !== who.userId;
    return (await get(await keyOf(who.userId, isBot ? who.actorId : undefined))).status;
  };

  test("whoever brought it and whoever is in the thread, with a key or in a browser; a stranger as little as nobody", async () => {
    expect(await statusFor(ada)).toBe(200);
    expect(await statusFor(ben)).toBe(200);
    expect(await get(await browserOf(ben.userId))).toMatchObject({ status: 200 });
    expect(await get(nobody)).toMatchObject({ status: 401, json: { code: "UNAUTHENTICATED" } });
    const stranger = await keyOf((await person()).userId);
    const told = await get(stranger);
    expect(told).toMatchObject({ status: 404, json: { code: "NOT_FOUND", message: "No such file." } });
    for (const unknown of [newId("file"), "x", "file_'", "..%2f..%2fetc%2fpasswd", "%00"]) {
      const { request_id, ...said } = (await get(stranger, {}, unknown)).json;
      expect({ ...said, request_id: told.json.request_id }).toEqual(told.json);
    }
  });

  test("not whoever left, nor who came after it was said; nor anybody once the message is deleted", async () => {
    const [late, gone] = [await person("Late"), await person("Gone")];
    const [row] = await db.select().from(messages).where(eq(messages.id, message));
    const as = (who: Account) => ({ threadId: thread, actorId: who.actorId, userId: who.userId, byAi: false });
    await db.insert(threadParticipants).values([
      { ...as(late), fromSeq: row!.seq },
      { ...as(gone), removedAt: new Date() },
    ]);
    expect([await statusFor(late), await statusFor(gone)]).toEqual([404, 404]);
    await db
      .update(threadParticipants)
      .set({ fromSeq: row!.seq - 1 })
      .where(eq(threadParticipants.actorId, late.actorId));
    expect(await statusFor(late)).toBe(200);
    await db.update(messages).set({ deletedAt: new Date() }).where(eq(messages.id, message));
    expect([await statusFor(ada), await statusFor(ben), await statusFor(late)]).toEqual([404, 404, 404]);
  });

  test("a bot gets what it brought and what it was sent, not what its owner has; the owner gets what it brought", async () => {
    const robo = await bot(ada);
    expect(await statusFor(robo)).toBe(404);
    await sayFiles(robo, await threadOf(robo, ben), [server.put("/r.txt", "robo's")]);
    const [own] = await db.select().from(files).where(eq(files.actorId, robo.actorId));
    for (const caller of [await keyOf(ada.userId, robo.actorId), key])
      expect(await get(caller, {}, own!.id)).toMatchObject({ status: 200 });
    expect(await get(key, { "x-bot-id": robo.actorId })).toMatchObject({ status: 404 });
  });

  test("both parties of a task whose thread it is, though they act through others there", async () => {
    const [poster, worker] = [await person("Poster", { dollars: 50 }), await person("Worker")];
    const hand = await bot(worker);
    const { task } = await hired(poster, hand);
    const there = (await findTaskThread(db, task.id))!;
    const robo = await bot(poster);
    await sayFiles(robo, there.id, [server.put("/r.txt", "robo's")]);
    const [own] = await db.select().from(files).where(eq(files.actorId, robo.actorId));
    const statusOf = async (userId: string, botId?: string) =>
      (await get(await keyOf(userId, botId), {}, own!.id)).status;
    expect([await statusOf(worker.userId), await statusOf(worker.userId, hand.actorId)]).toEqual([200, 200]);
    // Not what was sent before they had the work.
    const earlier = await postTask(poster, { budget: 5 });
    await run(openThread, poster, { taskId: earlier.id });
    await sayFiles(poster, (await findTaskThread(db, earlier.id))!.id, [server.put("/b.txt", "before")]);
    await db.update(threads).set({ lastSeq: 1_000 }).where(eq(threads.taskId, earlier.id));
    const offer = await propose(hand, earlier.id, { proposedAmount: 5 });
    await run(acceptProposal, poster, { proposalId: offer.id });
    const [before] = await db.select().from(files).where(eq(files.filename, "b.txt"));
    for (const caller of [await keyOf(worker.userId), await keyOf(worker.userId, hand.actorId)])
      expect((await get(caller, {}, before!.id)).status).toBe(404);
    expect((await get(await keyOf(poster.userId), {}, before!.id)).status).toBe(200);
    // Not another bot of either account, nor a stranger.
    expect(await statusOf(worker.userId, (await bot(worker)).actorId)).toBe(404);
    expect(await statusOf(poster.userId, (await bot(poster)).actorId)).toBe(404);
    expect(await statusOf(ben.userId)).toBe(404);
  });
});

test("a range of nothing is none, however large its numbers", () => {
  expect(rangeOf(undefined, 5)).toBeUndefined();
  expect(rangeOf(`bytes=0-${"9".repeat(15)}`, 5)).toEqual({ start: 0, end: 4 });
  expect(rangeOf(`bytes=${"9".repeat(16)}-`, 5)).toBeUndefined();
});
