import { useCallback, useEffect, useRef, useState } from "react";
import { INBOX, topicOf } from "./topic";
import { useLive } from "./use-live";

/** Said so often while somebody types, and forgotten so long after it was said last. */
const SAY_EVERY_MS = 2_500;
const TYPES_FOR_MS = 6_000;
const MAX_NAME = 100;

export type Typist = { id: string; name: string };
export type ThreadPresence = {
  /** Who types just now, besides you. */
  typing: Typist[];
  /** The ids of those who have the thread open, you among them. */
  present: string[];
  /** Says that you type; call it at every key. */
  sayTyping(): void;
};

/** Who is in the thread's page and who types there, as those who are in the thread say themselves. */
export function useThreadPresence(threadId: string, me: Typist): ThreadPresence {
  const [present, setPresent] = useState<string[]>([]);
  const [typing, setTyping] = useState<(Typist & { until: number })[]>([]);
  const said = useRef(0);
  const topic = `typing:${threadId}`;
  const { id, name } = me;

  const forget = useCallback(
    (who: string) =>
      setTyping((all) => (all.some((one) => one.id === who) ? all.filter((one) => one.id !== who) : all)),
    [],
  );
  useLive(
    topic,
    {
      onPresence: setPresent,
      onEvent(event, payload) {
        const who = event === "typing" ? readTypist(payload) : undefined;
        if (!who || who.id === id) return;
        const until = Date.now() + TYPES_FOR_MS;
        setTyping((all) => [...all.filter((one) => one.id !== who.id), { ...who, until }]);
      },
    },
    id,
  );

  // Whoever has said it types it no more.
  useEffect(
    () =>
      topicOf(INBOX).listen({
        onEvent(event, payload) {
          if (event === "message" && payload.message.threadId === threadId) forget(payload.message.senderId);
        },
      }),
    [threadId, forget],
  );

  useEffect(() => {
    if (typing.length === 0) return;
    const next = Math.min(...typing.map(({ until }) => until)) - Date.now();
    const timer = setTimeout(
      () => setTyping((all) => all.filter(({ until }) => until > Date.now())),
      Math.max(0, next) + 1,
    );
    return () => clearTimeout(timer);
  }, [typing]);

  const sayTyping = useCallback(() => {
    if (Date.now() - said.current < SAY_EVERY_MS) return;
    said.current = Date.now();
    topicOf(topic, id).send("typing", { id, name });
  }, [topic, id, name]);

  return { typing, present, sayTyping };
}

/** What another participant's browser said: whatever it likes. */
function readTypist(payload: unknown): Typist | undefined {
  const { id, name } = payload as Partial<Typist>;
  return typeof id === "string" && typeof name === "string" ? { id, name: name.slice(0, MAX_NAME) } : undefined;
}
