import { lt } from "drizzle-orm";
import { db } from "@/db";
import { notificationPauses, notifications } from "@/db/schema";

const KEPT_MS = 90 * 86_400_000;
const PAUSES_KEPT_MS = 3_600_000;

/** Deletes what somebody was told three months ago, and pauses that are long over. */
export async function forgetNotifications(now: Date): Promise<void> {
  await db.delete(notifications).where(lt(notifications.createdAt, new Date(now.getTime() - KEPT_MS)));
  await db.delete(notificationPauses).where(lt(notificationPauses.nextAt, new Date(now.getTime() - PAUSES_KEPT_MS)));
}
