import "server-only";
import { cache } from "react";
import { db } from "@/db";
import { countUnread } from "@/lib/domain/notifications/queries";
import { viewerActor } from "./viewer";

/** How many notifications wait for whoever is signed in. Asked once a request. */
export const unreadCount = cache(async (): Promise<number> => {
  const actor = await viewerActor();
  return actor.kind === "human" ? countUnread(db, actor.actorId) : 0;
});
