import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { eq, sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { db } from "@/db";
import { files, looseFiles, messageFiles, messages } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { view } from "@/lib/core/view";
import { env } from "@/lib/env";
import { storage } from "@/lib/vendors/storage";
import { codeOf, refusal } from "@/local/testing/accounts";
import { sayFiles, startFileServer, threadOf } from "@/local/testing/files";
import { bot, person } from "@/local/testing/market";
import { Attachment, attachmentsOf, MAX_DAY_BYTES, MAX_FILE_BYTES, MB, urlOf } from "./file";

const PNG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(100, 7)]);
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
afterEach(() => {
  server.answer = undefined;
  server.asked = 0;
});

const carrying = view(z.object({ attachments: z.array(Attachment) }), {
  attachments: (casing) => attachmentsOf("t", casing),
});
/** What a message carries, as chat answers it. */
async function carried(messageId: string, casing: "camel" | "snake" = "camel"): Promise<any[]> {
  const [row] = await db.execute<{ attachments: any[] }>(
    sql`select ${carrying.columns(casing)} from messages t where t.id = ${messageId}`,
  );
  return row!.attachments;
}
const kept = async (id: string) => {
  const stream = await storage().read(id);
  return stream && (await buffer(stream));
};
const looseOf = ({ userId }: Account) => db.select().from(looseFiles).where(eq(looseFiles.ownerId, userId));
const filesOf = ({ userId }: Account) => db.select().from(files).where(eq(files.ownerId, userId));
/** All that lies in the folder of the storage. */
const lying = () => (existsSync(env.FILES_DIR!) ? readdirSync(env.FILES_DIR!, { recursive: true }).length : 0);

describe("a message that carries files", () => {
  test("keeps their bytes, tells what they are, and nothing stays loose", async () => {
    const urls = [server.put("/shot.png", PNG), server.put("/notes%20of%20mine.txt", "Line 1\nLine 2")];
    const id = await sayFiles(ada, thread, urls);
    const [shot, notes] = await carried(id);
    expect([shot, notes]).toEqual([
      { id: shot.id, filename: "shot.png", sizeBytes: PNG.length, mimeType: "image/png", url: urlOf(shot.id) },
      { id: notes.id, filename: "notes of mine.txt", sizeBytes: 13, mimeType: "text/plain", url: urlOf(notes.id) },
    ]);
    expect(Object.keys((await carried(id, "snake"))[0])).toEqual(["id", "filename", "size_bytes", "mime_type", "url"]);
    expect(await kept(shot.id)).toEqual(PNG);
    const [row] = await db.select().from(files).where(eq(files.id, shot.id));
    expect(row).toMatchObject({ ownerId: ada.userId, sha256: createHash("sha256").update(PNG).digest() });
    expect(await looseOf(ada)).toEqual([]);
  });

  test("a message without files carries none, and asks nobody", async () => {
    expect(await carried(await sayFiles(ada, thread, []))).toEqual([]);
    expect(server.asked).toBe(0);
  });

  test("up to ten, in their order; an eleventh is refused before any is fetched", async () => {
    const urls = Array.from({ length: 11 }, (_, i) => server.put(`/${i}.txt`, `file ${i}`));
    const id = await sayFiles(ada, thread, urls.slice(0, 10));
    expect((await carried(id)).map(({ filename }) => filename)).toEqual(urls.slice(0, 10).map((_, i) => `${i}.txt`));
    server.asked = 0;
    expect(await refusal(sayFiles(ada, thread, urls))).toMatchObject({
      code: "INVALID_INPUT",
      message: "fileUrls must be at most 10 entries",
    });
    expect(server.asked).toBe(0);
  });

  test("what a server calls its file is believed as little as its type", async () => {
    server.answer = (_, response) => {
      response.setHeader("Content-Type", "text/html");
      response.setHeader("Content-Disposition", `attachment; filename="..\\\\..\\\\etc/passwd.exe"`);
      response.end(PNG);
    };
    const [file] = await carried(await sayFiles(ada, thread, [`${server.base}/x`]));
    expect(file).toMatchObject({ filename: "passwd.exe.png", mimeType: "image/png" });
  });
});

describe("what is refused names the field and its place, and nothing is kept", () => {
  const refused = async (...urls: string[]) => {
    const before = lying();
    const error = await refusal(sayFiles(ada, thread, urls));
    expect(lying()).toBe(before);
    expect({ loose: await looseOf(ada), files: await filesOf(ada) }).toEqual({ loose: [], files: [] });
    expect(await db.select().from(messages).where(eq(messages.senderId, ada.actorId))).toEqual([]);
    expect(error.code).toBe("INVALID_INPUT");
    return error.message;
  };

  test.each([
    ["http://127.0.0.1/x", "must name a host on the public internet"],
    ["http://169.254.169.254/latest/meta-data/", "must name a host on the public internet"],
    ["http://[::ffff:10.0.0.1]/x", "must name a host on the public internet"],
    ["file:///etc/passwd", "must begin with https:// or http://"],
    ["https://user:secret@example.com/x", "must not carry a user name or password"],
    ["x", "must be a URL"],
  ])("%s", async (url, why) => expect(await refused(server.put("/a.txt", "a"), url)).toBe(`fileUrls.1 ${why}`));

  test("one that redirects inside", async () => {
    server.answer = (_, response) => void response.writeHead(302, { Location: "http://127.0.0.1:1/" }).end();
    expect(await refused(`${server.base}/x`)).toBe("fileUrls.0 must name a host on the public internet");
  });

  test("every one that brings nothing, at once and in order", async () => {
    const page = server.put("/page.png", "<!doctype html><script>alert(1)</script>");
    const large = server.put("/large.txt", Buffer.alloc(MAX_FILE_BYTES + 1, "x"));
    expect(await refused(large, server.put("/a.txt", "a"), page, `${server.base}/gone`, server.put("/empty", ""))).toBe(
      "fileUrls.0 must be at most 10 MB; " +
        "fileUrls.2 must be a file of a kind that is taken: images, PDF, office documents, text, CSV, JSON, zip, gzip, audio and video; " +
        "fileUrls.3 must answer 200 with the file; it answers 404; " +
        "fileUrls.4 must not be empty",
    );
  });

  test("more than 25 MB together, though each is small enough", async () => {
    const urls = [1, 2, 3].map((i) => server.put(`/${i}.txt`, Buffer.alloc(9 * MB, "x")));
    expect(await refused(...urls)).toMatch(/^fileUrls\.\d must be at most 25 MB together/);
  });

  test("more than an account may bring in a day; of two at once that fit one by one, one", async () => {
    const url = server.put("/abc.txt", "abc");
    const dueAt = new Date(Date.now() + 60_000);
    for (let round = 0; round < 10; round++) {
      const who = await person();
      await db
        .insert(looseFiles)
        .values({ id: `file_${who.userId}`, ownerId: who.userId, sizeBytes: MAX_DAY_BYTES - 8, dueAt });
      await sayFiles(who, await threadOf(who), [url]);
      const two = await Promise.all([1, 2].map(async () => codeOf(sayFiles(who, await threadOf(who), [url]))));
      expect(two.sort()).toEqual(["INVALID_INPUT", "done"]);
      expect(await refusal(sayFiles(who, await threadOf(who), [url]))).toMatchObject({
        message: "fileUrls must be at most 200 MB in all messages of 24 hours",
      });
    }
    await sayFiles(ada, thread, [url]);
  });

  test("a third message of one account while two are being fetched; the others' go on", async () => {
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    server.answer = async (_, response) => {
      await held;
      response.end("late");
    };
    const robo = await bot(ada);
    const url = `${server.base}/late.txt`;
    const two = [sayFiles(ada, thread, [url]), sayFiles(robo, thread, [url])];
    while (server.asked < 2) await new Promise((done) => setTimeout(done, 5));
    expect(await codeOf(sayFiles(ada, thread, [url]))).toBe("RATE_LIMITED");
    const others = sayFiles(ben, thread, [url]);
    release();
    await Promise.all([...two, others]);
    await sayFiles(ada, thread, [url]);
  });
});

describe("a command that", () => {
  test("fails makes no file; its bytes stay loose for the sweep", async () => {
    await expect(sayFiles(ada, thread, [server.put("/a.txt", "a")], { fail: true })).rejects.toThrow("something broke");
    expect(await filesOf(ada)).toEqual([]);
    expect(await looseOf(ada)).toMatchObject([{ sizeBytes: 1, isDoomed: false }]);
  });

  test("only rehearses asks no server and keeps nothing", async () => {
    await sayFiles(ada, thread, [server.put("/a.txt", "a")], { dryRun: true });
    expect([server.asked, await filesOf(ada), await looseOf(ada)]).toEqual([0, [], []]);
  });

  test("finds a storage that takes nothing says so, and nothing is told of files", async () => {
    const folder = env.FILES_DIR;
    env.FILES_DIR = `${import.meta.filename}/no-folder`;
    try {
      expect(await codeOf(sayFiles(ada, thread, [server.put("/a.txt", "a")]))).toBe("UNAVAILABLE");
      env.FILES_DIR = undefined;
      expect(await codeOf(sayFiles(ada, thread, [server.put("/a.txt", "a")]))).toBe("UNAVAILABLE");
    } finally {
      env.FILES_DIR = folder;
    }
    expect(await filesOf(ada)).toEqual([]);
  });
});

describe("a file that is here already is attached again by its address", () => {
  test("by its owner, and by whoever can see a message that carries it: no bytes are fetched or kept twice", async () => {
    const [file] = await carried(await sayFiles(ada, thread, [server.put("/a.txt", "a")]));
    const before = lying();
    const again = await sayFiles(ben, await threadOf(ben, await person()), [file.url]);
    expect(await carried(again)).toEqual([file]);
    const both = await sayFiles(ada, thread, [server.put("/b.txt", "b"), file.url]);
    expect((await carried(both)).map(({ filename }) => filename)).toEqual(["b.txt", "a.txt"]);
    expect(lying() - before).toBeLessThanOrEqual(2);
  });

  test("not by a stranger, nor by a bot of the owner that never saw it; an unknown one is told the same", async () => {
    const [file] = await carried(await sayFiles(ada, thread, [server.put("/a.txt", "a")]));
    const stranger = await person();
    const robo = await bot(ada);
    for (const who of [stranger, robo])
      for (const url of [file.url, urlOf("file_00000000000000000000000000"), `${urlOf("x")}/../y`, `${file.url}?x`])
        expect(await refusal(sayFiles(who, await threadOf(who), [url]))).toMatchObject({
          code: "INVALID_INPUT",
          message: "fileUrls.0 is no file that you can see",
        });
  });
});

describe("a file goes with the last message that carries it", () => {
  const drop = (id: string) =>
    db.update(messages).set({ deletedAt: new Date(), content: "" }).where(eq(messages.id, id));

  test("not before; then its bytes are due", async () => {
    const first = await sayFiles(ada, thread, [server.put("/a.txt", "a")]);
    const [file] = await carried(first);
    const second = await sayFiles(ben, thread, [file.url]);
    await drop(first);
    expect(await carried(first)).toEqual([]);
    expect(await filesOf(ada)).toHaveLength(1);
    await drop(second);
    expect(await filesOf(ada)).toEqual([]);
    const [loose] = await looseOf(ada);
    expect(loose).toMatchObject({ id: file.id, sizeBytes: 1 });
    expect(loose!.dueAt.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
  });

  test("also where both go at the same moment, and where the thread goes as a whole", async () => {
    for (let round = 0; round < 5; round++) {
      const first = await sayFiles(ada, thread, [server.put("/a.txt", "a")]);
      const [file] = await carried(first);
      const second = await sayFiles(ben, thread, [file.url]);
      await Promise.all([drop(first), drop(second)]);
    }
    expect({ files: await filesOf(ada), loose: (await looseOf(ada)).length }).toEqual({ files: [], loose: 5 });
    await sayFiles(ada, thread, [server.put("/a.txt", "a")]);
    await db.execute(sql`delete from threads where id = ${thread}`);
    expect({ files: await filesOf(ada), loose: (await looseOf(ada)).length }).toEqual({ files: [], loose: 6 });
  });

  test("against somebody who attaches it again, one of the two wins and no message carries what is gone", async () => {
    for (let round = 0; round < 10; round++) {
      const first = await sayFiles(ada, thread, [server.put("/a.txt", "a")]);
      const [file] = await carried(first);
      const [, code] = await Promise.all([drop(first), codeOf(sayFiles(ben, thread, [file.url]))]);
      expect(["done", "INVALID_INPUT"]).toContain(code);
      const left = await db.select().from(messageFiles).where(eq(messageFiles.fileId, file.id));
      expect(await db.select().from(files).where(eq(files.id, file.id))).toHaveLength(left.length);
      expect(left).toHaveLength(code === "done" ? 1 : 0);
    }
  });
});
