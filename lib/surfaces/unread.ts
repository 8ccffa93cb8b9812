import "server-only";
import { cache } from "react";
import { db } from "@/db";
import { run } from "@/lib/core/run";
import { countUnread as countMessages } from "@/lib/domain/chat/read";
import { countUnread } from "@/lib/domain/notifications/queries";
import { viewerActor } from "./viewer";

/** How many notifications wait for whoever is signed in. Asked once a request. */
export const unreadCount = cache(async (): Promise<number> => {
  const actor = await viewerActor();
  return actor.kind === "human" ? countUnread(db, actor.actorId) : 0;
});

/** How many messages wait for whoever is signed in. Asked once a request. */
export const unreadMessages = cache(async (): Promise<number> => {
  const actor = await viewerActor();
  return actor.kind === "human" ? (await run<{ unreadCount: number }>(countMessages, actor, {})).unreadCount : 0;
});
