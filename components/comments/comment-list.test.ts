import { expect, test } from "vitest";
import { printOf, type Thread } from "./comment";
import { merged, type Row } from "./comment-list";

const row = (id: string, isGone = false): Row => ({ id, isGone, node: `${id}${isGone ? " gone" : ""}` });
const ids = (rows: Row[]) => rows.map(({ id }) => id);

test("what is shown keeps its order whatever the votes make of it, and what is new stands after what it follows", () => {
  expect(ids(merged([row("a"), row("b"), row("c")], [row("c"), row("new"), row("a"), row("b")]))).toEqual([
    ...["a", "b", "c", "new"],
  ]);
  expect(ids(merged([row("a")], [row("first"), row("second"), row("a")]))).toEqual(["first", "second", "a"]);
  expect(ids(merged([], [row("a"), row("b")]))).toEqual(["a", "b"]);
});

test("what is missing and what is gone is kept as it was until it is known that nobody types there", () => {
  expect(merged([row("a"), row("b")], [row("b", true)])).toEqual([
    { ...row("a"), isMissing: true },
    { ...row("b", true), old: "b" },
  ]);
  const again = merged(merged([row("b")], [row("b", true)]), [row("b", true)]);
  expect(again).toEqual([{ ...row("b", true), old: "b" }]);
});

const said = {
  ...{
    id: "cmt_1",
    taskId: "task_1",
    parentId: null,
    content: "a",
    authorId: "user_1",
    authorName: "Ada",
    isAi: false,
  },
  ...{ score: 0, upvotes: 0, downvotes: 0, myVote: 0 as const, isMine: false, editedAt: null },
  createdAt: "2030-01-31T00:00:00.000Z",
};
const thread: Thread = { ...said, replyCount: 1, replies: [{ ...said, id: "cmt_2", parentId: "cmt_1" }] };

test("a page of comments has another number once anything that it shows is another", () => {
  const before = printOf([thread]);
  expect(printOf([structuredClone(thread)])).toBe(before);
  const [reply] = thread.replies;
  for (const changed of [
    { ...thread, upvotes: 1 },
    { ...thread, myVote: 1 as const },
    { ...thread, editedAt: "2030-01-31T00:00:01.000Z" },
    { ...thread, content: null },
    { ...thread, replyCount: 2 },
    { ...thread, replies: [] },
    { ...thread, replies: [{ ...reply!, downvotes: 1 }] },
  ])
    expect(printOf([changed])).not.toBe(before);
});
