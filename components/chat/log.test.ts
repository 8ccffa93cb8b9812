import { expect, test } from "vitest";
import type { Message } from "./chat";
import { beginning, endOf, isBehind, type Log, MOST_KEPT, next, type Step } from "./log";

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `msg_${seq}`,
  threadId: "thread_1",
  seq,
  content: `${seq}`,
  senderId: "user_1",
  senderName: "Ada",
  isAi: false,
  isSystem: false,
  replyToId: null,
  replyTo: null,
  attachments: [],
  createdAt: new Date(seq * 1000).toISOString(),
  ...more,
});
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => message(from + n));
const after = (log: Log, ...steps: Step[]) => steps.reduce(next, log);
const seqs = ({ messages }: Log) => messages.map(({ seq }) => seq);
const told = (seq: number): Step => ({ type: "told", message: message(seq) });

test("what is told comes once, in its place, also when it is told twice", () => {
  const log = after(
    beginning(range(1, 3), { meId: "user_1", hasOlder: false, lastSeq: 3 }),
    told(4),
    told(4),
    told(2),
    told(5),
  );
  expect(seqs(log)).toEqual([1, 2, 3, 4, 5]);
  expect(isBehind(log)).toBe(false);
});

test("what is told after a gap is not shown before the gap is filled", () => {
  const log = after(beginning(range(1, 3), { meId: "user_1", hasOlder: false, lastSeq: 3 }), told(6));
  expect(seqs(log)).toEqual([1, 2, 3]);
  expect(isBehind(log)).toBe(true);
  const whole = after(log, { type: "newer", messages: range(4, 6), hasMore: false, lastSeq: 6 });
  expect(seqs(whole)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(isBehind(whole)).toBe(false);
});

test("what was said while the server drew the page is asked for; what was deleted at its end only once", () => {
  const drawn = beginning(range(1, 3), { meId: "user_1", hasOlder: false, lastSeq: 4 });
  expect(isBehind(drawn)).toBe(true);
  const whole = after(drawn, { type: "newer", messages: [message(4)], hasMore: false, lastSeq: 4 });
  expect(seqs(whole)).toEqual([1, 2, 3, 4]);
  const holed = after(drawn, { type: "newer", messages: [], hasMore: false, lastSeq: 4 });
  expect(isBehind(holed)).toBe(false);
});

test("what one sent oneself stands behind no gap either", () => {
  const pending = { key: "k1", content: "Hi", replyTo: null, at: 0 };
  const log = after(
    beginning(range(1, 3), { meId: "user_1", hasOlder: false, lastSeq: 3 }),
    { type: "typed", pending },
    { type: "sent", key: "k1", message: message(5) },
  );
  expect([seqs(log), log.pending.length, isBehind(log)]).toEqual([[1, 2, 3], 1, true]);
  const whole = after(log, { type: "newer", messages: range(4, 5), hasMore: false, lastSeq: 5 });
  expect([seqs(whole), whole.pending]).toEqual([[1, 2, 3, 4, 5], []]);
});

test("one's own message that is told of before the answer to sending it stands there once; the same words of another are another's", () => {
  const pending = { key: "k1", content: "4", replyTo: null, at: 0 };
  const typed = after(beginning(range(1, 3), { meId: "user_1", hasOlder: false, lastSeq: 3 }), {
    type: "typed",
    pending,
  });
  const theirs = after(typed, { type: "told", message: message(4, { senderId: "user_2" }) });
  expect([seqs(theirs), theirs.pending.length]).toEqual([[1, 2, 3, 4], 1]);
  const mine = after(typed, told(4));
  expect([seqs(mine), mine.pending.length]).toEqual([[1, 2, 3, 4], 0]);
  const asked = after(typed, { type: "newer", messages: [message(4)], hasMore: false, lastSeq: 4 });
  expect(asked.pending).toEqual([]);
  // Twice the same words are two messages.
  const twice = after(typed, { type: "typed", pending: { ...pending, key: "k2" } }, told(4));
  expect(twice.pending.map(({ key }) => key)).toEqual(["k2"]);
  expect(after(twice, { type: "sent", key: "k1", message: message(4) }).messages).toHaveLength(4);
});

test("an answer that was overtaken by what was told takes nothing away", () => {
  const log = after(beginning(range(1, 3), { meId: "user_1", hasOlder: false, lastSeq: 3 }), told(4), told(5), {
    type: "newer",
    messages: [message(4)],
    hasMore: false,
    lastSeq: 4,
  });
  expect(seqs(log)).toEqual([1, 2, 3, 4, 5]);
  expect(isBehind(log)).toBe(false);
});

test("what was deleted is gone, and quoted no more; a hole at the end is not asked for again and again", () => {
  const answer = message(3, { replyToId: "msg_1", replyTo: { id: "msg_1", senderName: "Ada", content: "1" } });
  const log = after(beginning([message(1), message(2), answer], { meId: "user_1", hasOlder: false, lastSeq: 3 }), {
    type: "deleted",
    id: "msg_1",
  });
  expect(seqs(log)).toEqual([2, 3]);
  expect(log.messages[1]!.replyTo).toBe(null);
});

test("what is typed is shown until the server has it, then as the server has it, once", () => {
  const pending = { key: "k1", content: "Hi", replyTo: null, at: 0 };
  const typed = after(
    beginning([], { meId: "user_1", hasOlder: false, lastSeq: 0 }),
    { type: "typed", pending },
    { type: "typed", pending },
  );
  expect(typed.pending).toHaveLength(1);
  const refused = after(typed, { type: "refused", key: "k1", why: "too long" });
  expect(refused.pending[0]).toMatchObject({ refused: "too long" });
  expect(after(refused, { type: "again", key: "k1" }).pending[0]).toEqual(pending);
  // Told before the answer came: still once.
  const sent = after(typed, told(1), { type: "sent", key: "k1", message: message(1) });
  expect(sent.pending).toEqual([]);
  expect(seqs(sent)).toEqual([1]);
  expect(after(typed, { type: "dropped", key: "k1" }).pending).toEqual([]);
});

test("a long history is kept in a window: what falls out is to be had again", () => {
  const start = beginning(range(1001, 1400), { meId: "user_1", hasOlder: true, lastSeq: 1400 });
  const up = after(start, { type: "older", messages: range(801, 1000), hasMore: true });
  expect(up.messages).toHaveLength(MOST_KEPT);
  expect(up.messages[0]!.seq).toBe(801);
  expect(up).toMatchObject({ meId: "user_1", hasOlder: true, hasNewer: true });
  // What is told meanwhile is not put behind a gap.
  expect(endOf(after(up, told(1401)))).toBe(1300);
  expect(seqs(after(up, told(1401))).at(-1)).toBe(1300);
  const down = after(up, told(1401), { type: "newer", messages: range(1301, 1400), hasMore: true, lastSeq: 1401 });
  expect(isBehind(down)).toBe(true);
  const whole = after(down, { type: "newer", messages: range(1401, 1401), hasMore: false, lastSeq: 1401 });
  expect(whole).toMatchObject({ hasNewer: false, hasOlder: true });
  expect(isBehind(whole)).toBe(false);
  expect(seqs(whole)).toEqual(range(902, 1401).map(({ seq }) => seq));
  const newest = after(up, { type: "newest", messages: range(1351, 1401), hasMore: true, lastSeq: 1401 });
  expect(isBehind(newest)).toBe(false);
  expect(newest).toMatchObject({ hasNewer: false, hasOlder: true });
});

test("a stretch from elsewhere takes the place of what is known, and what is told joins it only where nothing lies between", () => {
  const log = beginning(range(101, 150), { meId: "user_1", hasOlder: true, lastSeq: 150 });
  const there = after(log, {
    type: "elsewhere",
    messages: range(1, 60),
    hasOlder: false,
    hasNewer: true,
    lastSeq: 150,
  });
  expect([seqs(there).at(-1), there.hasOlder, there.hasNewer, endOf(there)]).toEqual([60, false, true, 60]);
  const later = after(there, told(151));
  expect([seqs(later).at(-1), later.lastSeq]).toEqual([60, 151]);
  const atEnd = after(log, {
    type: "elsewhere",
    messages: range(140, 150),
    hasOlder: true,
    hasNewer: false,
    lastSeq: 152,
  });
  expect(isBehind(atEnd)).toBe(false);
  expect(seqs(after(atEnd, told(153))).at(-1)).toBe(153);
});

test("what was typed with files is known again by them, told before it was answered", () => {
  const file = { id: "file_1", filename: "a.txt", sizeBytes: 1, mimeType: "text/plain", url: "/api/files/file_1" };
  const typed: Step[] = [
    { type: "typed", pending: { key: "plain", content: "", replyTo: null, at: 1 } },
    { type: "typed", pending: { key: "file", content: "", replyTo: null, files: [file], at: 2 } },
  ];
  const log = after(beginning([], { meId: "user_1", hasOlder: false, lastSeq: 0 }), ...typed, {
    type: "told",
    message: message(1, { content: "", attachments: [file] }),
  });
  expect(log.pending.map(({ key }) => key)).toEqual(["plain"]);
});
