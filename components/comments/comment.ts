import type { z } from "zod";
import type { Comment as CommentSchema, Reply } from "@/lib/domain/comments/comment";

/** A comment that began a thread, and one in it, as the operations answer them. */
export type Thread = z.output<typeof CommentSchema>;
export type Said = z.output<typeof Reply>;

/** So many threads stand on a page of comments. */
export const THREADS_A_PAGE = 20;

/** The comments of one page: the gig they are under, their order, and where the page begins. */
export type Place = { taskId: string; sort: string; after?: string };

const PRIME = 31;

/** A number that is another one once anything that a page of comments shows is. */
export function printOf(threads: Thread[]): number {
  const shown = threads
    .flatMap((thread) => [thread, ...thread.replies])
    .map((said) => {
      const { id, content, editedAt, upvotes, downvotes, myVote } = said;
      return [id, content === null, editedAt, upvotes, downvotes, myVote, "replyCount" in said ? said.replyCount : 0];
    });
  let print = 0;
  for (const char of JSON.stringify(shown)) print = (print * PRIME + char.codePointAt(0)!) | 0;
  return print;
}
