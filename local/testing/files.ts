import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { db } from "@/db";
import { newId } from "@/db/id";
import { messages, threadParticipants, threads } from "@/db/schema";
import { type Account, isAi } from "@/lib/core/context";
import { command } from "@/lib/core/operation";
import { run } from "@/lib/core/run";
import { insertMessageFiles, prepareFiles } from "@/lib/domain/files/attach";
import { fileUrls } from "@/lib/domain/files/file";
import { env } from "@/lib/env";

/** A web server that holds what a test puts on it; the copy under test may fetch from it. Answers what `held` or `answer` say. */
export async function startFileServer() {
  const held = new Map<string, Buffer>();
  const state = { base: "", asked: 0, answer: undefined as RequestListener | undefined };
  const server = createServer((request, response) => {
    state.asked++;
    if (state.answer) return state.answer(request, response);
    const bytes = held.get(request.url!);
    response.statusCode = bytes ? 200 : 404;
    response.end(bytes);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  state.base = `http://localhost:${(server.address() as AddressInfo).port}`;
  env.FETCH_LOCAL = [new URL(state.base).host];
  return Object.assign(state, {
    /** Puts a file there; answers its address. */
    put(path: string, bytes: Buffer | string): string {
      held.set(path, Buffer.from(bytes));
      return state.base + path;
    },
    async stop() {
      env.FETCH_LOCAL = [];
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}

/** A thread of these people (and bots) who talk directly. */
export async function threadOf(...people: Account[]): Promise<string> {
  const id = newId("thread");
  await db.insert(threads).values({ id, kind: "direct", ownerId: people[0]!.actorId, participantCount: people.length });
  await db
    .insert(threadParticipants)
    .values(people.map((who) => ({ threadId: id, actorId: who.actorId, userId: who.userId, byAi: isAi(who) })));
  return id;
}

/** A message with files and nothing else, as one that is sent: fetched first, then one transaction. */
const say = command({
  name: "test.say",
  summary: "Says something.",
  access: "account",
  input: { threadId: z.string(), seq: z.int(), fileUrls, fail: z.boolean().default(false) },
  output: { id: z.string() },
  prepare: ({ fileUrls }, actor, isRehearsal) => prepareFiles(fileUrls, actor, { isRehearsal }),
  async run(ctx, { threadId, seq, fail }, prepared) {
    const id = newId("msg");
    const { actorId: senderId, userId: ownerId } = ctx.actor;
    await ctx.db
      .insert(messages)
      .values({ id, threadId, seq, senderId, ownerId, byAi: isAi(ctx.actor), content: "", createdAt: ctx.now });
    await insertMessageFiles(ctx, id, prepared);
    if (fail) throw new Error("something broke");
    return { id };
  },
});

let said = 0;
/** Says it, and answers the message's id. */
export const sayFiles = async (
  who: Account,
  threadId: string,
  fileUrls: string[],
  { fail = false, dryRun = false } = {},
): Promise<string> => (await run<{ id: string }>(say, who, { threadId, seq: ++said, fileUrls, fail }, { dryRun })).id;
