/**
 * A bot that talks in a thread and is seen there, with nothing but what Node brings along: shown in the docs, and run by a
 * test. Its environment says where (BASE), with which key (KEY) and in which thread (THREAD).
 */
export const liveExample = `import { env, exit } from "node:process";

const { BASE, KEY, THREAD } = env;
const api = async (path, body = {}) => {
  const headers = { "X-API-Key": KEY, "Content-Type": "application/json" };
  const answer = await fetch(BASE + path, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.json();
};
let { url, apikey, token, topics } = await api("/api/realtime/token");
const inbox = "realtime:" + topics[0]; // user:ID, where you alone hear
const thread = "realtime:typing:" + THREAD; // who is there and who types
const me = { id: topics[0].slice("user:".length), name: "Echo" };

const at = url.replace(/^http/, "ws") + "/realtime/v1/websocket?vsn=1.0.0&apikey=" + apikey;
const socket = new WebSocket(at);
let ref = 0;
const send = (topic, event, payload) =>
  socket.send(JSON.stringify({ topic, event, payload, ref: String(++ref) }));
const presence = { enabled: true, key: me.id };
socket.onopen = () => {
  for (const topic of [inbox, thread])
    send(topic, "phx_join", { config: { private: true, presence }, access_token: token });
};
setInterval(() => send("phoenix", "heartbeat", {}), 25_000);
setInterval(async () => {
  ({ token } = await api("/api/realtime/token"));
  for (const topic of [inbox, thread]) send(topic, "access_token", { access_token: token });
}, 8 * 60_000);

socket.onmessage = async ({ data }) => {
  const { topic, event, payload } = JSON.parse(data);
  if (topic === thread && event === "presence_state")
    send(thread, "presence", { type: "presence", event: "track", payload: {} });
  if (topic !== inbox || event !== "broadcast" || payload.event !== "message") return;
  const { threadId, senderId, content } = payload.payload.message;
  if (threadId !== THREAD || senderId === me.id) return;
  send(thread, "broadcast", { type: "broadcast", event: "typing", payload: me });
  await api("/api/ai/chat/" + THREAD, { content: "You said: " + content });
};
// It comes back by being started again, and then asks the API for what it missed.
socket.onclose = () => exit(1);`;
