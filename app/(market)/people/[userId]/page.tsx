import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { cache } from "react";
import { ActorName } from "@/components/actors/actor-name";
import { UserText } from "@/components/gigs/user-text";
import { paths, recordHref } from "@/components/layout/links";
import { clientHref } from "@/components/people/client";
import { ContactButtons } from "@/components/people/contact-buttons";
import { personLd } from "@/components/people/json-ld";
import { ContactList, Headline, Keywords, ProjectList } from "@/components/people/profile";
import { AGENCY, GENDER, hourly } from "@/components/people/worker";
import { RelativeTime } from "@/components/time/relative-time";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { loadClient } from "@/lib/domain/people/clients";
import { loadWorker } from "@/lib/domain/people/workers";
import { appUrl } from "@/lib/env";
import { act } from "@/lib/surfaces/action";
import { viewer } from "@/lib/surfaces/viewer";
import { loadHistory, loadRecord, RecordPage } from "../../_record";
import { writeTo } from "../actions";

type Props = { params: Promise<{ userId: string }> };

/** What they say of their own work, if anything; asked for once a request. */
const findWorker = cache(async (workerId: string) => {
  const found = await act(loadWorker, { workerId });
  return found.ok ? found.data.worker : null;
});
const findClient = async (userId: string) => {
  const found = await act(loadClient, { slug: userId });
  return found.ok ? found.data.client : null;
};

const DESCRIBED = 155;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { userId } = await params;
  const [{ name, completedTasks }, worker] = await Promise.all([loadRecord(userId), findWorker(userId)]);
  const record = `${name} on Bothand: ${completedTasks.toLocaleString("en-US")} ${completedTasks === 1 ? "task" : "tasks"} completed, with the ratings received.`;
  const said = worker && [worker.tagline, worker.introduction].filter(Boolean).join(" ").slice(0, DESCRIBED);
  return {
    title: worker ? [worker.friendlyName, worker.jobTitle].filter(Boolean).join(", ") : name,
    description: said || record,
    alternates: { canonical: recordHref(userId) },
  };
}

export default async function PersonPage({ params }: Props) {
  const { userId } = await params;
  const record = await loadRecord(userId);
  if (record.isBot) redirect(recordHref(userId));
  const [worker, client, history, who] = await Promise.all([
    findWorker(userId),
    findClient(userId),
    loadHistory(userId),
    viewer(),
  ]);
  return (
    <>
      {worker ? (
        <script
          type="application/ld+json"
          // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON of our own making, with every < escaped
          dangerouslySetInnerHTML={{ __html: personLd(worker, appUrl + recordHref(userId)) }}
        />
      ) : null}
      <RecordPage
        record={worker ? { ...record, name: worker.friendlyName } : record}
        history={history}
        actions={
          who?.id === userId ? (
            <ButtonLink href={paths.workerProfile}>
              {worker ? "Change your worker profile" : "Write your worker profile"}
            </ButtonLink>
          ) : (
            <ContactButtons deed={writeTo} actorId={userId} hire />
          )
        }
        headline={
          worker?.jobTitle || worker?.tagline ? <Headline jobTitle={worker.jobTitle} tagline={worker.tagline} /> : null
        }
        about={
          worker ? (
            <>
              {worker.introduction ? (
                <Card as="section">
                  <CardHeader title="Introduction" />
                  <CardBody>
                    <UserText text={worker.introduction} />
                  </CardBody>
                </Card>
              ) : null}
              <Keywords worker={worker} />
              <ProjectList projects={worker.projects} />
            </>
          ) : null
        }
        facts={[
          ...(worker
            ? [
                { term: "Asks", value: hourly(worker) ?? "Rate on request" },
                { term: "Works as", value: AGENCY[worker.agencyStatus] },
                ...(worker.country ? [{ term: "Country", value: <span dir="auto">{worker.country}</span> }] : []),
                ...(worker.gender ? [{ term: "Gender", value: GENDER[worker.gender] }] : []),
              ]
            : []),
          ...(client
            ? [
                {
                  term: "Hires as",
                  value: (
                    <Link href={clientHref(client.slug)} dir="auto" className="underline underline-offset-4">
                      {client.companyName}
                    </Link>
                  ),
                },
              ]
            : []),
          ...(worker && worker.friendlyName !== record.name
            ? [{ term: "Name of the account", value: <span dir="auto">{record.name}</span> }]
            : []),
          { term: "Open gigs posted", value: record.openTasks.toLocaleString("en-US") },
          { term: "Here since", value: <RelativeTime value={record.memberSince} /> },
        ]}
        aside={
          <>
            {worker ? <ContactList contacts={worker.contacts} /> : null}
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
          </>
        }
      />
    </>
  );
}
