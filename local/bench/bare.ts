/**
 * What the app is measured against: `node:http` and postgres.js with the very statements the app sends (capture.ts), as many
 * connections, prepared, JSON text passed through. It checks no key, counts no limit and validates nothing.
 * Arguments: port, the capture's file, the fixtures' file. Started by index.ts.
 */
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import postgres from "postgres";
import { newId } from "@/db/id";
import { PLANNED_ANEW } from "@/db/statement";
import { env } from "@/lib/env";
import type { Capture, Captured } from "./capture";
import { readFixtures, type Scenario } from "./scenarios";

const [port, captureFile, fixturesFile] = process.argv.slice(2);
const capture = JSON.parse(readFileSync(captureFile!, "utf8")) as Capture;
const fixtures = readFixtures(fixturesFile!);
const keys = new Map(fixtures.keys.map(({ key, userId }) => [key, userId]));
const offers = new Map(fixtures.offers.map((offer) => [offer.proposalId, offer]));

const sql = postgres(process.env.DATABASE_URL!, {
  max: env.DATABASE_POOL,
  onnotice() {},
  connection: { TimeZone: "UTC" },
});
// Values arrive as the app wrote them: JSON and times are text already.
for (const type of [114, 3802, 1082, 1114, 1184]) sql.options.serializers[type] = (value: unknown) => value as never;

const ID = /[a-z]+_[0-9a-hjkmnp-tv-z]{26}/g;
type Names = (id: string) => string;

/** Fills other ids into the captured values; `names` says which. */
const rename = (params: unknown[], names: Names) =>
  params.map((param) => (typeof param === "string" && param.includes("_") ? param.replace(ID, names) : param));

type Runner = postgres.Sql | postgres.TransactionSql;
const run = (on: Runner, { sql: text }: Captured, params: unknown[]) =>
  on.unsafe(text, params as never[], { prepare: params.length > 0 && !text.startsWith(PLANNED_ANEW) });

async function read(scenario: Scenario, names: Names = (id) => id): Promise<string> {
  const [statement] = capture[scenario].statements;
  const [row] = await run(sql, statement!, rename(statement!.params, names));
  return row!.items === undefined ? `{"data":${row!.item}}` : `{"data":${row!.items},"next":"${row!.last}"}`;
}

/** The statements of a command in one transaction; answers the last JSON that one of them wrote. */
async function write(scenario: Scenario, names: Names): Promise<string> {
  let item = "";
  await sql.begin(async (tx) => {
    for (const statement of capture[scenario].statements) {
      const [row] = await run(tx, statement, rename(statement.params, names));
      if (row?.item) item = row.item;
    }
  });
  return `{"data":${item}}`;
}

/** New ids for what is new, the same one wherever it is spoken of. */
function renaming(known: Record<string, string>): Names {
  const names = new Map(Object.entries(known));
  return (id) => {
    let name = names.get(id);
    if (name === undefined) {
      name = newId(id.slice(0, id.indexOf("_")));
      names.set(id, name);
    }
    return name;
  };
}

const firstKey = fixtures.keys[0]!;
function post(request: IncomingMessage): Promise<string> {
  const userId = keys.get(request.headers.authorization!.slice("Bearer ".length))!;
  return write("post", renaming({ [firstKey.userId]: userId, [firstKey.keyId]: firstKey.keyId }));
}

const captured = fixtures.offers[capture.accept.offer]!;
function accept(proposalId: string): Promise<string> {
  const offer = offers.get(proposalId)!;
  const names = renaming({
    [captured.proposalId]: proposalId,
    [captured.taskId]: offer.taskId,
    [captured.holdId]: offer.holdId,
    [captured.ownerId]: offer.ownerId,
    [worker]: worker,
  });
  return write("accept", names);
}
const worker = await proposer();
async function proposer(): Promise<string> {
  const [row] = await sql`select proposer_id from proposals where id = ${captured.proposalId}`;
  return row!.proposer_id;
}

const readBody = (request: IncomingMessage) =>
  new Promise<string>((resolve) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => resolve(Buffer.concat(chunks).toString()));
  });

const capturedTask = capture.get.statements[0]!.params[0] as string;
async function answer(request: IncomingMessage): Promise<string> {
  const url = request.url!;
  if (request.method === "POST") {
    const body = await readBody(request);
    if (url === "/api/tasks") {
      JSON.parse(body);
      return post(request);
    }
    return accept(url.split("/")[3]!);
  }
  if (url.startsWith("/api/tasks/"))
    return read("get", (id) => (id === capturedTask ? url.slice("/api/tasks/".length) : id));
  return read(url.includes("search=") ? "search" : "listAnonymous");
}

createServer(async (request, response) => {
  try {
    const body = await answer(request);
    response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
    response.end(body);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}).listen(Number(port), () => console.log(`listening on ${port}`));
