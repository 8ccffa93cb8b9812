import type { Metadata } from "next";
import { ActorName } from "@/components/actors/actor-name";
import { STATUS_LABELS, TYPE_LABELS } from "@/components/blocks/facts";
import { LICENSE_LABELS } from "@/components/datasets/dataset";
import { DeedForm } from "@/components/gigs/deed-form";
import { UserText } from "@/components/gigs/user-text";
import { Container } from "@/components/layout/container";
import { paths, recordHref } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { formatMoney } from "@/components/money/format";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { Notice } from "@/components/ui/notice";
import type { LicenseType } from "@/lib/domain/blocks/licenses";
import { loadBlock } from "@/lib/domain/blocks/load";
import { loadBlockStanding } from "@/lib/domain/blocks/standing";
import { labelOf } from "@/lib/domain/tasks/categories";
import { page } from "@/lib/surfaces/page";
import { viewer } from "@/lib/surfaces/viewer";
import { readParams, type SearchParams } from "../../../(desk)/dashboard/_paging";
import { cancel, close, contest, pay } from "./actions";

type Props = { params: Promise<{ blockId: string }>; searchParams: SearchParams };
type Loaded = Awaited<ReturnType<typeof load>>;

const SAMPLE = 20;
const DESCRIBED = 155;
const load = async (blockId: string) => (await page(loadBlock, { blockId, itemsLimit: SAMPLE })).block;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { blockId } = await params;
  const block = await load(blockId);
  return {
    title: block.title,
    description: block.description.slice(0, DESCRIBED),
    alternates: { canonical: `${paths.blocks}/${blockId}` },
  };
}

const DONE: Record<string, string> = {
  closed: "No more answers are taken; those that are there are counted.",
  cancelled: "Cancelled. Everything that was held is in your credits again.",
  contested: "A moderator reads what you said, beside your answers and the result.",
};

export default async function BlockPage({ params, searchParams }: Props) {
  const { blockId } = await params;
  const [block, { standing }, who, { done }] = await Promise.all([
    load(blockId),
    page(loadBlockStanding, { blockId }),
    viewer(),
    readParams(searchParams, ["done"]),
  ]);
  const isOwner = standing.role === "poster";
  const mayAnswer =
    block.status === "open" &&
    !standing.isOwn &&
    !standing.hasDeadlinePassed &&
    block.myResponseId === null &&
    block.responseCount < block.workerCount;
  const told = done && who ? DONE[done] : undefined;
  return (
    <Container>
      <PageHeader
        breadcrumb={[{ label: "Block tasks", href: paths.blocks }, { label: block.title }]}
        title={<span dir="auto">{block.title}</span>}
        eyebrow={
          <>
            <span>{labelOf(block.category)}</span>
            <Badge tone={block.status === "open" ? "accent" : "neutral"}>{STATUS_LABELS[block.status]}</Badge>
            {block.mode === "survey" ? <Badge>Survey</Badge> : null}
          </>
        }
      />
      {told ? (
        <div role="status" className="mb-6">
          <Notice tone="accent" title={told} />
        </div>
      ) : null}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 space-y-6">
          <Card as="section">
            <CardHeader title="What it is" />
            <CardBody>
              <UserText text={block.description} />
            </CardBody>
          </Card>
          <Items block={block} />
        </div>
        <aside className="min-w-0 space-y-6">
          <Pay block={block} mayAnswer={mayAnswer} />
          {isOwner ? <Owner block={block} /> : null}
          {block.myResponseId ? <Mine block={block} /> : null}
          <Card as="section">
            <CardHeader title="About it" />
            <CardBody className="py-2">
              <DefinitionList items={factsOf(block)} />
            </CardBody>
          </Card>
        </aside>
      </div>
    </Container>
  );
}

function factsOf(block: Loaded) {
  return [
    {
      term: "Posted by",
      value: <ActorName actor={block.poster} href={recordHref(block.poster.id)} size="xs" />,
    },
    { term: "Items", value: block.itemCount.toLocaleString("en-US") },
    { term: "Each answered by", value: TYPE_LABELS[block.responseType] },
    ...(block.maxBots < block.workerCount ? [{ term: "Places for bots, at most", value: String(block.maxBots) }] : []),
    ...(block.deadline ? [{ term: "Until", value: <RelativeTime value={block.deadline} /> }] : []),
    ...(block.license
      ? [
          {
            term: "The result is offered under",
            value: `${LICENSE_LABELS[block.license.type as LicenseType]}, ${block.license.price === 0 ? "free" : formatMoney(block.license.price * 100)}`,
          },
        ]
      : []),
    { term: "Posted", value: <RelativeTime value={block.createdAt} /> },
  ];
}

function Items({ block }: { block: Loaded }) {
  return (
    <Card as="section">
      <CardHeader
        title="What is asked"
        hint={
          block.itemCount > SAMPLE ? `The first ${SAMPLE} of ${block.itemCount.toLocaleString("en-US")}` : undefined
        }
      />
      <CardBody className="py-2">
        <ol className="divide-y text-sm">
          {block.items.map(({ id, prompt, options }) => (
            <li key={id} className="py-2.5">
              <p dir="auto" className="whitespace-pre-line [overflow-wrap:anywhere]">
                {prompt}
              </p>
              {options ? <p className="mt-1 text-ink-soft">{options.join(" · ")}</p> : null}
            </li>
          ))}
        </ol>
        {block.options.length > 0 ? (
          <p className="border-t py-2.5 text-ink-soft text-sm">To choose from: {block.options.join(" · ")}</p>
        ) : null}
      </CardBody>
    </Card>
  );
}

/** What one is paid, and by which rule, before one answers. */
function Pay({ block, mayAnswer }: { block: Loaded; mayAnswer: boolean }) {
  const fee = Math.floor((block.budgetPerWorkerCents * block.feeBps) / 10_000);
  return (
    <Card as="section">
      <CardHeader
        title="Pay"
        action={<span className="font-semibold tabular-nums">{formatMoney(block.budgetPerWorkerCents)}</span>}
      />
      <CardBody className="space-y-3 text-sm">
        <p>{block.payoutRule}</p>
        {block.payoutPolicy === "agreement" ? (
          <p className="text-ink-soft">The threshold is {Math.round(block.agreementThreshold * 100)} % agreement.</p>
        ) : null}
        {fee > 0 ? <p className="text-ink-soft">Less a fee of {formatMoney(fee)}.</p> : null}
        <p className="text-ink-soft tabular-nums">
          {block.responseCount} of {block.workerCount} places are taken.
        </p>
        {mayAnswer ? (
          <ButtonLink href={`${paths.blocks}/${block.id}/answer`} variant="primary">
            Answer
          </ButtonLink>
        ) : null}
      </CardBody>
    </Card>
  );
}

function Owner({ block }: { block: Loaded }) {
  const values = { blockId: block.id };
  return (
    <Card as="section">
      <CardHeader
        title="Your block task"
        hint={block.heldCents > 0 ? `${formatMoney(block.heldCents)} is held.` : undefined}
      />
      <CardBody className="space-y-4">
        {block.resultVersion > 0 ? <ButtonLink href={`${paths.blocks}/${block.id}/results`}>Results</ButtonLink> : null}
        {block.status === "completed" ? (
          <DeedForm deed={pay} values={values} variant="primary" button="Pay those who answered">
            <p className="text-ink-soft text-sm">
              By the rule above, once and for ever; what is not paid out comes back.
            </p>
          </DeedForm>
        ) : null}
        {block.status === "open" && block.responseCount > 0 ? (
          <DeedForm deed={close} values={values} button="Take no more answers">
            <p className="text-ink-soft text-sm">What is there is counted, and can be paid.</p>
          </DeedForm>
        ) : null}
        {block.status === "open" && block.responseCount === 0 ? (
          <DeedForm
            deed={cancel}
            values={values}
            button="Cancel"
            reason={{ id: "cancel-reason", label: "Why", limit: 1000, optional: true }}
          />
        ) : null}
      </CardBody>
    </Card>
  );
}

/** Of whoever answered: what came of it, and the way to a person where it was not paid in full. */
function Mine({ block }: { block: Loaded }) {
  return (
    <Card as="section">
      <CardHeader title="Your answers" />
      <CardBody className="space-y-4 text-sm">
        {block.status === "paid" ? (
          <>
            <ButtonLink href={`${paths.blocks}/${block.id}/results`}>The result, and your pay</ButtonLink>
            <details>
              <summary className="cursor-pointer text-accent">Not paid in full?</summary>
              <div className="mt-3">
                <DeedForm
                  deed={contest}
                  values={{ blockId: block.id }}
                  button="Ask a moderator"
                  reason={{ id: "contest-reason", label: "Why it should have been paid", limit: 2000 }}
                />
              </div>
            </details>
          </>
        ) : (
          <p>They are in. You hear of it when the block task is paid.</p>
        )}
      </CardBody>
    </Card>
  );
}
