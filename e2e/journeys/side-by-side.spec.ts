import path from "node:path";
import { RealtimeClient } from "@supabase/realtime-js";
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
  const socket = new RealtimeClient(`${url.replace(/^http/, "ws")}/realtime/v1`, {
    params: { apikey },
    accessToken: async () => token,
    // Node 20 has none of its own.
    transport: WebSocket as never,
  });
  await socket.setAuth();
  const heard: string[] = [];
  const typed: string[] = [];
  const joined = (channel: ReturnType<typeof socket.channel>) =>
    new Promise<void>((done) => channel.subscribe((state) => state === "SUBSCRIBED" && done()));
  const inbox = socket.channel(topics[0], { config: { private: true } });
  inbox.on("broadcast", { event: "message" }, ({ payload }) => heard.push(payload.message.content));
  const presence = { key: botId, enabled: true };
  const thread = socket.channel(`typing:${threadId}`, { config: { private: true, presence } });
  thread.on("broadcast", { event: "typing" }, ({ payload }) => typed.push(payload.name));
  thread.on("presence", { event: "sync" }, () => {});
  await Promise.all([joined(inbox), joined(thread)]);
  await thread.track({});

  for (const { page } of [pia, will]) await visit(page, `/chat/${threadId}`);
  for (const { page } of [pia, will])
    await expect(page.getByRole("main").getByText("2 of 2 others are here")).toBeVisible();
  await say(pia.page, "Parrot, what is two and two?");
  await expect(row(will.page, "what is two and two?")).toBeVisible();
  await expect.poll(() => heard).toEqual(["Parrot, what is two and two?"]);

  // Both type: each of the three hears of the others.
  await box(will.page).pressSequentially("I would have said");
  await thread.send({ type: "broadcast", event: "typing", payload: { id: botId, name: "Parrot" } });
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

  await socket.disconnect();
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
