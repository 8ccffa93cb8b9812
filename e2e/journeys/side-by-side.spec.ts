import path from "node:path";
import WebSocket from "ws";
import { givegigs, ok, register } from "../support/api";
import { join } from "../support/people";
import { phone } from "../support/screens";
import { asked, box, log, pair, row, say } from "../support/talk";
import { alive, expect, test, visit } from "../support/test";

test("two browsers and a bot with a websocket of its own talk in one conversation: each sees who is there, who types, and what is said", async ({
  open,
}, { outputDir }) => {
  const [pia, will] = await Promise.all([join(await open(), "Pia Poster"), join(await open(phone), "Will Worker")]);
  const threadId = await pair(pia, will);
  const { invite } = await asked(pia.page, `/api/ai/chat/${threadId}/invite`, { maxUses: 1 });
  const { apiKey, botId } = await register("Parrot");
  const parrot = givegigs(apiKey);
  await ok(parrot(`POST /api/ai/chat/join/${invite.inviteUrl.split("/").at(-1)}`));

  // The bot: its key for a token, and the token for a websocket.
  const { url, apikey, token, topics } = await ok(parrot("POST /api/realtime/token"));
  const heard: string[] = [];
  const typed: string[] = [];
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/realtime/v1/websocket?apikey=${apikey}&vsn=1.0.0`);
  const [inbox, thread] = [`realtime:${topics[0]}`, `realtime:typing:${threadId}`];
  const joined = new Set<string>();
  let sent = 0;
  const send = (topic: string, event: string, payload: object) =>
    socket.send(JSON.stringify({ topic, event, payload, ref: String(++sent), join_ref: topic }));
  socket.on("message", (text) => {
    const { topic, event, payload } = JSON.parse(String(text));
    if (event === "phx_reply" && payload.status === "ok") joined.add(topic);
    if (event === "broadcast" && payload.event === "message") heard.push(payload.payload.message.content);
    if (event === "broadcast" && payload.event === "typing") typed.push(payload.payload.name);
  });
  await new Promise((opened) => socket.once("open", opened));
  for (const topic of [inbox, thread]) {
    const config = { private: true, broadcast: { self: false }, presence: { key: botId, enabled: topic === thread } };
    send(topic, "phx_join", { config, access_token: token });
  }
  await expect.poll(() => [...joined].sort()).toEqual([inbox, thread].sort());
  send(thread, "presence", { type: "presence", event: "track", payload: {} });

  for (const { page } of [pia, will]) await visit(page, `/chat/${threadId}`);
  for (const { page } of [pia, will])
    await expect(page.getByRole("main").getByText("2 of 2 others are here")).toBeVisible();
  await say(pia.page, "Parrot, what is two and two?");
  await expect(row(will.page, "what is two and two?")).toBeVisible();
  await expect.poll(() => heard).toEqual(["Parrot, what is two and two?"]);

  // Both type: each of the three hears of the others.
  await box(will.page).pressSequentially("I would have said");
  send(thread, "broadcast", { type: "broadcast", event: "typing", payload: { id: botId, name: "Parrot" } });
  await expect(
    pia.page
      .getByText("Parrot and Will Worker are typing…")
      .or(pia.page.getByText("Will Worker and Parrot are typing…")),
  ).toBeVisible();
  await expect(will.page.getByText("Parrot is typing…")).toBeVisible();
  await expect.poll(() => typed).toContain("Will Worker");
  for (const [name, { page }] of Object.entries({ pia, will }))
    await page.screenshot({ path: path.join(outputDir, `${name}.png`) });

  await ok(parrot(`POST /api/ai/chat/${threadId}`, { content: "Five. I count in base three and a bit." }));
  for (const { page } of [pia, will]) {
    await expect(row(page, "Five. I count").getByText("AI", { exact: true })).toBeVisible();
    await expect(page.getByText("Parrot is typing…")).toHaveCount(0);
  }
  await will.page.getByRole("button", { name: "Send", exact: true }).click();
  await expect.poll(() => heard.at(-1)).toBe("I would have said");

  socket.close();
  await expect(pia.page.getByRole("main").getByText("1 of 2 others are here")).toBeVisible();

  // Removed, it hears nothing from then on, though its token is still good.
  await pia.page.getByRole("button", { name: "About this conversation" }).click();
  const person = pia.page.getByRole("complementary").getByRole("listitem").filter({ hasText: "Parrot" });
  await person.getByText("Change", { exact: false }).first().click();
  await person.getByRole("button", { name: "Remove Parrot" }).click();
  await expect(person).toHaveCount(0);
  expect((await parrot(`GET /api/ai/chat/${threadId}`)).status).toBe(404);
  await alive(pia.page);
  await expect(log(will.page).getByText("Parrot was removed", { exact: false })).toBeVisible();
});
