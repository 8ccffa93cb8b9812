import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { files, looseFiles, messageFiles } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { storage } from "@/lib/vendors/storage";
import { codeOf, refusal } from "@/local/testing/accounts";
import { sayFiles, threadOf } from "@/local/testing/files";
import { person } from "@/local/testing/market";
import { WAITING_MS } from "./attach";
import { downloadFile } from "./download";
import { MAX_DAY_BYTES, MAX_FILE_BYTES, MB, urlOf } from "./file";
import { forgetFiles } from "./forget";
import { sweepFile } from "./sweep";
import { uploadFile } from "./upload";

const PNG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(100, 7)]);
let ada: Account;
let ben: Account;
let thread: string;
beforeEach(async () => {
  [ada, ben] = [await person("Ada"), await person("Ben")];
  thread = await threadOf(ada, ben);
});

type Uploaded = { file: { id: string; filename: string; sizeBytes: number; mimeType: string; url: string } };
const upload = async (who: Account, name = "shot.png", bytes = PNG) =>
  (await run<Uploaded>(uploadFile, who, { file: { name, bytes } })).file;
const looseOf = (id: string) => db.select().from(looseFiles).where(eq(looseFiles.id, id));
const fileOf = (id: string) => db.select().from(files).where(eq(files.id, id));
const makeDue = (id: string) => db.update(looseFiles).set({ dueAt: clock.now() }).where(eq(looseFiles.id, id));

describe("a file that somebody sends us", () => {
  test("is what its bytes tell, waits for a message, and is theirs alone until one carries it", async () => {
    const file = await upload(ada, "../a\u202Egnp.exe");
    expect(file).toMatchObject({ sizeBytes: PNG.length, mimeType: "image/png", url: urlOf(file.id) });
    expect(file.filename).toMatch(/\.png$/);
    const [loose] = await looseOf(file.id);
    expect(loose!.dueAt.getTime() - clock.now().getTime()).toBeGreaterThan(WAITING_MS - 60_000);
    await run(downloadFile, ada, { fileId: file.id });
    expect(await codeOf(run(downloadFile, ben, { fileId: file.id }))).toBe("NOT_FOUND");
    expect(await codeOf(sayFiles(ben, thread, [file.url]))).toBe("INVALID_INPUT");

    await sayFiles(ada, thread, [file.url]);
    expect(await looseOf(file.id)).toEqual([]);
    await run(downloadFile, ben, { fileId: file.id });
    expect(await sweepFile(file.id)).toBe(false);
  });

  test("is gone, bytes and all, when no message carried it in time, and is then attached no more", async () => {
    const { id, url } = await upload(ada);
    expect(await sweepFile(id)).toBe(false);
    await makeDue(id);
    expect(await sweepFile(id)).toBe(true);
    expect([await fileOf(id), await looseOf(id), await storage().read(id)]).toEqual([[], [], undefined]);
    expect(await codeOf(sayFiles(ada, thread, [url]))).toBe("INVALID_INPUT");
  });

  test("stays when a message carries it at the moment in which it is swept, or is refused: never carried and gone", async () => {
    for (let n = 0; n < 10; n++) {
      const { id, url } = await upload(ada);
      await makeDue(id);
      const [, isSwept] = await Promise.all([sayFiles(ada, thread, [url]).catch(() => undefined), sweepFile(id)]);
      const carried = await db.select().from(messageFiles).where(eq(messageFiles.fileId, id));
      expect(carried.length === 0).toBe(isSwept);
      expect((await fileOf(id)).length === 0).toBe(isSwept);
      expect((await storage().read(id)) === undefined).toBe(isSwept);
    }
  });

  test("waits on when the message that should carry it comes to nothing", async () => {
    const { id, url } = await upload(ada);
    await sayFiles(ada, thread, [url], { fail: true }).catch(() => undefined);
    await sayFiles(ada, thread, [url], { dryRun: true });
    expect(await looseOf(id)).toHaveLength(1);
    await sayFiles(ada, thread, [url]);
  });

  test("is refused when it is empty, too large, or of a kind that is not taken, and leaves nothing", async () => {
    expect(await refusal(upload(ada, "a.txt", Buffer.alloc(0)))).toMatchObject({ message: "file must not be empty" });
    expect(await refusal(upload(ada, "a.txt", Buffer.alloc(MAX_FILE_BYTES + 1, "a")))).toMatchObject({
      message: "file must be at most 10 MB",
    });
    expect((await refusal(upload(ada, "a.png", Buffer.from("MZ\x90\x00", "latin1")))).message).toMatch(
      /^file must be a file of a kind that is taken/,
    );
    expect(await codeOf(run(uploadFile, ada, { file: "text" }))).toBe("INVALID_INPUT");
    expect(await codeOf(run(uploadFile, { kind: "anyone" }, { file: { name: "a", bytes: PNG } }))).toBe(
      "UNAUTHENTICATED",
    );
    expect(await db.select().from(looseFiles).where(eq(looseFiles.ownerId, ada.userId))).toEqual([]);
  });

  test("counts once in what an account brings in a day", async () => {
    const { id } = await upload(ada);
    await db.update(looseFiles).set({ sizeBytes: MAX_DAY_BYTES }).where(eq(looseFiles.id, id));
    await upload(ada);
    await db
      .update(files)
      .set({ sizeBytes: MAX_DAY_BYTES - MB })
      .where(eq(files.id, id));
    expect((await refusal(upload(ada, "a.txt", Buffer.alloc(MB, "a")))).message).toMatch(/200 MB in all messages/);
  });

  test("goes with the account that sent it", async () => {
    const { id } = await upload(ada);
    await forgetFiles({ db, now: clock.now() }, ada.userId);
    expect(await sweepFile(id)).toBe(true);
    expect(await fileOf(id)).toEqual([]);
  });
});
