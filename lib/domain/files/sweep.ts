import { and, eq, lte } from "drizzle-orm";
import { db } from "@/db";
import { files, looseFiles } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { storage } from "@/lib/vendors/storage";

/**
 * Removes bytes that no file speaks for, and a file that waited for a message in vain. Doomed first, so that no command can
 * make a file of them, or carry it, any more; then removed; then forgotten. Whoever dies in between leaves a row that is
 * still due. False: it is not due, or somebody else did it.
 */
export async function sweepFile(id: string): Promise<boolean> {
  const isDue = and(eq(looseFiles.id, id), lte(looseFiles.dueAt, clock.now()));
  const doomed = await db.update(looseFiles).set({ isDoomed: true }).where(isDue).returning({ id: looseFiles.id });
  if (doomed.length === 0) return false;
  await db.delete(files).where(eq(files.id, id));
  await storage().remove(id);
  const gone = await db.delete(looseFiles).where(eq(looseFiles.id, id)).returning({ id: looseFiles.id });
  return gone.length > 0;
}
