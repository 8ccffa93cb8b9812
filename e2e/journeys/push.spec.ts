import { origin } from "../support/network";
import { join } from "../support/people";
import { expect, type Page, test, visit } from "../support/test";

/** What a browser's maker would answer: a headless browser has no push service of its own. */
const withPushService = (page: Page) =>
  page.addInitScript(() => {
    const keys = {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    };
    const subscription = () => {
      const endpoint = localStorage.getItem("push");
      return endpoint === null
        ? null
        : {
            endpoint,
            toJSON: () => ({ endpoint, expirationTime: null, keys }),
            unsubscribe: async () => localStorage.removeItem("push"),
          };
    };
    // It also grants nobody anything.
    let permission: NotificationPermission = "default";
    Object.defineProperty(Notification, "permission", { get: () => permission });
    Notification.requestPermission = async () => {
      permission = "granted";
      return permission;
    };
    PushManager.prototype.getSubscription = async () => subscription() as never;
    PushManager.prototype.subscribe = async (options) => {
      const key = options?.applicationServerKey as Uint8Array;
      if (!options?.userVisibleOnly || key.length !== 65 || key[0] !== 4) throw new Error("no such key");
      localStorage.setItem("push", `https://push.example.com/send/${crypto.randomUUID()}`);
      return subscription() as never;
    };
  });

test("push is switched on for this browser, stays on, and is switched off again", async ({ open }) => {
  const { page } = await join(await open(), "Pia Poster");
  await withPushService(page);
  const subscriptions = async () =>
    (await (await page.request.get("/api/notifications/push-subscriptions")).json()).subscriptions;
  await visit(page, "/settings/notifications");
  await page.getByRole("button", { name: "Push to this browser" }).click();
  await expect(page.getByText("This browser shows what you are told")).toBeVisible();
  expect(await subscriptions()).toMatchObject([{ isThisBrowser: true }]);
  await visit(page, "/settings/notifications");
  await page.getByRole("button", { name: "Push nothing more to this browser" }).click();
  await expect(page.getByText("Nothing is pushed to this browser.")).toBeVisible();
  expect(await subscriptions()).toEqual([]);
});

test("what is pushed is shown by the browser while no page of ours is open, and leads there", async ({ open }) => {
  const { page } = await join(await open(), "Pia Poster");
  const context = page.context();
  await visit(page, "/dashboard");
  const starts = context.waitForEvent("serviceworker");
  await page.evaluate(() => navigator.serviceWorker.register("/sw.js"));
  const worker = await starts;
  await page.goto("about:blank");
  // A headless browser shows no notifications and delivers no pushes: what the worker asks it for is written down.
  const shown = await worker.evaluate(async (origin) => {
    const self = globalThis as any;
    const shown: unknown[] = [];
    self.registration.showNotification = async (title: string, { tag, data }: any) =>
      void shown.push({ title, tag, data });
    const told = { id: "notif_1", title: "“Will” wrote to you", url: `${origin}/notifications`, tag: "thread_1" };
    for (const data of [JSON.stringify(told), "no JSON"]) {
      const waits: Promise<unknown>[] = [];
      const event = new self.PushEvent("push", { data });
      event.waitUntil = (work: Promise<unknown>) => waits.push(work);
      self.dispatchEvent(event);
      await Promise.all(waits);
    }
    return shown;
  }, origin);
  const url = `${origin}/notifications`;
  expect(shown).toEqual([{ title: "“Will” wrote to you", tag: "thread_1", data: { url } }]);
  const opened = await worker.evaluate(async (origin) => {
    const self = globalThis as any;
    const opened: string[] = [];
    self.clients.openWindow = async (url: string) => void opened.push(url);
    for (const url of [`${origin}/notifications`, "https://elsewhere.example/"]) {
      const waits: Promise<unknown>[] = [];
      const event = Object.assign(new Event("notificationclick"), { notification: { data: { url }, close() {} } });
      Object.assign(event, { waitUntil: (work: Promise<unknown>) => waits.push(work) });
      self.dispatchEvent(event);
      await Promise.all(waits);
    }
    return opened;
  }, origin);
  expect(opened).toEqual([url]);
});
