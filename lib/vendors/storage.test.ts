import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/db/id";
import { bucket, folder, type Storage } from "./storage";

const root = mkdtempSync(path.join(tmpdir(), "storage-"));
const SECRET = "a key of tests";
let server: Server;
let project: string;
/** The routes of Supabase Storage that its own SDK asks, with its ways of saying no. */
beforeAll(async () => {
  const objects = new Map<string, Buffer>();
  server = createServer(async (request, response) => {
    const body = await buffer(request);
    const say = (status: number, answer: object) =>
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
    const { authorization, apikey, range } = request.headers;
    if (authorization !== `Bearer ${SECRET}` || apikey !== SECRET)
      return say(400, { statusCode: "403", error: "Unauthorized", message: "Invalid Compact JWS" });
    const name = request.url!.split("?")[0]!.replace(/^\/storage\/v1\/object\/(authenticated\/)?/, "");
    if (request.method === "POST") {
      if (objects.has(name) && request.headers["x-upsert"] !== "true")
        return say(400, { statusCode: "409", error: "Duplicate", message: "The resource already exists" });
      objects.set(name, body);
      return say(200, { Id: "1", Key: name });
    }
    if (request.method === "DELETE") {
      const { prefixes } = JSON.parse(body.toString());
      const gone = prefixes.filter((key: string) => objects.delete(`${name}/${key}`));
      return say(
        200,
        gone.map((key: string) => ({ name: key })),
      );
    }
    const bytes = objects.get(name);
    if (!bytes) return say(400, { statusCode: "404", error: "not_found", message: "Object not found" });
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(range ?? "") ?? [];
    if (from === undefined) return response.end(bytes);
    response.writeHead(206).end(bytes.subarray(Number(from), Number(to) + 1));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  project = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(root, { recursive: true });
});

const all = async (storage: Storage, key: string, range?: { start: number; end: number }) => {
  const stream = await storage.read(key, range);
  return stream && (await buffer(stream)).toString();
};

describe.each<[string, () => Storage]>([
  ["a folder", () => folder(path.join(root, "files"))],
  ["a bucket", () => bucket(`${project}/`, SECRET, "files")],
])("%s", (_, of) => {
  test("gives back what was put there, whole or in part", async () => {
    const [storage, key] = [of(), newId("file")];
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
    await storage.put(key, bytes);
    expect((await buffer((await storage.read(key))!)).equals(bytes)).toBe(true);
    expect(await buffer((await storage.read(key, { start: 250, end: 252 }))!)).toEqual(Buffer.from([250, 0, 1]));
  });

  test("put again under the same key, the later bytes stand", async () => {
    const [storage, key] = [of(), newId("file")];
    await storage.put(key, Buffer.from("first"));
    await storage.put(key, Buffer.from("second"));
    expect(await all(storage, key)).toBe("second");
  });

  test("what is not there is undefined, and is removed without complaint", async () => {
    const [storage, key] = [of(), newId("file")];
    expect(await storage.read(key)).toBeUndefined();
    await storage.remove(key);
    await storage.put(key, Buffer.from("x"));
    await storage.remove(key);
    expect(await storage.read(key)).toBeUndefined();
  });

  test.each(["../secrets.json", "a/b", "", "file_x.part", "file_..", "FILE_1"])("%o is no key", async (key) => {
    for (const work of [of().put(key, Buffer.from("x")), of().read(key), of().remove(key)])
      await expect(work).rejects.toThrow("not a key of ours");
  });
});

describe("a bucket", () => {
  test("holds what the SDK puts there, and the SDK finds what we do", async () => {
    const sdk = createClient(project, SECRET, { auth: { persistSession: false } }).storage.from("files");
    const [storage, theirs, ours] = [bucket(project, SECRET, "files"), newId("file"), newId("file")];
    expect((await sdk.upload(theirs, Buffer.from("theirs"))).error).toBeNull();
    expect(await all(storage, theirs)).toBe("theirs");
    await storage.put(ours, Buffer.from("ours"));
    const found = await sdk.download(ours);
    expect(await found.data!.text()).toBe("ours");
    await storage.remove(ours);
    expect((await sdk.download(ours)).error).not.toBeNull();
  });

  test("that refuses us is an error, not an empty one", async () => {
    const storage = bucket(project, "another key", "files");
    const refused = "Supabase Storage answered 400";
    await expect(storage.put(newId("file"), Buffer.from("x"))).rejects.toThrow(refused);
    await expect(storage.read(newId("file"))).rejects.toThrow(refused);
    await expect(storage.remove(newId("file"))).rejects.toThrow(refused);
  });
});

describe("a folder", () => {
  test("is nobody else's to read", async () => {
    const key = newId("file");
    await folder(root).put(key, Buffer.from("x"));
    if (process.platform !== "win32") expect(statSync(path.join(root, key.slice(-2), key)).mode & 0o077).toBe(0);
  });

  test("killed while writing, it holds no half file; what is left of it goes with its key", async () => {
    const place = path.join(root, "killed");
    const keys = Array.from({ length: 200 }, () => newId("file"));
    const script = `import("${import.meta.dirname}/storage.ts").then(async ({ folder }) => {
      const bytes = Buffer.alloc(4 * 1024 * 1024, 7);
      console.log("writing");
      for (const key of ${JSON.stringify(keys)}) await folder(${JSON.stringify(place)}).put(key, bytes);
    })`;
    const at = ["--import", "./local/hooks.mjs", "--input-type=module", "-e", script];
    const child = spawn(process.execPath, at, { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((done) => child.stdout.once("data", done));
    // In the middle of one: some are there.
    while (!existsSync(place) || readdirSync(place).length < 2) await new Promise((done) => setTimeout(done, 1));
    child.kill("SIGKILL");
    await new Promise((done) => child.once("exit", done));
    const storage = folder(place);
    for (const key of keys) {
      const stream = await storage.read(key);
      if (stream) expect((await buffer(stream)).length).toBe(4 * 1024 * 1024);
    }
    writeFileSync(path.join(place, readdirSync(place)[0]!, "x"), "");
    const stays = path.join(place, keys[0]!.slice(-2), keys[0]!);
    writeFileSync(`${stays}.part`, "half");
    await storage.remove(keys[0]!);
    expect(existsSync(`${stays}.part`)).toBe(false);
  });
});
