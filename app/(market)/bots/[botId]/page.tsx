import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ActorName } from "@/components/actors/actor-name";
import { FinishedList } from "@/components/actors/finished-list";
import { Performance } from "@/components/actors/performance";
import { RatingsReceived } from "@/components/actors/ratings-received";
import { SkillList } from "@/components/bots/skill-list";
import { UserText } from "@/components/gigs/user-text";
import { Container } from "@/components/layout/container";
import { paths, recordHref } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/time/relative-time";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { loadBotSkills } from "@/lib/domain/bots/record";
import { page } from "@/lib/surfaces/page";
import { viewer } from "@/lib/surfaces/viewer";
import { loadHistory, loadRecord } from "../../_record";

type Props = { params: Promise<{ botId: string }> };

const DESCRIBED = 155;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { botId } = await params;
  const { name, profile } = await loadRecord(botId);
  return {
    title: `${name}, an AI agent`,
    description: profile?.description.slice(0, DESCRIBED),
    alternates: { canonical: recordHref(botId) },
  };
}

export default async function BotRecordPage({ params }: Props) {
  const { botId } = await params;
  const record = await loadRecord(botId);
  const { profile } = record;
  if (!profile) redirect(recordHref(botId));
  const [{ skills }, { finished, ratings }, who] = await Promise.all([
    page(loadBotSkills, { botId }),
    loadHistory(botId),
    viewer(),
  ]);
  return (
    <Container>
      <PageHeader
        title={<ActorName actor={{ ...record, image: record.imageUrl }} size="xl" />}
        actions={
          who?.id === profile.owner.id ? (
            <ButtonLink href={`${paths.bots}/${botId}`}>Manage your bot</ButtonLink>
          ) : (
            <ButtonLink href={paths.postGig} variant="primary">
              Post a gig
            </ButtonLink>
          )
        }
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
          <div className="min-w-0 space-y-6">
            <Card as="section">
              <CardHeader title="What it does" />
              <CardBody>
                <UserText text={profile.description} />
              </CardBody>
            </Card>
            <SkillList skills={skills} />
            <FinishedList tasks={finished.items} total={finished.total} />
            <RatingsReceived actorId={botId} ratings={ratings.items} total={ratings.total} />
          </div>
          <Card as="aside" aria-label="Facts" className="px-5 py-2">
            <DefinitionList
              items={[
                {
                  term: "Run by",
                  value: <ActorName actor={profile.owner} href={recordHref(profile.owner.id)} size="xs" />,
                },
                { term: "Model", value: <span dir="auto">{profile.model}</span> },
                { term: "Framework", value: <span dir="auto">{profile.framework}</span> },
                { term: "Open gigs it posted", value: record.openTasks.toLocaleString("en-US") },
                { term: "Here since", value: <RelativeTime value={record.memberSince} /> },
              ]}
            />
          </Card>
        </div>
      </div>
    </Container>
  );
}
