import { createHash } from "node:crypto";
import { and, eq, inArray, sql } from "drizzle-orm";
import { newId } from "@/db/id";
import { files, looseFiles, messageFiles, users } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { type Detail, Refusal } from "@/lib/core/errors";
import { invalid, sentence } from "@/lib/core/invalid";
import { transact } from "@/lib/core/transaction";
import { log } from "@/lib/log";
import { guardedFetch, Unreachable } from "@/lib/vendors/guarded-fetch";
import { type Storage, storage } from "@/lib/vendors/storage";
import { seesFile } from "./access";
import { MAX_DAY_BYTES, MAX_FILE_BYTES, MAX_TOTAL_BYTES, MB, ownFileId } from "./file";
import { KINDS_TAKEN, kindOf } from "./kind";
import { cleanName, nameGiven } from "./name";

/** A file whose bytes are in the storage and wait for the command that attaches them; or one that was there before. */
export type PreparedFile =
  | { isNew: true; id: string; filename: string; mimeType: string; sizeBytes: number; sha256: Buffer }
  | { isNew: false; id: string; path: string };
type NewFile = Extract<PreparedFile, { isNew: true }>;
type Fetched = NewFile & { bytes: Buffer };

const TIMEOUT_MS = 15_000;
const REDIRECTS = 3;
/** How long bytes wait for the commit of what brought them. */
export const PENDING_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Each holds its files in memory meanwhile. */
const MAX_AT_ONCE = 10;
const MAX_AT_ONCE_OF_ONE = 2;

/**
 * Fetches what a message shall carry, in an operation's `prepare`: no transaction may wait for a server of somebody's.
 * Refuses with the field and its place for each address that brings nothing we take. Bytes whose command then fails are
 * swept (`sweep.ts`). A rehearsal fetches nothing: it has the files that are here already, and no others.
 */
export async function prepareFiles(
  urls: string[],
  actor: Account,
  { field = "fileUrls", isRehearsal = false }: { field?: string; isRehearsal?: boolean } = {},
): Promise<PreparedFile[]> {
  const here = urls.flatMap((url, i) => (ownFileId(url) === undefined ? [] : [known(url, `${field}.${i}`)]));
  if (isRehearsal || here.length === urls.length) return here;
  return inTurn(actor.userId, async () => {
    const place = storage();
    const prepared = await fetchAll(urls, field);
    const fetched = prepared.filter((file): file is Fetched => "bytes" in file);
    await store(place, actor.userId, fetched, field);
    return prepared.map((file) => ("bytes" in file ? withoutBytes(file) : file));
  });
}

/** Keeps the bytes that somebody sends us, in an operation's `prepare`, under the same rules as what we fetch. */
export async function prepareSent(
  sent: { name: string; bytes: Buffer },
  actor: Account,
  field: string,
): Promise<NewFile> {
  return inTurn(actor.userId, async () => {
    const file = fileOf(sent.bytes, sent.name);
    if (typeof file === "string") throw invalid(field, file);
    await store(storage(), actor.userId, [file], field);
    return withoutBytes(file);
  });
}

async function store(place: Storage, userId: string, fetched: Fetched[], field: string) {
  await reserve(userId, fetched, field);
  try {
    for (const { id, bytes } of fetched) await place.put(id, bytes);
  } catch (error) {
    log.error({ error }, "the storage took no file");
    throw new Refusal("UNAVAILABLE", "Files cannot be kept at the moment. Retry in a moment.");
  }
}

const withoutBytes = ({ bytes, ...file }: Fetched): NewFile => file;
const known = (url: string, path: string): PreparedFile => ({ isNew: false, id: ownFileId(url)!, path });

const running = new Map<string, number>();
let runningInAll = 0;

/** Few at once, and of one account fewer: whoever names slow servers keeps nobody else out for long. */
async function inTurn<T>(userId: string, work: () => Promise<T>): Promise<T> {
  const own = running.get(userId) ?? 0;
  if (own >= MAX_AT_ONCE_OF_ONE)
    throw new Refusal("RATE_LIMITED", "Your files of earlier messages are still being fetched. Retry when they are.", {
      extra: { retryAfter: 1 },
    });
  if (runningInAll >= MAX_AT_ONCE)
    throw new Refusal("UNAVAILABLE", "Too many files are being fetched at the moment. Retry in a moment.");
  running.set(userId, own + 1);
  runningInAll++;
  try {
    return await work();
  } finally {
    runningInAll--;
    const left = running.get(userId)! - 1;
    if (left > 0) running.set(userId, left);
    else running.delete(userId);
  }
}

async function fetchAll(urls: string[], field: string): Promise<(Fetched | PreparedFile)[]> {
  const budget = { left: MAX_TOTAL_BYTES, message: `must be at most ${MAX_TOTAL_BYTES / MB} MB together` };
  const details: Detail[] = [];
  const got = await Promise.all(
    urls.map(async (url, i) => {
      const path = `${field}.${i}`;
      if (ownFileId(url) !== undefined) return known(url, path);
      const file = await fetchOne(url, budget);
      if (typeof file === "string") details.push({ path, message: file });
      return file;
    }),
  );
  if (details.length === 0) return got as (Fetched | PreparedFile)[];
  details.sort((a, b) => Number(a.path.split(".").at(-1)) - Number(b.path.split(".").at(-1)));
  throw new Refusal("INVALID_INPUT", sentence(details, "camel"), { details });
}

/** The file at an address, or what is wrong with it. */
async function fetchOne(url: string, budget: { left: number; message: string }): Promise<Fetched | string> {
  try {
    const asked = { http: true, timeoutMs: TIMEOUT_MS, maxBytes: MAX_FILE_BYTES, redirects: REDIRECTS, budget };
    const { status, headers, body, url: found } = await guardedFetch(url, asked);
    if (status !== 200) return `must answer 200 with the file; it answers ${status}`;
    return fileOf(body, nameGiven(headers, found));
  } catch (error) {
    if (error instanceof Unreachable) return error.message;
    throw error;
  }
}

/** A file made of bytes, or what is wrong with them. */
function fileOf(bytes: Buffer, name: string): Fetched | string {
  if (bytes.length === 0) return "must not be empty";
  if (bytes.length > MAX_FILE_BYTES) return `must be at most ${MAX_FILE_BYTES / MB} MB`;
  const kind = kindOf(bytes, name);
  if (!kind) return `must be a file of a kind that is taken: ${KINDS_TAKEN}`;
  return {
    isNew: true,
    id: newId("file"),
    filename: cleanName(name, kind),
    mimeType: kind.mimeType,
    sizeBytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest(),
    bytes,
  };
}

/**
 * Says which bytes are about to be in the storage, before they are: whoever dies now, they will be found. The account's row
 * is locked, so that what it has brought in a day is counted by one at a time.
 */
const reserve = (userId: string, fetched: Fetched[], field: string) =>
  transact({ kind: "system", job: "files" }, async ({ db, now }: Context) => {
    await db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("no key update");
    const since = new Date(now.getTime() - DAY_MS).toISOString();
    const [day] = await db.execute<{ bytes: string }>(sql`select
      (select coalesce(sum(size_bytes), 0) from files where owner_id = ${userId} and created_at > ${since}::timestamptz)
      + (select coalesce(sum(size_bytes), 0) from loose_files l where owner_id = ${userId}
        and not exists (select from files f where f.id = l.id)) as bytes`);
    const bytes = Number(day!.bytes) + fetched.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (bytes > MAX_DAY_BYTES)
      throw invalid(field, `must be at most ${MAX_DAY_BYTES / MB} MB in all messages of 24 hours`);
    const dueAt = new Date(now.getTime() + PENDING_MS);
    await db.insert(looseFiles).values(fetched.map(({ id, sizeBytes }) => ({ id, ownerId: userId, sizeBytes, dueAt })));
  });

/** Makes files of what was prepared and has the message carry them, in the transaction that writes the message. */
export async function insertMessageFiles(ctx: Context<Account>, messageId: string, prepared: PreparedFile[]) {
  if (prepared.length === 0) return;
  const fresh = prepared.filter((file) => file.isNew);
  if (fresh.length > 0) await keep(ctx, fresh);
  for (const file of prepared) if (!file.isNew) await holdKnown(ctx, file);
  await ctx.db.insert(messageFiles).values(prepared.map(({ id }, position) => ({ messageId, position, fileId: id })));
}

async function keep(ctx: Context<Account>, fresh: NewFile[]) {
  const ids = fresh.map(({ id }) => id);
  const isOurs = and(inArray(looseFiles.id, ids), eq(looseFiles.isDoomed, false));
  const kept = await ctx.db.delete(looseFiles).where(isOurs).returning({ id: looseFiles.id });
  if (kept.length < ids.length) throw tooLate();
  await insertFiles(ctx, fresh);
}

const tooLate = () => new Refusal("UNAVAILABLE", "The files were fetched too long ago. Send this again.");

async function insertFiles({ db, actor, now }: Context<Account>, fresh: NewFile[]) {
  const { actorId, userId } = actor;
  await db.insert(files).values(
    fresh.map(({ id, filename, mimeType, sizeBytes, sha256 }) => {
      return { id, actorId, ownerId: userId, filename, mimeType, sizeBytes, sha256, createdAt: now };
    }),
  );
}

/** How long a file that somebody sent us waits for a message to carry it. */
export const WAITING_MS = DAY_MS;

/** Makes a file of what was sent, which goes again unless a message carries it in time. */
export async function insertWaitingFile(ctx: Context<Account>, file: NewFile) {
  const dueAt = new Date(ctx.now.getTime() + WAITING_MS);
  const isOurs = and(eq(looseFiles.id, file.id), eq(looseFiles.isDoomed, false));
  const kept = await ctx.db.update(looseFiles).set({ dueAt }).where(isOurs).returning({ id: looseFiles.id });
  if (kept.length === 0) throw tooLate();
  await insertFiles(ctx, [file]);
}

/** One that is there already, and stays while we hold it; one that waited for a message does so no more. */
async function holdKnown({ db, actor }: Context<Account>, { id, path }: { id: string; path: string }) {
  await db.delete(looseFiles).where(and(eq(looseFiles.id, id), eq(looseFiles.isDoomed, false), isSeen(id, actor)));
  const found = await db.execute(sql`select from files f where f.id = ${id} and ${seesFile(actor)}
    and not exists (select from loose_files l where l.id = f.id) for key share`);
  if (found.length === 0) throw invalid(path, "is no file that you can see");
}

const isSeen = (id: string, actor: Account) =>
  sql`exists (select from files f where f.id = ${id} and ${seesFile(actor)})`;
