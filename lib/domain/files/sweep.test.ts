import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { files, looseFiles, messageFiles, messages, users } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { transact } from "@/lib/core/transaction";
import { deleteAccount } from "@/lib/domain/accounts/delete";
import { env } from "@/lib/env";
import { runClock } from "@/lib/events/clock";
import { storage } from "@/lib/vendors/storage";
import { codeOf } from "@/local/testing/accounts";
import { sayFiles, startFileServer, threadOf } from "@/local/testing/files";
import { bot, person } from "@/local/testing/market";
import { insertMessageFiles, PENDING_MS, prepareFiles } from "./attach";
import { urlOf } from "./file";
import { sweepFile } from "./sweep";

let server: Awaited<ReturnType<typeof startFileServer>>;
let ada: Account;
let ben: Account;
let thread: string;
beforeAll(async () => {
  server = await startFileServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  [ada, ben] = [await person("Ada"), await person("Ben")];
  thread = await threadOf(ada, ben);
});
afterEach(async () => {
  clock.reset();
  await db.delete(looseFiles);
});

const isKept = async (id: string) => {
  const stream = await storage().read(id);
  stream?.destroy();
  return stream !== undefined;
};
const loose = async () => (await db.select().from(looseFiles)).map(({ id }) => id);
const prepared = async (who = ada) => {
  const [file] = await prepareFiles([server.put("/a.txt", "a")], who);
  return file!;
};
const sent = async (who: Account, to = thread) => {
  const messageId = await sayFiles(who, to, [server.put("/a.txt", "a")]);
  const [row] = await db.select().from(messageFiles).where(eq(messageFiles.messageId, messageId));
  return { messageId, fileId: row!.fileId };
};
const later = () => clock.advance(PENDING_MS + 1000);
/** A message that carries what was prepared, in a transaction that does more `meanwhile`. */
const attach = (file: Awaited<ReturnType<typeof prepared>>, messageId: string, meanwhile = async () => {}) =>
  transact(ada, async (ctx) => {
    await insertMessageFiles(ctx, messageId, [file]);
    await meanwhile();
  });

describe("bytes that no file speaks for", () => {
  test("stay for an hour, in which their command may commit, and go after it", async () => {
    const { id } = await prepared();
    expect((await runClock(5000)).files).toBe(0);
    expect(await isKept(id)).toBe(true);
    later();
    expect((await runClock(5000)).files).toBe(1);
    expect({ kept: await isKept(id), loose: await loose() }).toEqual({ kept: false, loose: [] });
  });

  test("of a file that was deleted go at once; those of one that a message carries stay for ever", async () => {
    const [gone, stays] = [await sent(ada), await sent(ada)];
    await db.update(messages).set({ deletedAt: new Date() }).where(eq(messages.id, gone.messageId));
    clock.advance(1000);
    expect((await runClock(5000)).files).toBe(1);
    later();
    expect((await runClock(5000)).files).toBe(0);
    expect([await isKept(gone.fileId), await isKept(stays.fileId)]).toEqual([false, true]);
  });

  test("are removed once, however many sweep", async () => {
    const { id } = await prepared();
    later();
    const swept = await Promise.all(Array.from({ length: 6 }, () => sweepFile(id)));
    expect(swept.filter(Boolean)).toHaveLength(1);
    expect({ kept: await isKept(id), loose: await loose() }).toEqual({ kept: false, loose: [] });
  });

  test("that a storage does not let go stay due, and keep no others waiting", async () => {
    const ids = [(await prepared()).id, (await prepared(ben)).id];
    later();
    const folder = env.FILES_DIR;
    env.FILES_DIR = `${import.meta.filename}/no-folder`;
    expect((await runClock(5000)).files).toBe(0);
    env.FILES_DIR = folder;
    expect((await loose()).sort()).toEqual(ids.sort());
    expect((await runClock(5000)).files).toBe(2);
  });

  test("never written, because whoever fetched them died, are forgotten the same way", async () => {
    const dueAt = new Date(Date.now() - 1000);
    await db
      .insert(looseFiles)
      .values({ id: "file_00000000000000000000000000", ownerId: ada.userId, sizeBytes: 1, dueAt });
    expect((await runClock(5000)).files).toBe(1);
    expect(await loose()).toEqual([]);
  });
});

describe("a sweep against the commit of what brought the bytes", () => {
  test("one that comes first is told to send again; no message carries what is gone", async () => {
    const file = await prepared();
    const { messageId } = await sent(ada);
    await db.delete(messageFiles).where(eq(messageFiles.messageId, messageId));
    later();
    expect(await sweepFile(file.id)).toBe(true);
    expect(await codeOf(attach(file, messageId))).toBe("UNAVAILABLE");
    expect(await db.select().from(files).where(eq(files.id, file.id))).toEqual([]);
  });

  test("doomed bytes become no file, though they are still there", async () => {
    const file = await prepared();
    await db.update(looseFiles).set({ isDoomed: true });
    const { messageId } = await sent(ada);
    expect(await codeOf(attach(file, messageId))).toBe("UNAVAILABLE");
    expect(await loose()).toContain(file.id);
  });

  test("one that comes in the middle of the commit waits for it, and leaves the file alone", async () => {
    const file = await prepared();
    const { messageId } = await sent(ada);
    await db.delete(messageFiles).where(eq(messageFiles.messageId, messageId));
    later();
    let sweeping: Promise<boolean> | undefined;
    await attach(file, messageId, async () => {
      sweeping = sweepFile(file.id);
      await new Promise((done) => setTimeout(done, 100));
    });
    expect(await sweeping).toBe(false);
    expect(await isKept(file.id)).toBe(true);
  });
});

describe("an account that is deleted", () => {
  const leave = (who: Account) => run(deleteAccount, who, { email: `${who.userId}@example.com` });

  test("takes its files and its bots' along, save what somebody else has passed on", async () => {
    const robo = await bot(ada);
    const [own, passed] = [await sent(ada), await sent(ada)];
    const robos = await sent(robo, await threadOf(robo, ben));
    const bens = await sent(ben);
    await sayFiles(ben, await threadOf(ben, await person()), [urlOf(passed.fileId)]);
    await leave(ada);
    clock.advance(1000);
    expect((await runClock(5000)).files).toBe(2);
    const kept = await Promise.all([own, robos, passed, bens].map(({ fileId }) => isKept(fileId)));
    expect(kept).toEqual([false, false, true, true]);
  });

  test("while a message of it is on its way: the message is refused, and its bytes are swept", async () => {
    const file = await prepared();
    const { messageId } = await sent(ben);
    await leave(ada);
    expect(await codeOf(attach(file, messageId))).toBe("UNAUTHENTICATED");
    later();
    await runClock(5000);
    expect(await isKept(file.id)).toBe(false);
    expect(await db.select().from(users).where(eq(users.id, ada.userId))).toHaveLength(1);
  });
});
