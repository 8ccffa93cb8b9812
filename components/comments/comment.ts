import type { z } from "zod";
import type { Comment as CommentSchema, Reply } from "@/lib/domain/comments/comment";

/** A comment that began a thread, and one in it, as the operations answer them. */
export type Thread = z.output<typeof CommentSchema>;
export type Said = z.output<typeof Reply>;
