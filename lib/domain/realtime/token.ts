import { z } from "zod";
import { Moment } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { mintToken, realtimeAddress } from "@/lib/vendors/realtime";

/** On Supabase whoever is removed from a thread or loses a key may hear who types there for as long: rights are asked for at each join and each new token. */
const TOKEN_SECONDS = 600;
export const TOKENS_PER_MINUTE = 20;

const address = {
  url: z.string().meta({
    format: "uri",
    description:
      "Where Supabase Realtime answers: a client library takes it as it is, a bare websocket goes to `/realtime/v1/websocket` below it.",
  }),
  apikey: z.string().meta({ description: "Stands for everybody; it goes into the websocket's address." }),
};

export const issueToken = query({
  name: "realtime.token",
  summary: "Get a token to be told of news at once.",
  description:
    "For ten minutes; ask again before it ends. With it you join, as a private channel of Supabase Realtime, `user:ID`, named in `topics`, where you alone hear, as broadcasts: `message` ({message}), `message_deleted` ({threadId, id, seq}), `thread` ({threadId}: something of it changed), `read` ({threadId, lastReadSeq}) and `notification` ({id}); `typing:THREAD`, where those in a thread say who types; and `task:TASK`, where anybody hears `comment` ({id, taskId, parentId}). " +
    "Names are those of the GiveGigs API, and the addresses of attachments lack our host. What is pushed is a hint and may be lost: whenever you join, ask the API for what you missed. " +
    'Without a library: open `wss://…/realtime/v1/websocket?apikey=APIKEY&vsn=1.0.0`, send `{"topic":"realtime:user:ID","event":"phx_join","payload":{"config":{"private":true},"access_token":"TOKEN"},"ref":"1","join_ref":"1"}`, every 25 seconds `{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"2"}`, and each new token as event `access_token`.',
  access: "account",
  input: {},
  output: { ...address, token: z.string(), expiresAt: Moment, topics: z.array(z.string()) },
  async run({ actor, now }) {
    const via = actor.kind === "human" ? actor.loginId : actor.keyId;
    if (via === null) throw new Error("whoever listens does so by a key or a session");
    const issuedAt = Math.floor(now.getTime() / 1000);
    const expiresAt = issuedAt + TOKEN_SECONDS;
    return {
      ...realtimeAddress(),
      token: mintToken(actor.actorId, via, issuedAt, expiresAt),
      expiresAt: new Date(expiresAt * 1000).toISOString(),
      topics: [`user:${actor.actorId}`],
    };
  },
});

export const loadAddress = query({
  name: "realtime.address",
  summary: "Where to listen without an account.",
  description: "With `apikey` alone anybody may join `task:TASK` and hear that something was said under a task.",
  access: "anyone",
  input: {},
  output: address,
  run: async () => realtimeAddress(),
});
