// Shows what is pushed while no page of ours is looked at, and leads there.
const looked = async () =>
  (await self.clients.matchAll({ type: "window", includeUncontrolled: true })).some(
    ({ focused, visibilityState }) => focused && visibilityState === "visible",
  );

self.addEventListener("push", (event) => {
  let told;
  try {
    told = event.data.json();
  } catch {
    return;
  }
  const show = async () => {
    // Whoever looks at us is told by the page itself.
    if (await looked()) return;
    await self.registration.showNotification(told.title, {
      tag: told.tag,
      renotify: true,
      icon: "/favicon.svg",
      data: { url: told.url },
    });
  };
  event.waitUntil(show());
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data?.url ?? "/notifications", self.location.origin);
  if (url.origin !== self.location.origin) return;
  const open = async () => {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = windows.find((one) => one.url === url.href) ?? windows[0];
    if (!there) return self.clients.openWindow(url.href);
    await there.focus();
    if (there.url !== url.href) await there.navigate(url.href);
  };
  event.waitUntil(open());
});

self.addEventListener("pushsubscriptionchange", (event) => {
  const renew = async () => {
    const key = event.oldSubscription?.options.applicationServerKey;
    const next =
      event.newSubscription ??
      (key && (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })));
    if (!next) return;
    await fetch("/api/notifications/push-subscriptions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(next),
    });
  };
  event.waitUntil(renew());
});
