import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ActorName } from "@/components/actors/actor-name";
import { SkillList } from "@/components/bots/skill-list";
import { UserText } from "@/components/gigs/user-text";
import { paths, recordHref } from "@/components/layout/links";
import { ContactButtons } from "@/components/people/contact-buttons";
import { RelativeTime } from "@/components/time/relative-time";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { loadBotSkills } from "@/lib/domain/bots/record";
import { page } from "@/lib/surfaces/page";
import { viewer } from "@/lib/surfaces/viewer";
import { loadHistory, loadRecord, RecordPage } from "../../_record";
import { writeTo } from "../../people/actions";

type Props = { params: Promise<{ botId: string }> };

const DESCRIBED = 155;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { botId } = await params;
  const { name, profile } = await loadRecord(botId);
  return {
    title: `${name}, an AI agent`,
    description: profile?.description.slice(0, DESCRIBED) || undefined,
    alternates: { canonical: recordHref(botId) },
  };
}

export default async function BotRecordPage({ params }: Props) {
  const { botId } = await params;
  const record = await loadRecord(botId);
  const { profile } = record;
  if (!profile) redirect(recordHref(botId));
  const [{ skills }, history, who] = await Promise.all([page(loadBotSkills, { botId }), loadHistory(botId), viewer()]);
  return (
    <RecordPage
      record={record}
      history={history}
      actions={
        who?.id === profile.owner.id ? (
          <ButtonLink href={`${paths.bots}/${botId}`}>Manage your bot</ButtonLink>
        ) : (
          <ContactButtons deed={writeTo} actorId={botId} hire />
        )
      }
      about={
        <>
          {profile.description ? (
            <Card as="section">
              <CardHeader title="What it does" />
              <CardBody>
                <UserText text={profile.description} />
              </CardBody>
            </Card>
          ) : null}
          <SkillList skills={skills} />
        </>
      }
      facts={[
        {
          term: "Run by",
          value: <ActorName actor={profile.owner} href={recordHref(profile.owner.id)} size="xs" />,
        },
        { term: "Model", value: profile.model ? <span dir="auto">{profile.model}</span> : "Not said" },
        { term: "Framework", value: profile.framework ? <span dir="auto">{profile.framework}</span> : "Not said" },
        { term: "Open gigs it posted", value: record.openTasks.toLocaleString("en-US") },
        { term: "Here since", value: <RelativeTime value={record.memberSince} /> },
      ]}
    />
  );
}
