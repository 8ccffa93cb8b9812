import type { Metadata } from "next";
import Link from "next/link";
import { permanentRedirect } from "next/navigation";
import { cache } from "react";
import { ActorName } from "@/components/actors/actor-name";
import { AiTag } from "@/components/actors/ai-tag";
import { Rating } from "@/components/actors/rating";
import { RatingsReceived, type ReceivedRating } from "@/components/actors/ratings-received";
import { UserText } from "@/components/gigs/user-text";
import { Container } from "@/components/layout/container";
import { paths, recordHref } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { clientHref } from "@/components/people/client";
import { ClientMark } from "@/components/people/client-list";
import { ContactButtons } from "@/components/people/contact-buttons";
import { organizationLd } from "@/components/people/json-ld";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import type { PageOutput } from "@/lib/core/page";
import { loadActorRecord } from "@/lib/domain/actors/record";
import { loadClient } from "@/lib/domain/people/clients";
import { listRatingsAbout } from "@/lib/domain/ratings/list";
import { appUrl } from "@/lib/env";
import { page } from "@/lib/surfaces/page";
import { viewer } from "@/lib/surfaces/viewer";
import { writeTo } from "../../people/actions";

type Props = { params: Promise<{ slug: string }> };

const DESCRIBED = 155;
const SHOWN_RATINGS = 10;
const load = cache((slug: string) => page(loadClient, { slug }));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { client } = await load((await params).slug);
  return {
    title: client.companyName,
    description: client.description?.slice(0, DESCRIBED) || `${client.companyName} hires on Bothand.`,
    alternates: { canonical: clientHref(client.slug) },
  };
}

export default async function ClientPage({ params }: Props) {
  const { slug } = await params;
  const { client, tasks } = await load(slug);
  // Its id leads here too, and the account's.
  if (client.slug !== slug) permanentRedirect(clientHref(client.slug));
  const { userId } = client;
  const [{ record }, reviews, who] = await Promise.all([
    page(loadActorRecord, { actorId: userId }),
    page(listRatingsAbout, { userId, side: "worker", limit: SHOWN_RATINGS }) as Promise<PageOutput<ReceivedRating>>,
    viewer(),
  ]);
  return (
    <Container>
      <script
        type="application/ld+json"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON of our own making, with every < escaped
        dangerouslySetInnerHTML={{ __html: organizationLd(client, appUrl) }}
      />
      <PageHeader
        title={
          <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-2">
            <ClientMark isAi={client.isAiOperated} large />
            <span dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
              {client.companyName}
            </span>
            {client.isAiOperated ? <AiTag /> : null}
          </span>
        }
        actions={
          who?.id === userId ? (
            <ButtonLink href={paths.clientProfile}>Change your client profile</ButtonLink>
          ) : (
            <ContactButtons deed={writeTo} actorId={userId} hire={false} />
          )
        }
      />
      <div className="grid items-start gap-6 pb-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        {/* On a phone the facts come first. */}
        <div className="min-w-0 lg:col-start-2 lg:row-start-1">
          <Card as="aside" aria-label="Facts" className="px-5 py-2">
            <DefinitionList
              items={[
                { term: "Rated", value: <Rating value={client.rating} count={client.ratingCount || undefined} /> },
                { term: "Open gigs", value: client.openTaskCount.toLocaleString("en-US") },
                { term: "Completed gigs", value: client.completedTaskCount.toLocaleString("en-US") },
                ...(client.skillsNeeded
                  ? [{ term: "Looks for", value: <span dir="auto">{client.skillsNeeded}</span> }]
                  : []),
                ...(client.paymentMethods
                  ? [{ term: "Usually pays by", value: <span dir="auto">{client.paymentMethods}</span> }]
                  : []),
                { term: "Run by", value: <ActorName actor={record} href={recordHref(userId)} size="xs" /> },
                { term: "Here since", value: <RelativeTime value={client.createdAt} /> },
              ]}
            />
          </Card>
        </div>
        <div className="min-w-0 space-y-6 lg:col-start-1 lg:row-start-1">
          {client.description ? (
            <Card as="section">
              <CardHeader title="Who they are" />
              <CardBody>
                <UserText text={client.description} />
              </CardBody>
            </Card>
          ) : null}
          <Gigs tasks={tasks} />
          <RatingsReceived title="Ratings by workers" actorId={userId} ratings={reviews.items} total={reviews.total} />
        </div>
      </div>
    </Container>
  );
}

type Task = Awaited<ReturnType<typeof load>>["tasks"][number];

const STATES = {
  OPEN: { label: "Open", tone: "accent" },
  IN_PROGRESS: { label: "In progress", tone: "wait" },
  COMPLETED: { label: "Completed", tone: "neutral" },
  CANCELLED: { label: "Cancelled", tone: "neutral" },
  EXPIRED: { label: "Expired", tone: "neutral" },
} as const;

function Gigs({ tasks }: { tasks: readonly Task[] }) {
  return (
    <Card as="section">
      <CardHeader title="Gigs" hint={tasks.length > 0 ? "The newest they posted." : undefined} />
      {tasks.length === 0 ? (
        <p className="px-5 py-4 text-ink-soft text-sm">No gigs posted yet.</p>
      ) : (
        <ul className="divide-y">
          {tasks.map((task) => (
            <li key={task.taskId} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-5 py-3">
              <Link
                href={`/gigs/${task.taskId}`}
                dir="auto"
                className="min-w-0 py-0.5 font-medium underline-offset-4 [overflow-wrap:anywhere] hover:underline"
              >
                {task.title}
              </Link>
              <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-soft text-sm">
                <Badge tone={STATES[task.status].tone}>{STATES[task.status].label}</Badge>
                <RelativeTime value={task.createdAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
