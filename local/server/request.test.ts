import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { send } from "./request";

let server: Server;
let base: string;
let stream: Readable;
let failed: unknown;
const headers = () => ({ "Content-Type": "text/plain", "Content-Length": "10" });
beforeAll(async () => {
  server = createServer((request, response) => {
    const status = request.url === "/known" ? 304 : 200;
    const answer = { status, headers: status === 304 ? {} : headers(), body: "", ...(status === 200 && { stream }) };
    send(request, response, answer as never).catch((error) => {
      failed = error;
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

test("bytes are sent as they come, unpacked", async () => {
  stream = Readable.from([Buffer.from("01234"), Buffer.from("56789")]);
  const answer = await fetch(base, { headers: { "Accept-Encoding": "gzip" } });
  expect(answer.headers.get("content-encoding")).toBeNull();
  expect(await answer.text()).toBe("0123456789");
});

test("HEAD says how long they are, and lets go of them", async () => {
  stream = Readable.from([Buffer.from("0123456789")]);
  const answer = await fetch(base, { method: "HEAD" });
  expect([answer.headers.get("content-length"), await answer.text(), stream.destroyed]).toEqual(["10", "", true]);
});

test("what is known already is not sent and has no length", async () => {
  const answer = await fetch(`${base}/known`);
  expect([answer.status, await answer.text(), answer.headers.get("content-length")]).toEqual([304, "", null]);
});

test("what breaks in the middle is no whole answer", async () => {
  stream = Readable.from(
    (async function* () {
      yield Buffer.from("01234");
      throw new Error("the disk is gone");
    })(),
  );
  await expect(fetch(base).then((answer) => answer.text())).rejects.toThrow();
  expect(failed).toMatchObject({ message: "the disk is gone" });
});

test("a caller who goes away lets go of them, and nothing has failed", async () => {
  failed = undefined;
  stream = new Readable({ read() {} });
  stream.push("01234");
  const closed = new Promise((done) => stream.on("close", done));
  const socket = connect(Number(new URL(base).port), "127.0.0.1", () => {
    socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    socket.once("data", () => socket.destroy());
  });
  await closed;
  await new Promise((done) => setTimeout(done, 20));
  expect(failed).toBeUndefined();
});
