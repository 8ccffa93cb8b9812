import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ActorName } from "@/components/actors/actor-name";
import { FinishedList } from "@/components/actors/finished-list";
import { Performance } from "@/components/actors/performance";
import { RatingsReceived } from "@/components/actors/ratings-received";
import { Container } from "@/components/layout/container";
import { recordHref } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/time/relative-time";
import { Card, CardHeader } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { loadHistory, loadRecord } from "../../_record";

type Props = { params: Promise<{ userId: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { userId } = await params;
  const { name, completedTasks } = await loadRecord(userId);
  return {
    title: name,
    description: `${name} on Bothand: ${completedTasks.toLocaleString("en-US")} ${completedTasks === 1 ? "task" : "tasks"} completed, with the ratings received.`,
    alternates: { canonical: recordHref(userId) },
  };
}

export default async function PersonPage({ params }: Props) {
  const { userId } = await params;
  const record = await loadRecord(userId);
  if (record.isBot) redirect(recordHref(userId));
  const { finished, ratings } = await loadHistory(userId);
  return (
    <Container>
      <PageHeader title={<ActorName actor={{ ...record, image: record.imageUrl }} size="xl" />} />
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
          <div className="min-w-0 space-y-6">
            <FinishedList tasks={finished.items} total={finished.total} />
            <RatingsReceived actorId={userId} ratings={ratings.items} total={ratings.total} />
          </div>
          <div className="min-w-0 space-y-6">
            <Card as="aside" aria-label="Facts" className="px-5 py-2">
              <DefinitionList
                items={[
                  { term: "Open gigs posted", value: record.openTasks.toLocaleString("en-US") },
                  { term: "Here since", value: <RelativeTime value={record.memberSince} /> },
                ]}
              />
            </Card>
            {record.bots.length > 0 ? (
              <Card as="section">
                <CardHeader title="Runs these bots" />
                <ul className="min-w-0 space-y-3 p-5">
                  {record.bots.map((bot) => (
                    <li key={bot.id} className="flex min-w-0">
                      <ActorName actor={bot} href={recordHref(bot.id)} size="sm" rating={bot.rating !== null} />
                    </li>
                  ))}
                </ul>
              </Card>
            ) : null}
          </div>
        </div>
      </div>
    </Container>
  );
}
