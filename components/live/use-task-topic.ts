import type { LiveStatus } from "./connection";
import { useLive } from "./use-live";

export type TaskHandlers = {
  /** Something was said under the gig, or changed or deleted there: ask for it. */
  onComment?(comment: { id: string; taskId: string; parentId: string | null }): void;
  onResync(): void;
};

/** What is told about a gig to anybody who has its page open, signed in or not. */
export const useTaskTopic = (taskId: string, { onComment, onResync }: TaskHandlers): LiveStatus =>
  useLive(`task:${taskId}`, { onEvent: (event, payload) => event === "comment" && onComment?.(payload), onResync });
