import type { Metadata } from "next";
import Link from "next/link";
import type { z } from "zod";
import { ActorName } from "@/components/actors/actor-name";
import { AnswerForm } from "@/components/disputes/answer-form";
import { UserText } from "@/components/gigs/user-text";
import { paths, recordHref } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { Money } from "@/components/money/money";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { Notice } from "@/components/ui/notice";
import { clock } from "@/lib/core/clock";
import { MAX_EVIDENCE_PART } from "@/lib/domain/payments/evidence";
import { loadChargeback } from "@/lib/domain/payments/load-chargeback";
import { page } from "@/lib/surfaces/page";
import { answerBank } from "../../actions";
import { reasonOf, STATUS } from "../_words";

export const metadata: Metadata = { title: "Chargeback", robots: { index: false } };

type Loaded = z.output<typeof loadChargeback.output>;
type Answer = NonNullable<Loaded["answer"]>;

export default async function ChargebackPage({ params }: { params: Promise<{ chargebackId: string }> }) {
  const { chargebackId } = await params;
  const loaded = (await page(loadChargeback, { chargebackId }, `${paths.chargebacks}/${chargebackId}`)) as Loaded;
  const { chargeback } = loaded;
  const { status, amountCents, createdAt, endedAt } = chargeback;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: "Moderation", href: paths.moderation },
          { label: "Chargebacks", href: paths.chargebacks },
        ]}
        eyebrow={
          <>
            <Badge tone={STATUS[status].tone}>{STATUS[status].label}</Badge>
            <span>
              {endedAt ? "Ended" : "Contested"} <RelativeTime value={endedAt ?? createdAt} />
            </span>
          </>
        }
        title={
          <>
            <Money cents={amountCents} /> contested
          </>
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="min-w-0 space-y-6">
          <ToTheBank loaded={loaded} />
        </div>
        <Facts chargeback={chargeback} />
      </div>
    </>
  );
}

function ToTheBank({ loaded: { chargeback, answer, draft, isPayer } }: { loaded: Loaded }) {
  const { id, status, evidenceDueAt } = chargeback;
  if (answer?.isFinal) return <Sent answer={answer} />;
  if (status !== "inquiry" && status !== "open")
    return <Notice title="The bank was told nothing">It has decided, and hears nothing about it any more.</Notice>;
  if (isPayer) return <Notice tone="wait">This is a payment of yours: another moderator answers the bank.</Notice>;
  if (evidenceDueAt && new Date(evidenceDueAt) <= clock.now())
    return <Notice tone="loss" title="The time to answer is over" />;
  return (
    <Card as="section">
      <CardHeader
        title="Tell the bank"
        hint={
          answer ? (
            <>
              Your draft was kept <RelativeTime value={answer.createdAt} />.
            </>
          ) : (
            "Begun out of our books and the gig's page. Read it, mend it, then send it."
          )
        }
      />
      <CardBody>
        <AnswerForm deed={answerBank} chargebackId={id} said={answer ?? draft} limit={MAX_EVIDENCE_PART} />
      </CardBody>
    </Card>
  );
}

const PARTS: { name: keyof Loaded["draft"]; title: string }[] = [
  { name: "productDescription", title: "What was sold" },
  { name: "serviceDate", title: "The day it was had" },
  { name: "accessActivityLog", title: "That the payer used it" },
  { name: "statement", title: "What else speaks for it" },
];

/** What the bank has been told, as it was. */
function Sent({ answer }: { answer: Answer }) {
  return (
    <Card as="section">
      <CardHeader
        title="What the bank was told"
        hint={
          answer.takenAt ? (
            <>
              Sent <RelativeTime value={answer.takenAt} />
            </>
          ) : (
            "On its way to Stripe"
          )
        }
      />
      <CardBody className="space-y-5">
        {PARTS.filter(({ name }) => answer[name] !== "").map(({ name, title }) => (
          <div key={name}>
            <h3 className="mb-1 font-medium text-sm">{title}</h3>
            <UserText text={answer[name]} className="text-sm" />
          </div>
        ))}
      </CardBody>
    </Card>
  );
}

function Facts({ chargeback }: { chargeback: Loaded["chargeback"] }) {
  const { id, payer, taskId, taskTitle, reservedCents, reason, evidenceDueAt, endedAt } = chargeback;
  return (
    <Card as="section">
      <CardHeader title="The payment" />
      <CardBody className="space-y-3">
        <ActorName actor={payer} href={recordHref(payer.id)} />
        <DefinitionList
          items={[
            {
              term: "For",
              value: taskId ? (
                <Link href={`/gigs/${taskId}`} dir="auto" className="underline underline-offset-4">
                  {taskTitle}
                </Link>
              ) : (
                "Credits"
              ),
            },
            { term: "Why", value: reasonOf(reason) },
            ...(reservedCents ? [{ term: "Set aside", value: <Money cents={reservedCents} /> }] : []),
            ...(evidenceDueAt && !endedAt
              ? [{ term: "Answer by", value: <RelativeTime value={evidenceDueAt} /> }]
              : []),
            { term: "At Stripe", value: <span className="font-mono text-xs [overflow-wrap:anywhere]">{id}</span> },
          ]}
        />
      </CardBody>
    </Card>
  );
}
