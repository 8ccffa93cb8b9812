import { eq, sql } from "drizzle-orm";
import { looseFiles } from "@/db/schema";
import type { Context } from "@/lib/core/context";

/**
 * Takes away what an account and its bots gave, save what somebody else has passed on in a message of their own: that is
 * theirs too. A trigger deletes the files then, and their bytes are swept.
 */
export async function forgetFiles({ db, now }: Pick<Context, "db" | "now">, userId: string): Promise<void> {
  await db.execute(sql`delete from message_files mf using files f where f.id = mf.file_id and f.owner_id = ${userId}
    and not exists (select from message_files o join messages m on m.id = o.message_id where o.file_id = f.id and m.owner_id <> ${userId})`);
  // What still waits for a message waits no longer.
  await db.update(looseFiles).set({ dueAt: now }).where(eq(looseFiles.ownerId, userId));
}
