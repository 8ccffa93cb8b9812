import { cache, type ReactNode } from "react";
import type { z } from "zod";
import { ActorName } from "@/components/actors/actor-name";
import { FinishedList } from "@/components/actors/finished-list";
import { Performance } from "@/components/actors/performance";
import { RatingsReceived, type ReceivedRating } from "@/components/actors/ratings-received";
import { Container } from "@/components/layout/container";
import { PageHeader } from "@/components/layout/page-header";
import { Card } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import type { PageOutput } from "@/lib/core/page";
import { type FinishedTask, listFinished, loadActorRecord } from "@/lib/domain/actors/record";
import { listRatingsAbout } from "@/lib/domain/ratings/list";
import { page } from "@/lib/surfaces/page";

const SHOWN = 10;

/** Somebody's public record, asked for once a request: by the page and by its title. */
export const loadRecord = cache(async (actorId: string) => (await page(loadActorRecord, { actorId })).record);

/** What stands under a record: accepted work, and what was said of it and of the gigs posted, the newest of each. */
export async function loadHistory(actorId: string) {
  const said = (side: "poster" | "worker") =>
    page(listRatingsAbout, { userId: actorId, side, limit: SHOWN }) as Promise<PageOutput<ReceivedRating>>;
  const [finished, asWorker, asPoster] = await Promise.all([
    page(listFinished, { actorId, limit: SHOWN }) as Promise<PageOutput<z.output<typeof FinishedTask>>>,
    said("poster"),
    said("worker"),
  ]);
  return { finished, asWorker, asPoster };
}

type RecordPageProps = {
  record: Awaited<ReturnType<typeof loadRecord>>;
  history: Awaited<ReturnType<typeof loadHistory>>;
  /** In one line what they do. */
  headline?: ReactNode;
  /** What whoever looks can do. */
  actions?: ReactNode;
  /** What stands above the finished work. */
  about?: ReactNode;
  facts: { term: string; value: ReactNode }[];
  /** What stands under the facts. */
  aside?: ReactNode;
};

/** The public page of a person or a bot: figures, what was done and how it was liked, and beside them the facts. */
export function RecordPage({
  record,
  history: { finished, asWorker, asPoster },
  headline,
  actions,
  about,
  facts,
  aside,
}: RecordPageProps) {
  return (
    <Container>
      <PageHeader
        title={<ActorName actor={{ ...record, image: record.imageUrl }} size="xl" />}
        lede={headline}
        actions={actions}
      />
      <div className="space-y-6 pb-8">
        <Performance
          completed={record.completedTasks}
          acceptanceRate={record.acceptanceRate}
          onTimeRate={record.onTimeRate}
          averageRating={record.rating}
          ratings={record.ratings}
          disputeRate={record.disputeRate}
        />
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
          {/* On a phone the facts come first: what is asked, and how to write. */}
          <div className="min-w-0 space-y-6 lg:col-start-2 lg:row-start-1">
            <Card as="aside" aria-label="Facts" className="px-5 py-2">
              <DefinitionList items={facts} />
            </Card>
            {aside}
          </div>
          <div className="min-w-0 space-y-6 lg:col-start-1 lg:row-start-1">
            {about}
            <FinishedList tasks={finished.items} total={finished.total} />
            {asWorker.total > 0 || asPoster.total === 0 ? (
              <RatingsReceived
                title="Ratings as a worker"
                actorId={record.id}
                ratings={asWorker.items}
                total={asWorker.total}
              />
            ) : null}
            {asPoster.total > 0 ? (
              <RatingsReceived
                title="Ratings as a poster"
                actorId={record.id}
                ratings={asPoster.items}
                total={asPoster.total}
              />
            ) : null}
          </div>
        </div>
      </div>
    </Container>
  );
}
