import type { Attached, Message } from "./chat";

/** Something typed here that is on its way: known by its key until the server has it. */
export type Pending = {
  key: string;
  content: string;
  replyTo: Message["replyTo"];
  /** Those that the server has already, and which go with it. */
  files?: Attached[];
  at: number;
  /** Why it was refused; it is not tried again by itself. */
  refused?: string;
  /** Its number, once the server has it: it stands here until all that was said before it does. */
  seq?: number;
};

/** What is known of a conversation: a stretch of it without a gap, and what is on its way. */
export type Log = {
  /** Whoever looks. */
  meId: string;
  messages: Message[];
  pending: Pending[];
  /** Something older is to be had; something newer than the stretch is. */
  hasOlder: boolean;
  hasNewer: boolean;
  /** The number of the newest message that is known of, and the one up to which nothing is missing: deleted ones leave holes. */
  lastSeq: number;
  known: number;
};

export type Step =
  | { type: "older"; messages: Message[]; hasMore: boolean }
  | { type: "newer"; messages: Message[]; hasMore: boolean; lastSeq: number }
  | { type: "newest"; messages: Message[]; hasMore: boolean; lastSeq: number }
  /** A stretch from elsewhere in place of the one that is known. */
  | { type: "elsewhere"; messages: Message[]; hasOlder: boolean; hasNewer: boolean; lastSeq: number }
  | { type: "told"; message: Message }
  | { type: "deleted"; id: string }
  | { type: "typed"; pending: Pending }
  | { type: "sent"; key: string; message: Message }
  | { type: "refused"; key: string; why: string }
  | { type: "again"; key: string }
  | { type: "dropped"; key: string };

/** A page keeps so many messages; further ones push those at the other end out, and they are fetched again when scrolled to. */
export const MOST_KEPT = 500;

/** In the order of their numbers, each once: the later word on it counts. */
function merged(known: Message[], more: Message[]): Message[] {
  if (more.length === 0) return known;
  const all = new Map(known.map((message) => [message.id, message]));
  for (const message of more) all.set(message.id, message);
  return [...all.values()].sort((a, b) => a.seq - b.seq);
}

/** A page of it as the server drew it: what was said meanwhile may be counted in `lastSeq` already, and is asked for. */
export const beginning = (
  messages: Message[],
  { meId, hasOlder, hasNewer = false, lastSeq }: Pick<Log, "meId" | "hasOlder" | "lastSeq"> & { hasNewer?: boolean },
): Log => ({ meId, messages, pending: [], hasOlder, hasNewer, lastSeq, known: messages.at(-1)?.seq ?? 0 });

/** The number up to which nothing is missing; what comes after it is asked for. */
export const endOf = ({ known }: Log): number => known;

export function next(log: Log, step: Step): Log {
  const then = claimed(stepped(log, step), log.known);
  const pending = then.pending.filter(({ seq }) => seq === undefined || seq > then.known);
  return pending.length === then.pending.length ? then : { ...then, pending };
}

/** One's own message may be told of before the answer to sending it: then it is here, and not on its way any more. */
function claimed(log: Log, before: number): Log {
  if (log.pending.length === 0 || log.known === before) return log;
  const own = log.messages.filter(({ seq, senderId }) => seq > before && senderId === log.meId);
  const pending = log.pending.map((one) => {
    const at = one.seq === undefined && !one.refused ? own.findIndex((said) => isSame(said, one)) : -1;
    return at < 0 ? one : { ...one, seq: own.splice(at, 1)[0]!.seq };
  });
  return { ...log, pending };
}

const isSame = ({ content, attachments }: Message, { content: typed, files = [] }: Pending): boolean =>
  content === typed && attachments.length === files.length && attachments.every(({ id }, at) => id === files[at]!.id);

function stepped(log: Log, step: Step): Log {
  switch (step.type) {
    case "older": {
      const messages = merged(step.messages, log.messages);
      const isCut = messages.length > MOST_KEPT;
      return {
        ...log,
        messages: messages.slice(0, MOST_KEPT),
        hasOlder: step.hasMore,
        hasNewer: log.hasNewer || isCut,
        ...(isCut && { known: messages[MOST_KEPT - 1]!.seq }),
      };
    }
    case "newer": {
      const messages = merged(log.messages, step.messages);
      const isCut = messages.length > MOST_KEPT;
      return {
        ...log,
        messages: messages.slice(-MOST_KEPT),
        hasOlder: log.hasOlder || isCut,
        hasNewer: step.hasMore,
        lastSeq: Math.max(log.lastSeq, step.lastSeq),
        // Where nothing more is to be had, nothing up to the number that was the last before the answer is missing.
        known: Math.max(log.known, step.messages.at(-1)?.seq ?? 0, step.hasMore ? 0 : step.lastSeq),
      };
    }
    case "newest":
      return {
        ...log,
        messages: step.messages,
        hasOlder: step.hasMore,
        hasNewer: false,
        lastSeq: Math.max(log.lastSeq, step.lastSeq),
        known: Math.max(step.messages.at(-1)?.seq ?? 0, step.lastSeq),
      };
    case "elsewhere":
      return {
        ...log,
        messages: step.messages,
        hasOlder: step.hasOlder,
        hasNewer: step.hasNewer,
        lastSeq: Math.max(log.lastSeq, step.lastSeq),
        known: step.hasNewer
          ? (step.messages.at(-1)?.seq ?? 0)
          : Math.max(step.messages.at(-1)?.seq ?? 0, step.lastSeq),
      };
    case "told": {
      const { message } = step;
      const lastSeq = Math.max(log.lastSeq, message.seq);
      // Only what follows at once can be put in: between it and the rest something may be missing.
      const follows = !log.hasNewer && message.seq <= log.known + 1;
      return follows && message.seq >= (log.messages[0]?.seq ?? 0)
        ? { ...log, messages: merged(log.messages, [message]), lastSeq, known: Math.max(log.known, message.seq) }
        : { ...log, lastSeq };
    }
    case "deleted":
      return { ...log, messages: log.messages.filter(({ id }) => id !== step.id).map((one) => unquoted(one, step.id)) };
    case "typed":
      return log.pending.some(({ key }) => key === step.pending.key)
        ? log
        : { ...log, pending: [...log.pending, step.pending] };
    case "sent":
      return {
        ...stepped(log, { type: "told", message: step.message }),
        pending: withPending(log, step.key, (one) => ({ ...one, seq: step.message.seq })),
      };
    case "refused":
      return { ...log, pending: withPending(log, step.key, (one) => ({ ...one, refused: step.why })) };
    case "again":
      return { ...log, pending: withPending(log, step.key, ({ refused: _, ...one }) => one) };
    case "dropped":
      return { ...log, pending: log.pending.filter(({ key }) => key !== step.key) };
  }
}

const withPending = ({ pending }: Log, key: string, change: (one: Pending) => Pending): Pending[] =>
  pending.map((one) => (one.key === key ? change(one) : one));

/** What answered something that is gone quotes nothing any more. */
const unquoted = (message: Message, id: string): Message =>
  message.replyTo?.id === id ? { ...message, replyTo: null } : message;

/** Whether something is known to be missing after the stretch. */
export const isBehind = (log: Log): boolean => log.known < log.lastSeq;
