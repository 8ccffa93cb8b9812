import type { Attached, Message, Thread } from "./chat";

/** What the server said no to; everything else that goes wrong may pass by itself. */
export class Refused extends Error {}

const TIMEOUT_MS = 20_000;
/** Said by the server, and not for good: signed out for a moment, too slow, too many at once. */
const PASSES = new Set([401, 408, 425, 429]);
/** The same message is being sent by another window. */
const RUNNING = "IDEMPOTENCY_IN_PROGRESS";

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = init.body ? { "Content-Type": "application/json", ...init.headers } : init.headers;
  const answer = await fetch(path, { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (answer.ok) return (await answer.json()) as T;
  const told = (await answer.json().catch(() => ({}))) as { error?: string; code?: string };
  const message = told.error ?? `The server answered ${answer.status}.`;
  const passes = answer.status >= 500 || PASSES.has(answer.status) || told.code === RUNNING;
  throw passes ? new Error(message) : new Refused(message);
}

/** Who is signed in with this browser now; undefined for nobody. */
export const loadViewerId = async (): Promise<string | undefined> =>
  (await ask<{ user?: { id?: string } }>("/api/auth/session")).user?.id;

const at = (threadId: string) => `/api/ai/chat/${encodeURIComponent(threadId)}`;

export type Page = { messages: Message[]; hasMore: boolean; lastSeq: number; lastReadSeq: number; unreadCount: number };
export const loadMessages = (threadId: string, place: { after?: number; before?: number }, limit = 50): Promise<Page> =>
  ask(
    `${at(threadId)}/messages?${new URLSearchParams(Object.entries({ ...place, limit }).map(([k, v]) => [k, String(v)]))}`,
  );

/** What was said around one message, which may lie far back: a stretch without a gap with it in its middle. */
export async function loadAround(threadId: string, messageId: string): Promise<Around | undefined> {
  const query = new URLSearchParams({ before: messageId, limit: "50", peek: "true" });
  const earlier = await ask<{ messages: Message[]; hasMore: boolean }>(`${at(threadId)}?${query}`);
  const later = await loadMessages(threadId, { after: earlier.messages.at(-1)?.seq ?? 0 });
  const messages = [...earlier.messages, ...later.messages];
  // Deleted meanwhile: then there is nowhere to go.
  if (!messages.some(({ id }) => id === messageId)) return undefined;
  return { messages, hasOlder: earlier.hasMore, hasNewer: later.hasMore, lastSeq: later.lastSeq };
}
export type Around = { messages: Message[]; hasOlder: boolean; hasNewer: boolean; lastSeq: number };

/** Hands a file to the server, which then has it to be attached. `onProgress` is told how much of it went, from 0 to 1. */
export function upload(file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<Attached> {
  const { promise, resolve, reject } = Promise.withResolvers<Attached>();
  // fetch does not tell how much of a body it has sent.
  const request = new XMLHttpRequest();
  request.open("POST", "/api/upload");
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
  request.onerror = () => reject(new Error("There was no connection."));
  request.onload = () => {
    const { response, status } = request;
    const { filename, size_bytes: sizeBytes, mime_type: mimeType, id, url } = response ?? {};
    if (status === 201) resolve({ id, filename, sizeBytes, mimeType, url });
    else reject(new Refused(response?.message ?? `The server answered ${status}.`));
  };
  signal.addEventListener("abort", () => request.abort());
  const form = new FormData();
  form.set("file", file, file.name);
  request.send(form);
  return promise;
}

/** How many messages wait in all conversations. */
export const loadUnread = async (): Promise<number> =>
  (await ask<{ unreadCount: number }>("/api/ai/chat/unread")).unreadCount;

/** Sends it once: the same key is the same message, however often it is sent. */
export const send = async (
  threadId: string,
  { key, content, replyToId, fileUrls }: { key: string; content: string; replyToId: string | null; fileUrls: string[] },
): Promise<Message> =>
  (
    await ask<{ message: Message }>(at(threadId), {
      method: "POST",
      headers: { "Idempotency-Key": key },
      // A file alone says nothing.
      body: JSON.stringify({ content: content || null, replyToId, fileUrls }),
    })
  ).message;

export const markRead = (threadId: string, seq: number): Promise<{ unreadCount: number }> =>
  ask(`${at(threadId)}/read`, { method: "POST", body: JSON.stringify({ seq }) });

export const deleteMessage = (threadId: string, messageId: string): Promise<unknown> =>
  ask(`${at(threadId)}/messages/${messageId}`, { method: "DELETE" });

export type Filter = "all" | "gigs" | "direct" | "archived";
const QUERIES: Record<Filter, string> = {
  all: "",
  gigs: "&type=TASK",
  direct: "&type=DIRECT",
  archived: "&status=ARCHIVED",
};
export type ThreadPage = { threads: Thread[]; total: number; nextCursor: string | null };
export const loadThreads = (filter: Filter, cursor?: string | null): Promise<ThreadPage> =>
  ask(`/api/ai/chat?limit=50${QUERIES[filter]}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
