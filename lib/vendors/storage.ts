import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { Refusal } from "@/lib/core/errors";
import { env } from "@/lib/env";

/** Where bytes are kept, by a key that is nobody's choice but ours. */
export type Storage = {
  /** Whole or not at all. */
  put(key: string, bytes: Buffer): Promise<void>;
  /** What lies under a key, or a part of it (`end` included); undefined where nothing does. */
  read(key: string, range?: Range): Promise<Readable | undefined>;
  /** Also where nothing lies there. */
  remove(key: string): Promise<void>;
};
export type Range = { start: number; end: number };

/** The storage of this copy: a bucket of Supabase where its project is named, else a folder. */
export function storage(): Storage {
  if (env.SUPABASE_URL && env.SUPABASE_SERVICE_ROLE_KEY)
    return bucket(env.SUPABASE_URL, env.SUPABASE_SERVICE_ROLE_KEY, env.SUPABASE_BUCKET);
  if (env.FILES_DIR) return folder(env.FILES_DIR);
  throw new Refusal("UNAVAILABLE", "Files cannot be kept here: neither SUPABASE_URL nor FILES_DIR is set.");
}

const KEY = /^[a-z]+_[0-9a-z]+$/;
function checked(key: string): string {
  if (!KEY.test(key)) throw new Error(`not a key of ours: ${key}`);
  return key;
}

/** One file a key, in folders by the key's random end; it appears under its name only when the disk has all of it. */
export function folder(root: string): Storage {
  const inFolder = (key: string) => path.join(root, checked(key).slice(-2), key);
  return {
    async put(key, bytes) {
      const name = inFolder(key);
      await mkdir(path.dirname(name), { recursive: true });
      const part = await open(`${name}.part`, "w", 0o600);
      try {
        await part.writeFile(bytes);
        await part.sync();
      } finally {
        await part.close();
      }
      await rename(`${name}.part`, name);
      await syncFolder(path.dirname(name));
    },
    async read(key, range) {
      let file: FileHandle;
      try {
        file = await open(inFolder(key), "r");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
      return file.createReadStream(range);
    },
    async remove(key) {
      const name = inFolder(key);
      await Promise.all([rm(name, { force: true }), rm(`${name}.part`, { force: true })]);
    },
  };
}

/** A name outlives a power cut once its folder is on the disk too. Windows knows no such thing. */
async function syncFolder(name: string) {
  if (process.platform === "win32") return;
  const at = await open(name, "r");
  try {
    await at.sync();
  } finally {
    await at.close();
  }
}

const TIMEOUT_MS = 20_000;

/** A private bucket of Supabase Storage, by its HTTP interface: the SDK reads no part of a file and buffers the whole. */
export function bucket(project: string, secret: string, name: string): Storage {
  const base = `${project.replace(/\/+$/, "")}/storage/v1/object`;
  const ask = (at: string, init: RequestInit) =>
    fetch(`${base}/${at}`, {
      ...init,
      headers: { apikey: secret, Authorization: `Bearer ${secret}`, ...(init.headers as Record<string, string>) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  const failed = async (response: Response) =>
    new Error(`Supabase Storage answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
  return {
    async put(key, bytes) {
      // Asked again after an answer that got lost, the same key holds the same bytes.
      const headers = { "Content-Type": "application/octet-stream", "x-upsert": "true" };
      const body = new Uint8Array(bytes);
      const response = await ask(`${name}/${checked(key)}`, { method: "POST", headers, body });
      if (!response.ok) throw await failed(response);
      await response.body?.cancel();
    },
    async read(key, range) {
      const headers: Record<string, string> = range ? { Range: `bytes=${range.start}-${range.end}` } : {};
      const response = await ask(`authenticated/${name}/${checked(key)}`, { headers });
      if (response.ok) return Readable.fromWeb(response.body as never);
      const error = await failed(response);
      // It answers 400 where nothing is there, and says 404 inside.
      if (response.status === 404 || /not_found|"404"/i.test(error.message)) return undefined;
      throw error;
    },
    async remove(key) {
      const body = JSON.stringify({ prefixes: [checked(key)] });
      const response = await ask(name, { method: "DELETE", headers: { "Content-Type": "application/json" }, body });
      if (!response.ok) throw await failed(response);
      await response.body?.cancel();
    },
  };
}
