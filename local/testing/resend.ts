import { createServer, type IncomingHttpHeaders } from "node:http";

export type Asked = { path: string; headers: IncomingHttpHeaders; body: any };

/** What stands in for Resend's API: keeps what it was asked, and answers with `state.status`. */
export async function startResend() {
  const asked: Asked[] = [];
  const state = { status: 200 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    asked.push({ path: request.url!, headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
    response.writeHead(state.status, { "Content-Type": "application/json" });
    response.end(JSON.stringify(state.status === 200 ? { id: "r_1" } : { message: "no" }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, asked, state, stop: () => server.close() };
}
