import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerUnreadable, originForm, refusalOf, sendRefusal } from "./refuse";

let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    request.url = originForm(request.url);
    const refused = refusalOf(request);
    if (refused) return sendRefusal(response, refused);
    response.end(`at ${request.url}`);
  });
  server.on("clientError", answerUnreadable);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterAll(() => server.close());

/** What comes back for these bytes on the wire. */
const sent = (bytes: string) =>
  new Promise<{ status: number; headers: string; body: string }>((resolve, reject) => {
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1", () => socket.write(bytes));
    let text = "";
    socket.on("data", (chunk) => (text += chunk));
    socket.on("error", reject);
    socket.on("end", () => {
      const [headers = "", body = ""] = text.split("\r\n\r\n");
      resolve({ status: Number(headers.split(" ")[1]), headers: headers.toLowerCase(), body });
    });
  });
const closing = "Host: x\r\nConnection: close\r\n";

describe("what is no request of ours is refused as JSON", () => {
  test.each([
    ["a malformed request line", "NONSENSE\r\n\r\n", 400, "BAD_REQUEST"],
    ["too large headers", `GET / HTTP/1.1\r\n${closing}X: ${"x".repeat(20_000)}\r\n\r\n`, 431, "HEADERS_TOO_LARGE"],
    ["an unknown method", `PROPFIND / HTTP/1.1\r\n${closing}\r\n`, 405, "METHOD_NOT_ALLOWED"],
    ["a target of broken escapes", `GET /%zz HTTP/1.1\r\n${closing}\r\n`, 400, "BAD_REQUEST"],
    ["no target at all", `OPTIONS * HTTP/1.1\r\n${closing}\r\n`, 400, "BAD_REQUEST"],
  ])("%s", async (_, bytes, status, code) => {
    const answer = await sent(bytes);
    expect(answer.status, answer.headers).toBe(status);
    expect(answer.headers).toContain("content-type: application/json");
    const { request_id, ...said } = JSON.parse(answer.body);
    expect(said).toEqual({ error: true, code, message: expect.stringMatching(/./) });
    expect(answer.headers).toContain(`x-request-id: ${request_id}`);
    if (status === 405) expect(answer.headers).toContain("allow: get, head, post");
  });

  test("a target in absolute form is its path, whatever host it names", async () => {
    const { body } = await sent(`GET http://evil.example/api/tasks?limit=1 HTTP/1.1\r\n${closing}\r\n`);
    expect(body).toBe("at /api/tasks?limit=1");
    expect(originForm("http://evil.example")).toBe("/");
    expect(originForm("HTTPS://evil.example?x")).toBe("/?x");
    expect(originForm("/to/http://there")).toBe("/to/http://there");
    expect(refusalOf({ method: "GET", url: originForm("http://x/a") } as IncomingMessage)).toBeUndefined();
  });
});
