"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

type State = "asking" | "unsupported" | "denied" | "off" | "on";

const ENDPOINT = "/api/notifications/push-subscriptions";
const WORKER = "/sw.js";

const call = (method: "POST" | "DELETE", body: object) =>
  fetch(ENDPOINT, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

const bytesOf = (base64url: string) =>
  Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const isSupported = () =>
  "serviceWorker" in navigator && "PushManager" in window && typeof Notification !== "undefined";

const subscription = async () =>
  (await navigator.serviceWorker.getRegistration(WORKER))?.pushManager.getSubscription() ?? null;

/** Switches push on and off for the browser at hand, which alone can say whether it takes any. */
export function PushDevice({ publicKey, isKnown }: { publicKey: string; isKnown: boolean }) {
  const [state, setState] = useState<State>("asking");
  const [isBusy, setIsBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();

  useEffect(() => {
    const look = async () => {
      if (!isSupported()) return setState("unsupported");
      if (Notification.permission === "denied") return setState("denied");
      const found = await subscription();
      // It was somebody else's, or of a session that has ended: it is taken over for this one.
      if (found && !isKnown && !(await call("POST", found.toJSON())).ok) return setState("off");
      setState(found ? "on" : "off");
    };
    look().catch(() => setState("off"));
  }, [isKnown]);

  const doing = (deed: () => Promise<State>) => async () => {
    setIsBusy(true);
    setTrouble(undefined);
    try {
      setState(await deed());
    } catch {
      setTrouble("That did not work. Try again in a moment.");
    }
    setIsBusy(false);
  };
  const on = doing(async () => {
    if ((await Notification.requestPermission()) !== "granted")
      return Notification.permission === "denied" ? "denied" : "off";
    await navigator.serviceWorker.register(WORKER);
    const { pushManager } = await navigator.serviceWorker.ready;
    const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(publicKey) });
    if (!(await call("POST", made.toJSON())).ok) throw new Error("not taken");
    return "on";
  });
  const off = doing(async () => {
    const found = await subscription();
    if (found) {
      await call("DELETE", { endpoint: found.endpoint });
      await found.unsubscribe();
    }
    return "off";
  });

  return (
    <div className="flex flex-col items-start gap-3 text-sm">
      <p role="status" className="text-ink-soft">
        {SAYS[state]}
      </p>
      {state === "off" ? (
        <Button onClick={on} busy={isBusy}>
          Push to this browser
        </Button>
      ) : null}
      {state === "on" ? (
        <Button onClick={off} busy={isBusy}>
          Push nothing more to this browser
        </Button>
      ) : null}
      {trouble ? (
        <div role="alert">
          <Notice tone="loss">{trouble}</Notice>
        </div>
      ) : null}
    </div>
  );
}

const SAYS: Record<State, string> = {
  asking: "This browser says with script whether it takes pushes.",
  unsupported: "This browser takes no pushes.",
  denied: "This browser was told to show no notifications of this site: allow them in its own settings first.",
  off: "Nothing is pushed to this browser.",
  on: "This browser shows what you are told, also while no page of ours is open.",
};
