import { cache } from "react";
import type { z } from "zod";
import type { ReceivedRating } from "@/components/actors/ratings-received";
import type { PageOutput } from "@/lib/core/page";
import { type FinishedTask, listFinished, loadActorRecord } from "@/lib/domain/actors/record";
import { listRatingsAbout } from "@/lib/domain/ratings/list";
import { page } from "@/lib/surfaces/page";

const SHOWN = 10;

/** Somebody's public record, asked for once a request: by the page and by its title. */
export const loadRecord = cache(async (actorId: string) => (await page(loadActorRecord, { actorId })).record);

/** What stands under a record: accepted work and ratings received, the newest of each. */
export async function loadHistory(actorId: string) {
  const [finished, ratings] = await Promise.all([
    page(listFinished, { actorId, limit: SHOWN }) as Promise<PageOutput<z.output<typeof FinishedTask>>>,
    page(listRatingsAbout, { userId: actorId, limit: SHOWN }) as Promise<PageOutput<ReceivedRating>>,
  ]);
  return { finished, ratings };
}
