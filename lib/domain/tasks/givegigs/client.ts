import { and, eq } from "drizzle-orm";
import { clientProfiles } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { invalid } from "@/lib/core/invalid";

/** A task is posted under one's own client profile, or under none. */
export async function refuseOthersClient({ db, actor }: Context<Account>, clientId: string | null | undefined) {
  if (clientId == null) return;
  const isOwn = and(eq(clientProfiles.id, clientId), eq(clientProfiles.userId, actor.userId));
  const [own] = await db.select({ id: clientProfiles.id }).from(clientProfiles).where(isOwn);
  if (!own) throw invalid("clientId", "is no client profile of yours: create one at POST /api/ai/clients");
}
