import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import next from "next";
import { closeDatabase } from "@/db";
import { newId } from "@/db/id";
import { stopListening, writeTouches } from "@/lib/auth/keys";
import { countAwayWith } from "@/lib/domain/blocks/counting";
import { stopWaiting } from "@/lib/domain/events/wait";
import { env, isOnThisMachine } from "@/lib/env";
import { isDatabaseThere } from "@/lib/events/readiness";
import { log, requestLog } from "@/lib/log";
import { answer } from "@/lib/surfaces/apis";
import { answerIfAway, asksForPage, speakIfBroken } from "./broken";
import { countAway } from "./count-away";
import { answerUnreadable, originForm, refusalOf, sendRefusal } from "./refuse";
import { inbound, send } from "./request";
import { endPassedOn, passOn } from "./websockets";

/**
 * The web server of one machine, in one process: both APIs straight from their route tables, everything else by Next. The
 * routes that Next itself would serve on a hosting platform (`app/api/**`) run the same tables; here they save the way
 * through its router.
 */
const port = Number(process.env.PORT ?? 3000);
/** How long open requests may take to finish once we are told to stop. */
const GRACE_MS = 5000;

countAwayWith(countAway);
const app = next({ dev: false, port, hostname: "localhost" });
await app.prepare();
const pages = app.getRequestHandler();

const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
  try {
    request.url = originForm(request.url);
    const answered = answer(inbound(request));
    if (answered) return await send(request, response, await answered);
    const refused = refusalOf(request);
    if (refused) return sendRefusal(response, refused);
    if (isForeignPost(request))
      return void response.writeHead(403, { "Content-Type": "text/plain" }).end("Not from here.");
    noteWhenDone(request, response);
    if (asksForPage(request)) {
      if (await answerIfAway(request, response, isDatabaseThere)) return;
      speakIfBroken(request, response);
    }
    // Behind no proxy of ours, what a client claims of its address is not passed on.
    if (env.TRUSTED_PROXIES === 0) request.headers["x-forwarded-for"] = request.socket.remoteAddress;
    await pages(request, response);
  } catch (error) {
    log.error({ error, path: request.url?.split("?")[0] }, "request failed");
    if (!response.headersSent) response.writeHead(500, { "Content-Type": "text/plain" });
    response.end("Something went wrong.");
  }
});
server.on("clientError", answerUnreadable);
server.on("upgrade", (request, socket, head) =>
  passOn(Number(process.env.RELAY_PORT) || undefined, request, socket, head),
);
server.keepAliveTimeout = 65_000;
server.requestTimeout = 30_000;

/** A form that another site sends here: our own pages name themselves in Origin. */
function isForeignPost({ method = "GET", headers: { origin, host } }: IncomingMessage): boolean {
  if (["GET", "HEAD", "OPTIONS"].includes(method) || origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

/** The line of a page in the request log; its parts (`/_next`) are not worth one. */
function noteWhenDone({ method, url = "/" }: IncomingMessage, response: ServerResponse) {
  const path = url.split("?")[0]!;
  if (path.startsWith("/_next/")) return;
  const started = performance.now();
  response.once("finish", () => {
    const ms = Math.round((performance.now() - started) * 10) / 10;
    requestLog.info({ requestId: newId("req"), api: "pages", method, path, status: response.statusCode, ms });
  });
}

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  const forced = setTimeout(() => process.exit(0), GRACE_MS);
  forced.unref();
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  endPassedOn();
  await stopWaiting();
  await closed;
  await writeTouches();
  await Promise.allSettled([stopListening(), closeDatabase()]);
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);

// A copy with demo sign-ins and an open mail box is nobody's business but this machine's.
const host = process.env.HOST || (isOnThisMachine ? "127.0.0.1" : undefined);
server.listen(port, host, () => console.log(`listening on ${port}`));
