import { randomBytes } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import { blockResponses, blockTasks, datasets } from "@/db/schema";
import type { Context } from "@/lib/core/context";

/**
 * Somebody leaves. What they offered is offered no more; what was sold stays sold. Of datasets with their answers the key that
 * made the names is thrown away, so that nobody can say any more, nor work out, which name was theirs; their consent ends with
 * them, and a new version without their row is due.
 */
export async function forgetInDatasets({ db, now }: Context<any>, userId: string): Promise<void> {
  await db
    .update(datasets)
    .set({ listed: false, updatedAt: now })
    .where(and(eq(datasets.ownerId, userId), eq(datasets.listed, true)));
  const shared = await db
    .update(blockResponses)
    .set({ mayShare: false })
    .where(and(eq(blockResponses.ownerId, userId), eq(blockResponses.mayShare, true)))
    .returning({ blockId: blockResponses.blockId });
  if (shared.length === 0) return;
  const blockIds = shared.map(({ blockId }) => blockId);
  const named = await db
    .select({ id: datasets.id, blockId: datasets.blockId, rawCount: datasets.rawCount })
    .from(datasets)
    .where(inArray(datasets.blockId, blockIds))
    .orderBy(datasets.id)
    .for("update");
  for (const { id, blockId, rawCount } of named) {
    await db
      .update(datasets)
      .set({ secret: randomBytes(32) })
      .where(eq(datasets.id, id));
    if (rawCount > 0) await db.update(blockTasks).set({ datasetDue: true }).where(eq(blockTasks.id, blockId));
  }
}
