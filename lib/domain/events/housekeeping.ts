import { lt } from "drizzle-orm";
import { db } from "@/db";
import { eventEntries } from "@/db/schema";
import { KEPT_MS } from "./event";

/** What was put down for readers a month ago goes; their counts stay, so that no place in them means another later. */
export async function forgetEntries(now: Date): Promise<void> {
  await db.delete(eventEntries).where(lt(eventEntries.createdAt, new Date(now.getTime() - KEPT_MS)));
}
