import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { newId } from "@/db/id";
import { logins, pushes, pushSubscriptions } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { signOut } from "@/lib/domain/accounts/sessions";
import { openThread } from "@/lib/domain/chat/open";
import { markRead } from "@/lib/domain/chat/read";
import { sendMessage } from "@/lib/domain/chat/send";
import { env } from "@/lib/env";
import { drain } from "@/lib/events/drain";
import { sealPush } from "@/lib/vendors/web-push";
import { codeOf, joined, refusal } from "@/local/testing/accounts";
import { bot, worker } from "@/local/testing/market";
import { browserKeys, readVapid, startPushService } from "@/local/testing/push-service";
import { editNotificationPreferences } from "./edit-preferences";
import { deliverPushes } from "./push";
import { listPushSubscriptions, subscribeToPush, unsubscribeFromPush } from "./push-subscriptions";
import { tellDue } from "./tell";

let service: Awaited<ReturnType<typeof startPushService>>;
beforeAll(async () => {
  service = await startPushService();
  env.FETCH_LOCAL = [service.host];
});
afterAll(() => service.stop());

type Human = Extract<Account, { kind: "human" }>;
let ada: Account;
let ben: Human;
let threadId: string;
beforeEach(async () => {
  service.received.length = 0;
  service.state.status = 201;
  ada = await worker("Ada");
  ben = await withLogin(await worker("Ben"));
  threadId = (await run<any>(openThread, ada, { participantIds: [ben.actorId] })).thread.id;
});
afterEach(async () => {
  clock.reset();
  await db.delete(pushSubscriptions);
});

/** A session of theirs as it stands in the database. */
async function withLogin(who: Human): Promise<Human> {
  const loginId = newId("login");
  const expiresAt = new Date(Date.now() + 30 * 86_400_000);
  await db.insert(logins).values({ id: loginId, tokenHash: Buffer.from(loginId), userId: who.userId, expiresAt });
  return { ...who, loginId };
}
let browsers = 0;
async function subscribed(who: Human) {
  const browser = browserKeys();
  const endpoint = `${service.url}/send/${++browsers}`;
  const { subscription } = await run<any>(subscribeToPush, who, { endpoint, keys: browser.keys });
  return { ...browser, endpoint, id: subscription.id as string };
}
async function say(content: string) {
  await run(sendMessage, ada, { threadId, content });
  await drain(10_000);
  await tellDue(10_000);
}
const waiting = () => db.$count(pushes);

describe("a push", () => {
  test("goes to every browser of its reader, sealed for each, and names who pushes", async () => {
    const [laptop, phone] = [await subscribed(ben), await subscribed(ben)];
    await subscribed(await withLogin(await worker("Somebody else")));
    await say("A secret about plants.");
    expect(await deliverPushes(10_000)).toBe(2);
    expect(service.received.map(({ path }) => path).sort()).toEqual(
      [laptop, phone].map(({ endpoint }) => new URL(endpoint).pathname).sort(),
    );
    for (const { path, headers, body } of service.received) {
      const browser = [laptop, phone].find(({ endpoint }) => endpoint.endsWith(path))!;
      expect(JSON.parse(browser.open(body))).toEqual({
        id: expect.stringMatching(/^notif_/),
        title: "“Ada” wrote to you",
        url: `http://localhost:3000/chat/${threadId}`,
        tag: threadId,
      });
      expect(headers).toMatchObject({ ttl: "86400", "content-encoding": "aes128gcm", urgency: "normal" });
      expect(headers.topic).toMatch(/^[\w-]{32}$/);
      const vapid = readVapid(headers.authorization!)!;
      expect(vapid.publicKey).toBe(env.VAPID_PUBLIC_KEY);
      expect(vapid.claims).toMatchObject({ aud: service.url, sub: "mailto:hello@bothand.example" });
      expect(vapid.claims.exp - Date.now() / 1000).toBeGreaterThan(3600);
      expect(vapid.claims.exp - Date.now() / 1000).toBeLessThan(86_400);
    }
    expect(await waiting()).toBe(0);
  });

  test("is sent once, however many send", async () => {
    await subscribed(ben);
    await say("Hello.");
    const sent = await Promise.all([1, 2, 3, 4].map(() => deliverPushes(10_000)));
    expect(sent.reduce((a, b) => a + b)).toBe(1);
    expect(service.received).toHaveLength(1);
  });

  test.each([404, 410])("to a subscription that is gone (%i) is the last", async (status) => {
    await subscribed(ben);
    service.state.status = status;
    await say("Hello.");
    expect(await deliverPushes(10_000)).toBe(0);
    expect(await db.$count(pushSubscriptions)).toBe(0);
    expect(await waiting()).toBe(0);
  });

  test("that is not taken now is tried again, later each time, and given up in the end", async () => {
    await subscribed(ben);
    service.state.status = 503;
    await say("Hello.");
    for (let attempt = 1; attempt <= 5; attempt++) {
      await deliverPushes(10_000);
      await deliverPushes(10_000);
      expect(service.received).toHaveLength(attempt);
      clock.advance(10_000 * 4 ** (attempt - 1) + 1_000);
    }
    await deliverPushes(10_000);
    expect(service.received).toHaveLength(5);
    expect(await waiting()).toBe(0);
    expect(await db.$count(pushSubscriptions)).toBe(1);
  });

  test("that is refused is not tried again", async () => {
    await subscribed(ben);
    service.state.status = 413;
    await say("Hello.");
    await deliverPushes(10_000);
    expect(await waiting()).toBe(0);
    expect(await db.$count(pushSubscriptions)).toBe(1);
  });

  test("is not sent once it is read, once its session ended, nor where push is off", async () => {
    await subscribed(ben);
    await say("Read at once.");
    await run(markRead, ben, { threadId });
    await deliverPushes(10_000);
    await run(editNotificationPreferences, ben, { kinds: { messages: { push: false } } });
    clock.advance(5_000);
    await say("Off for its kind.");
    expect(await waiting()).toBe(0);
    await run(editNotificationPreferences, ben, { enablePush: false, kinds: { messages: { push: true } } });
    clock.advance(5_000);
    await say("Off.");
    expect(await waiting()).toBe(0);
    await run(editNotificationPreferences, ben, { enablePush: true });
    clock.advance(5_000);
    await say("On its way when they sign out.");
    expect(await waiting()).toBe(1);
    await db.update(logins).set({ revokedAt: clock.now() }).where(eq(logins.id, ben.loginId));
    await deliverPushes(10_000);
    clock.advance(5_000);
    await say("After it.");
    expect(await waiting()).toBe(0);
    expect(service.received).toEqual([]);
  });

  test("goes to whoever uses the browser now, and tells them nothing that was meant for another", async () => {
    const { endpoint, keys } = await subscribed(ben);
    await say("For Ben.");
    const cleo = await withLogin(await worker("Cleo"));
    await run(subscribeToPush, cleo, { endpoint, keys });
    expect(await deliverPushes(10_000)).toBe(0);
    expect(service.received).toEqual([]);
    expect(await run<any>(listPushSubscriptions, ben, {})).toMatchObject({ subscriptions: [] });
  });

  test("leads nowhere but out: an address that turns out not to be public is forgotten", async () => {
    const { id } = await subscribed(ben);
    await db.update(pushSubscriptions).set({ endpoint: "https://10.0.0.1/x" }).where(eq(pushSubscriptions.id, id));
    await say("Hello.");
    expect(await deliverPushes(10_000)).toBe(0);
    expect(await db.$count(pushSubscriptions)).toBe(0);
  });

  test("is sealed as RFC 8291 shows it", () => {
    // Appendix A.
    const sealed = sealPush(
      "When I grow up, I want to be a watermelon",
      {
        p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        auth: "BTBZMqHH6r4Tts7J_aSIgg",
      },
      Buffer.from("DGv6ra1nlYgDCS1FRnbzlw", "base64url"),
      Buffer.from("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "base64url"),
    );
    expect(sealed.toString("base64url")).toBe(
      "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
    );
  });
});

describe("a browser", () => {
  const keys = browserKeys().keys;

  test("subscribes, is listed with the key to subscribe with, and leaves, by its address or its id", async () => {
    const first = await subscribed(ben);
    const again = await run<any>(subscribeToPush, ben, { endpoint: first.endpoint, keys: first.keys });
    expect(again.subscription.id).toBe(first.id);
    const second = await subscribed(await withLogin(ben));
    const listed = await run<any>(listPushSubscriptions, ben, {});
    expect(listed.publicKey).toBe(env.VAPID_PUBLIC_KEY);
    expect(listed.subscriptions.map(({ isThisBrowser }: any) => isThisBrowser).sort()).toEqual([false, true]);
    expect(await run(unsubscribeFromPush, ben, { endpoint: first.endpoint })).toEqual({ id: first.id, deleted: true });
    expect(await codeOf(run(unsubscribeFromPush, ben, { endpoint: first.endpoint }))).toBe("NOT_FOUND");
    await run(unsubscribeFromPush, ben, { id: second.id });
    expect((await run<any>(listPushSubscriptions, ben, {})).subscriptions).toEqual([]);
  });

  test("is nobody else's to take away", async () => {
    const { endpoint, id } = await subscribed(ben);
    const eve = await withLogin(await worker("Eve"));
    expect(await codeOf(run(unsubscribeFromPush, eve, { endpoint }))).toBe("NOT_FOUND");
    expect(await codeOf(run(unsubscribeFromPush, eve, { id }))).toBe("NOT_FOUND");
    expect(await codeOf(run(unsubscribeFromPush, eve, {}))).toBe("INVALID_INPUT");
    expect(await db.$count(pushSubscriptions)).toBe(1);
  });

  test("and no key: neither a key nor a bot nor nobody subscribes", async () => {
    const by = { endpoint: `${service.url}/send/k`, keys };
    const key = { ...ben, kind: "key" as const, keyId: "key_x" };
    for (const who of [key, await bot(ben)]) expect(await codeOf(run(subscribeToPush, who, by))).toBe("FORBIDDEN");
    expect(await codeOf(run(subscribeToPush, { kind: "anyone" }, by))).toBe("UNAUTHENTICATED");
  });

  test.each([
    ["http://push.example.com/1", "must begin with https://"],
    ["https://127.0.0.1/1", "must name a host on the public internet"],
    ["https://169.254.169.254/latest", "must name a host on the public internet"],
    ["https://[::ffff:10.0.0.1]/", "must name a host on the public internet"],
    ["https://printer.local/", "must name a host on the public internet"],
    ["https://a:b@push.example.com/", "must not carry a user name or password"],
    ["nonsense", "must be a URL"],
  ])("at %s is refused: it %s", async (endpoint, message) => {
    const no = await refusal(run(subscribeToPush, ben, { endpoint, keys }));
    expect(no).toMatchObject({ code: "INVALID_INPUT", details: [{ path: "endpoint", message }] });
    expect(await db.$count(pushSubscriptions)).toBe(0);
  });

  test.each([
    [{ p256dh: "", auth: keys.auth }],
    [{ p256dh: "BAAA", auth: keys.auth }],
    [{ p256dh: Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString("base64url"), auth: keys.auth }],
    [{ p256dh: keys.p256dh, auth: "AAAA" }],
    [{ p256dh: keys.p256dh }],
  ])("with keys that nothing can be sealed for (%#) is refused", async (wrong) => {
    const endpoint = `${service.url}/send/w`;
    expect(await codeOf(run(subscribeToPush, ben, { endpoint, keys: wrong }))).toBe("INVALID_INPUT");
  });

  test("is one of at most twenty: the oldest gives way", async () => {
    const all = [];
    for (let i = 0; i < 21; i++) {
      all.push(await subscribed(ben));
      clock.advance(10);
    }
    const left = await db.select({ id: pushSubscriptions.id }).from(pushSubscriptions);
    expect(left).toHaveLength(20);
    expect(left.map(({ id }) => id)).not.toContain(all[0]!.id);
  });

  test("cannot subscribe where no keys are named", async () => {
    const key = env.VAPID_PRIVATE_KEY;
    env.VAPID_PRIVATE_KEY = undefined;
    try {
      expect(await codeOf(run(subscribeToPush, ben, { endpoint: `${service.url}/send/n`, keys }))).toBe(
        "INVALID_STATE",
      );
      expect((await run<any>(listPushSubscriptions, ben, {})).publicKey).toBeNull();
    } finally {
      env.VAPID_PRIVATE_KEY = key;
    }
  });

  test("is forgotten with the session that it was made in", async () => {
    const { actor } = await joined();
    await subscribed(actor);
    await run(signOut, actor, {});
    expect(await db.$count(pushSubscriptions, eq(pushSubscriptions.userId, actor.userId))).toBe(1);
    expect((await run<any>(listPushSubscriptions, await withLogin(actor), {})).subscriptions).toEqual([]);
  });
});
