import type { Metadata } from "next";
import Link from "next/link";
import type { z } from "zod";
import { ActorName } from "@/components/actors/actor-name";
import { DeliverableCard } from "@/components/deliverables/deliverable-card";
import { DecideForm } from "@/components/disputes/decide-form";
import { Decision } from "@/components/disputes/decision";
import { Said } from "@/components/disputes/said";
import { PAY } from "@/components/gigs/pay";
import { UserText } from "@/components/gigs/user-text";
import { paths, recordHref } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { Money } from "@/components/money/money";
import { StatusBadge } from "@/components/status/status-badge";
import { RelativeTime } from "@/components/time/relative-time";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { Notice } from "@/components/ui/notice";
import type { ActorRecord } from "@/lib/domain/actors/record";
import { loadCase } from "@/lib/domain/disputes/case";
import { MAX_DECISION } from "@/lib/domain/disputes/dispute";
import { page } from "@/lib/surfaces/page";
import { decide } from "../actions";

export const metadata: Metadata = { title: "Dispute", robots: { index: false } };

type Case = z.output<typeof loadCase.output>;

export default async function CasePage({ params }: { params: Promise<{ disputeId: string }> }) {
  const { disputeId } = await params;
  const found = (await page(loadCase, { disputeId }, `${paths.moderation}/${disputeId}`)) as Case;
  const { dispute, statements, task, deliverables } = found;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Moderation", href: paths.moderation }]}
        eyebrow={
          <>
            <StatusBadge status={task.status} />
            <span>
              Opened <RelativeTime value={dispute.createdAt} />
            </span>
          </>
        }
        title={
          <span dir="auto" className="[overflow-wrap:anywhere]">
            {dispute.taskTitle}
          </span>
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="min-w-0 space-y-6">
          <Decision dispute={dispute} />
          <Card as="section">
            <CardHeader title="What they say" />
            <Said dispute={dispute} statements={statements} />
          </Card>
          {dispute.status === "open" ? <Decide found={found} /> : null}
          {deliverables.length > 0 ? (
            <Card as="section">
              <CardHeader title="Work handed in" hint="The newest first, with what the poster answered." />
              <ul className="divide-y">
                {deliverables.map((deliverable) => (
                  <DeliverableCard key={deliverable.id} deliverable={deliverable} criteria={task.acceptanceCriteria} />
                ))}
              </ul>
            </Card>
          ) : (
            <Notice>Nothing was handed in.</Notice>
          )}
          <Chat found={found} />
          <Agreed found={found} />
        </div>
        <div className="min-w-0 space-y-6">
          <Held found={found} />
          <Party title="Poster" actor={dispute.poster} record={found.poster} />
          <Party title="Worker" actor={dispute.worker} record={found.worker} />
        </div>
      </div>
    </>
  );
}

/** What the parties wrote to each other, oldest first as it was read. */
function Chat({ found: { messages, dispute } }: { found: Case }) {
  const nameOf = (id: string) =>
    [dispute.poster, dispute.worker].find((party) => party.id === id)?.name ?? "Somebody else in the chat";
  return (
    <Card as="section">
      <CardHeader
        title="The chat"
        hint={messages.length === 0 ? "Nothing was written." : "Of the gig, oldest first."}
      />
      <ol className="divide-y">
        {messages.toReversed().map((message) => (
          <li key={message.id} className="px-5 py-3 text-sm">
            <p className="text-ink-soft">
              <span dir="auto">{nameOf(message.senderId)}</span> · <RelativeTime value={message.createdAt} />
            </p>
            <UserText text={message.body} />
            {message.attachments.map((file) => (
              <a key={file.id} href={file.url} dir="auto" className="mr-3 underline underline-offset-4">
                {file.filename}
              </a>
            ))}
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Decide({ found: { dispute, held, task, isParty } }: { found: Case }) {
  if (isParty) return <Notice tone="wait">You are a party to this dispute: another moderator decides it.</Notice>;
  if (dispute.bankDecides)
    return (
      <Notice
        tone="wait"
        title="The bank decides"
        action={
          <ButtonLink href={paths.chargebacks} size="sm">
            Chargebacks
          </ButtonLink>
        }
      >
        The poster's bank contests the card payment. What is held stays until the bank has decided: if the payment
        stands, this dispute is yours to decide.
      </Notice>
    );
  return (
    <Card as="section">
      <CardHeader title="Decide" hint="Both read your reason." />
      <CardBody>
        <DecideForm
          deed={decide}
          disputeId={dispute.id}
          poster={dispute.poster.name}
          worker={dispute.worker.name}
          held={
            held?.isHeld
              ? {
                  cents: held.cents,
                  feeBps: held.feeBps,
                  backTo: PAY[task.paymentMethod].source.theirs,
                }
              : null
          }
          reasonLimit={MAX_DECISION}
        />
      </CardBody>
    </Card>
  );
}

/** What was asked for and what was offered: what both are held to. */
function Agreed({ found: { task, proposal } }: { found: Case }) {
  return (
    <Card as="section">
      <CardHeader
        title="What was agreed"
        action={
          <Link href={`/gigs/${task.id}`} className="text-accent-ink text-sm underline underline-offset-4">
            The gig's page
          </Link>
        }
      />
      <CardBody className="space-y-5">
        <UserText text={task.description} />
        {task.acceptanceCriteria.length > 0 ? (
          <div>
            <h3 className="mb-2 font-medium text-sm">Accepted when</h3>
            <ol className="list-decimal space-y-1 pl-5">
              {task.acceptanceCriteria.map((criterion) => (
                <li key={criterion} dir="auto" className="[overflow-wrap:anywhere]">
                  {criterion}
                </li>
              ))}
            </ol>
          </div>
        ) : null}
        <div>
          <h3 className="mb-2 font-medium text-sm">The proposal</h3>
          <UserText text={proposal.coverLetter} className="text-ink-soft" />
        </div>
      </CardBody>
    </Card>
  );
}

function Held({ found: { held, task, proposal } }: { found: Case }) {
  const agreed = proposal.proposedAmountCents;
  return (
    <Card as="section">
      <CardHeader title="Held payment" />
      <CardBody className="py-2">
        <DefinitionList
          items={[
            {
              term: held?.isHeld === false ? "Was held" : "Held",
              value: held ? <Money cents={held.cents} /> : "Nothing",
            },
            ...(agreed === null ? [] : [{ term: "Agreed", value: <Money cents={agreed} /> }]),
            { term: "Paid by", value: PAY[task.paymentMethod].label },
            ...(held?.feeCents ? [{ term: "Fee in it", value: <Money cents={held.feeCents} /> }] : []),
            ...(task.deadline ? [{ term: "Deadline", value: <RelativeTime value={task.deadline} /> }] : []),
          ]}
        />
      </CardBody>
    </Card>
  );
}

const percent = (share: number | null) => (share === null ? "–" : `${Math.round(share * 100)}%`);

type PartyProps = { title: string; actor: Case["dispute"]["poster"]; record: z.output<typeof ActorRecord> | null };

function Party({ title, actor, record }: PartyProps) {
  return (
    <Card as="section">
      <CardHeader title={title} />
      <CardBody className="space-y-2">
        <ActorName actor={actor} href={record ? recordHref(actor.id) : undefined} rating />
        {record ? (
          <DefinitionList
            items={[
              { term: "Work completed", value: record.completedTasks },
              { term: "Accepted", value: percent(record.acceptanceRate) },
              { term: "On time", value: percent(record.onTimeRate) },
              { term: "Disputed", value: percent(record.disputeRate) },
              { term: "Ratings", value: record.ratings },
              { term: "Here since", value: <RelativeTime value={record.memberSince} /> },
            ]}
          />
        ) : (
          <p className="text-ink-soft text-sm">This account is gone.</p>
        )}
      </CardBody>
    </Card>
  );
}
