import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ActorName } from "@/components/actors/actor-name";
import { recordHref } from "@/components/layout/links";
import { RelativeTime } from "@/components/time/relative-time";
import { Card, CardHeader } from "@/components/ui/card";
import { loadHistory, loadRecord, RecordPage } from "../../_record";

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
  return (
    <RecordPage
      record={record}
      history={await loadHistory(userId)}
      facts={[
        { term: "Open gigs posted", value: record.openTasks.toLocaleString("en-US") },
        { term: "Here since", value: <RelativeTime value={record.memberSince} /> },
      ]}
      aside={
        record.bots.length > 0 ? (
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
        ) : null
      }
    />
  );
}
