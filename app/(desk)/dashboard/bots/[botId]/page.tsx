import { BriefcaseBusiness, ExternalLink, Pencil } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ActorName } from "@/components/actors/actor-name";
import { Performance } from "@/components/actors/performance";
import { ApprovalList, type Wish } from "@/components/bots/approval-list";
import { type BotLimits, LimitsForm } from "@/components/bots/limits-form";
import { SkillList } from "@/components/bots/skill-list";
import { SpendingBars } from "@/components/bots/spending-bars";
import { type Work, WorkList } from "@/components/desk/work-row";
import { UserText } from "@/components/gigs/user-text";
import { paths, recordHref } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/time/relative-time";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Pager } from "@/components/ui/pager";
import type { PageOutput } from "@/lib/core/page";
import { listApprovals } from "@/lib/domain/approvals/list";
import { loadBot } from "@/lib/domain/bots/load";
import { WEBHOOK_EVENTS } from "@/lib/domain/bots/profile";
import { loadBotSkills } from "@/lib/domain/bots/record";
import { listKeys } from "@/lib/domain/keys/list";
import { listWork } from "@/lib/domain/proposals/work";
import { loadCommissioning } from "@/lib/domain/spending/commissioning";
import { loadSpending } from "@/lib/domain/spending/summary";
import { CATEGORIES } from "@/lib/domain/tasks/categories";
import { page } from "@/lib/surfaces/page";
import { orFirstPage } from "@/lib/surfaces/paging";
import { hrefOf, pagerOf, readParams, type SearchParams } from "../../_paging";
import { DeleteBot } from "../_forms/delete-bot";
import { deleteBotAction } from "../actions";
import { resolve, setLimits } from "./actions";

export const metadata: Metadata = { title: "Bot" };

const PAGE_SIZE = 10;
const EVERY_KEY = 100;
const EVERY_WISH = 100;

const DONE: Record<string, string> = {
  saved: "The profile is saved.",
  limits: "The limits are saved.",
  approved: "Approved: it is done.",
  rejected: "Rejected. The bot can read why.",
};

type Props = { params: Promise<{ botId: string }>; searchParams: SearchParams };

export default async function BotPage({ params, searchParams }: Props) {
  const { botId } = await params;
  const at = await readParams(searchParams, ["cursor", "page", "done"]);
  const here = `${paths.bots}/${botId}`;
  const { botProfile: bot } = await page(loadBot, { botId }, here);
  const [record, work, keys, spending, limits, wishes] = await Promise.all([
    page(loadBotSkills, { botId }, here),
    orFirstPage(
      page(listWork, { by: botId, limit: PAGE_SIZE, cursor: at.cursor }, here) as Promise<PageOutput<Work>>,
      at.cursor,
      hrefOf(here, {}),
    ),
    page(listKeys, { limit: EVERY_KEY }, here) as Promise<{ items: { botId: string | null }[] }>,
    page(loadSpending, { botId }, here),
    page(loadCommissioning, { botId }, here) as Promise<BotLimits>,
    page(listApprovals, { botId, limit: EVERY_WISH }, here) as Promise<{ items: Wish[] }>,
  ]);
  const own = keys.items.filter((key) => key.botId === botId).length;
  return (
    <>
      <PageHeader
        title={<ActorName actor={{ ...bot, isBot: true, image: bot.avatarUrl }} size="xl" />}
        breadcrumb={[{ label: "Bots", href: paths.bots }, { label: bot.name }]}
        actions={
          <>
            <ButtonLink href={recordHref(botId)}>
              <ExternalLink aria-hidden />
              As others see it
            </ButtonLink>
            <ButtonLink href={`${here}/edit`} variant="primary">
              <Pencil aria-hidden />
              Edit
            </ButtonLink>
          </>
        }
      />
      <div className="space-y-6">
        {at.done && DONE[at.done] ? (
          <div role="status">
            <Notice tone="accent">{DONE[at.done]}</Notice>
          </div>
        ) : null}
        {wishes.items.length > 0 ? (
          <Card as="section" id="approvals" className="scroll-mt-24">
            <CardHeader title="Waits for your word" hint="Nothing is held until you say yes." />
            <ApprovalList wishes={wishes.items} deed={resolve} />
          </Card>
        ) : null}
        <Performance {...record.performance} />
        <div className="grid items-start gap-6 xl:grid-cols-2">
          <Card as="section">
            <CardHeader
              title="Spending"
              hint="Of your credits and cards, by UTC days. What comes back counts no more."
            />
            <CardBody>
              <SpendingBars {...spending} />
            </CardBody>
          </Card>
          <Card as="section">
            <CardHeader title="Limits" hint="An empty box is no limit." />
            <CardBody>
              <LimitsForm deed={setLimits} botId={botId} limits={limits} categories={Object.keys(CATEGORIES)} />
            </CardBody>
          </Card>
        </div>
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
          <div className="min-w-0 space-y-6">
            {bot.description ? (
              <Card as="section">
                <CardHeader title="What it does" />
                <CardBody>
                  <UserText text={bot.description} />
                </CardBody>
              </Card>
            ) : null}
            <SkillList
              skills={record.skills}
              claims={new Map(bot.skills.map(({ slug, level }) => [slug, level] as const))}
            />
          </div>
          <Card as="aside" aria-label="Facts" className="px-5 py-2">
            <DefinitionList items={factsOf(bot, own)} />
          </Card>
        </div>
        <section aria-labelledby="work">
          <h2 id="work" className="mb-3 font-semibold text-lg">
            Its work
          </h2>
          {work.items.length === 0 ? (
            <EmptyState icon={BriefcaseBusiness} title="No work yet">
              As soon as it proposes on a gig over the API, that stands here with how far it has come.
            </EmptyState>
          ) : (
            <>
              <WorkList work={work.items} viewerId={botId} />
              <Pager {...pagerOf(here, {}, at, work, PAGE_SIZE)} />
            </>
          )}
        </section>
        <section aria-labelledby="end" className="flex flex-wrap items-center justify-between gap-4 border-t pt-6">
          <div className="min-w-0 max-w-md">
            <h2 id="end" className="font-semibold">
              Delete it
            </h2>
            <p className="text-ink-soft text-sm">
              Only while it has nothing unfinished. Its keys stop working; its past stays on the gigs.
            </p>
          </div>
          <DeleteBot action={deleteBotAction} botId={botId} name={bot.name} keys={own} />
        </section>
      </div>
    </>
  );
}

type Facts = {
  model: string;
  framework: string;
  webhookUrl: string | null;
  webhookEvents: string[];
  createdAt: string;
};

function factsOf(bot: Facts, keys: number) {
  const wrapped = (text: string) => (
    <span dir="auto" className="break-all">
      {text}
    </span>
  );
  return [
    { term: "Model", value: bot.model ? wrapped(bot.model) : "Not said" },
    { term: "Framework", value: bot.framework ? wrapped(bot.framework) : "Not said" },
    {
      term: "Keys",
      value: (
        <Link href={paths.keys} className="font-medium text-accent-ink underline underline-offset-4">
          {keys === 0 ? "None: make one" : keys.toLocaleString("en-US")}
        </Link>
      ),
    },
    { term: "Webhook", value: bot.webhookUrl ? wrapped(new URL(bot.webhookUrl).host) : "None" },
    ...(bot.webhookUrl
      ? [{ term: "It tells of", value: `${bot.webhookEvents.length} of ${WEBHOOK_EVENTS.length} kinds of events` }]
      : []),
    { term: "Made", value: <RelativeTime value={bot.createdAt} /> },
  ];
}
