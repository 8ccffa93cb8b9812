import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answer, type Witness } from "./api";
import type { Context } from "./context";
import { deeds } from "./control";
import { Fault, missing } from "./fault";
import { checkoutPage, expressPage, onboardingPage, type Page, receiptPage } from "./pages";
import { expireSessions } from "./resources/checkout";
import { State } from "./state";
import { type Endpoint, startDelivering } from "./webhooks";

const MAX_BODY_BYTES = 1024 * 1024;
const EXPIRE_EVERY_MS = 1000;

export type StandIn = { url: string; state: State; stop(): Promise<void> };
export type StandInOptions = {
  /** The file of its state; `:memory:` forgets. */
  file: string;
  port?: number;
  /** Where events go. */
  webhook?: Endpoint;
  /** Sees every call of the API, its answer, and every event that is not forged. */
  witness?: Witness;
};

/** Starts the stand-in for Stripe, on this machine's own address alone. */
export async function startStandIn({ file, port = 0, webhook, witness }: StandInOptions): Promise<StandIn> {
  const state = new State(file);
  state.onEvent = witness?.event;
  let url = "";
  const context = (): Context => ({ state, url, now: state.now() });
  const server = createServer((request, response) => {
    respond(request, response).catch((error) => {
      console.error("stripe stand-in:", error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });

  async function respond(request: IncomingMessage, response: ServerResponse) {
    const { pathname, search, searchParams: _ } = new URL(request.url!, "http://127.0.0.1");
    const body = await read(request);
    if (/^\/v[12]\//.test(pathname)) {
      const header = (name: string) => request.headers[name]?.toString();
      const call = { method: request.method!, path: pathname, search: search.slice(1), body, header };
      const answered = await answer(state, url, call, witness);
      if (!answered) return void request.socket.destroy();
      return void response.writeHead(answered.status, answered.headers).end(answered.body);
    }
    const control = pathname.startsWith("/control/") ? pathname.slice("/control/".length) : undefined;
    try {
      if (control !== undefined) {
        const deed = Object.hasOwn(deeds, control) && request.method === "POST" ? deeds[control] : undefined;
        if (!deed) throw missing("deed", control);
        const done = state.transact(() => deed(context(), body === "" ? {} : JSON.parse(body)));
        return void response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(done));
      }
      const form = request.method === "POST" ? new URLSearchParams(body) : undefined;
      show(
        response,
        state.transact(() => pageOf(pathname, form)),
      );
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      response
        .writeHead(error.status, { "Content-Type": "application/json" })
        .end(JSON.stringify({ error: error.body }));
    }
  }

  function pageOf(path: string, form: URLSearchParams | undefined): Page {
    const [, place, id = "", ...rest] = path.split("/");
    if (place === "c" && id === "pay") return checkoutPage(context(), rest[0] ?? "", form);
    if (place === "setup") return onboardingPage(context(), id, rest[0] ?? "", form);
    if (place === "express") return expressPage(context(), id, form);
    if (place === "receipts") return receiptPage(context(), id);
    throw missing("page", path);
  }

  await listen(server, port);
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stopDelivering = webhook && startDelivering(state, webhook);
  const expiring = setInterval(() => state.transact(() => expireSessions(context())), EXPIRE_EVERY_MS);
  return {
    url,
    state,
    async stop() {
      clearInterval(expiring);
      await stopDelivering?.();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      state.close();
    },
  };
}

const listen = (server: Server, port: number) =>
  new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(port, "127.0.0.1", done);
  });

function show(response: ServerResponse, page: Page) {
  if ("location" in page) return response.writeHead(303, { Location: page.location }).end();
  response
    .writeHead(page.status, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" })
    .end(page.html);
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error("a body larger than Stripe would take");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
