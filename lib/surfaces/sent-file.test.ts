import { expect, test } from "vitest";
import { person } from "@/local/testing/market";
import { ask, keyOf } from "@/local/testing/request";
import { gigiac } from "./gigiac";

const form = (name: string, content: string, field = "file") =>
  `--x\r\nContent-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: image/png\r\n\r\n${content}\r\n--x--\r\n`;
const headers = { "content-type": "multipart/form-data; boundary=x" };
const send = async (text: string, sent: Record<string, string> = {}) =>
  ask(gigiac, "POST /api/upload", await keyOf((await person("Ada")).userId), {
    text,
    headers: { ...headers, ...sent },
  });

test("a form with a file in it is answered with the file as its bytes tell it", async () => {
  const { status, json } = await send(form("straße.txt", "Line 1"));
  expect([status, json]).toEqual([
    201,
    {
      id: expect.stringMatching(/^file_/),
      filename: "straße.txt",
      size_bytes: 6,
      mime_type: "text/plain",
      url: expect.stringContaining("/api/files/file_"),
    },
  ]);
});

test("what is no form, or has no file in it, is refused with what is missing", async () => {
  expect(await send("{}", { "content-type": "application/json" })).toMatchObject({
    status: 415,
    json: { message: "Content-Type must be multipart/form-data, not application/json." },
  });
  expect((await send("nonsense")).status).toBe(400);
  expect((await send(form("a.txt", "Line 1", "other"))).json.message).toBe("file must be a file");
  expect((await send(form("a.txt", "x".repeat(11 * 1024 * 1024)))).status).toBe(413);
});

test("the same form under the same key is the same file", async () => {
  const key = await keyOf((await person("Ada")).userId);
  const once = (text: string) =>
    ask(gigiac, "POST /api/upload", key, { text, headers: { ...headers, "idempotency-key": "one" } });
  const [first, again] = [await once(form("a.txt", "Line 1")), await once(form("a.txt", "Line 1"))];
  expect(again.json).toEqual(first.json);
  expect((await once(form("a.txt", "Line 2"))).status).toBe(409);
});
