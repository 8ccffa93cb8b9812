import { Decision } from "@/components/disputes/decision";
import type { Dispute as DisputeShape, Statement } from "@/components/disputes/dispute";
import { Said } from "@/components/disputes/said";
import { SpeakForm } from "@/components/disputes/speak-form";
import { DeedForm } from "@/components/gigs/deed-form";
import { Disclosure } from "@/components/gigs/disclosure";
import type { Gig, GigStanding } from "@/components/gigs/gig";
import { PAY } from "@/components/gigs/pay";
import { formatMoney } from "@/components/money/format";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { PageOutput } from "@/lib/core/page";
import { MAX_EVIDENCE, MAX_REASON, MAX_STATEMENT } from "@/lib/domain/disputes/dispute";
import { listDisputes } from "@/lib/domain/disputes/list";
import { loadDispute } from "@/lib/domain/disputes/load";
import { page } from "@/lib/surfaces/page";
import { addStatement, contest, decide } from "./actions";

type Props = { gig: Gig; standing: GigStanding };
const WITHDRAW_REASON = 1000;

/** The quarrel about a gig, for its two parties: how to open one, what was said, and how it ended. */
export async function Dispute({ gig, standing }: Props) {
  const { items } = (await page(listDisputes, { taskId: gig.id, limit: 1 })) as PageOutput<DisputeShape>;
  const isRunning = gig.status === "in_progress" || gig.status === "delivered";
  const latest = items[0];
  return (
    <>
      {latest ? <Found id={latest.id} gig={gig} standing={standing} /> : null}
      {isRunning ? <Open gig={gig} standing={standing} /> : null}
    </>
  );
}

async function Found({ id, gig, standing }: Props & { id: string }) {
  const { dispute, statements } = (await page(loadDispute, { disputeId: id })) as {
    dispute: DisputeShape;
    statements: Statement[];
  };
  const isOpen = dispute.status === "open";
  const { role } = standing;
  return (
    <Card as="section" id="dispute">
      <CardHeader title="Dispute" hint={isOpen ? hintOf(dispute) : undefined} />
      {isOpen ? null : (
        <CardBody className="border-b">
          <Decision dispute={dispute} />
        </CardBody>
      )}
      <Said dispute={dispute} statements={statements} />
      {isOpen ? (
        <CardBody className="space-y-5 border-t">
          <SpeakForm
            deed={addStatement}
            values={{ disputeId: id, taskId: gig.id }}
            id={`state-${id}`}
            field="text"
            label="What you have to say"
            limits={{ text: MAX_STATEMENT, evidence: MAX_EVIDENCE }}
            button="Add to the dispute"
            variant="secondary"
          />
          {role === "worker" && gig.acceptedProposalId && !dispute.bankDecides ? (
            <Disclosure label="Give in">
              <DeedForm
                deed={decide}
                values={{ proposalId: gig.acceptedProposalId, taskId: gig.id, action: "withdraw" }}
                button={
                  standing.held ? `Withdraw and return ${formatMoney(standing.held.cents)}` : "Withdraw from the gig"
                }
                variant="danger"
                size="sm"
                reason={{ id: "give-in-reason", label: "Why", limit: WITHDRAW_REASON, optional: true }}
              >
                <p className="text-sm">
                  {standing.held
                    ? `${formatMoney(standing.held.cents)} goes back to ${PAY[gig.paymentMethod].source.theirs}, you are paid nothing, and the gig is cancelled.`
                    : "The gig is cancelled."}
                </p>
              </DeedForm>
            </Disclosure>
          ) : null}
        </CardBody>
      ) : null}
    </Card>
  );
}

function hintOf({ heldCents, openedBy, bankDecides }: DisputeShape): string {
  if (bankDecides && heldCents !== null)
    return `The poster's bank contests the card payment: ${formatMoney(heldCents)} stays held until the bank has decided. What you write here, moderators read.`;
  const money =
    heldCents === null ? "A moderator decides." : `${formatMoney(heldCents)} stays held until a moderator has decided.`;
  return openedBy === "clock" ? `${money} The two of you can still end it yourselves.` : money;
}

function Open({ gig, standing }: Props) {
  const { held, role, worker } = standing;
  const other = role === "poster" ? (worker?.name ?? "the worker") : gig.poster.name;
  return (
    <Disclosure label="Open a dispute">
      <SpeakForm
        deed={contest}
        values={{ taskId: gig.id }}
        id={`contest-${gig.id}`}
        field="reason"
        label="What is wrong"
        limits={{ text: MAX_REASON, evidence: MAX_EVIDENCE }}
        button="Open a dispute"
        variant="danger"
      >
        <p className="text-sm">
          A moderator reads what you and {other} have to say and decides.{" "}
          {held ? `Until then ${formatMoney(held.cents)} stays held: ` : "Until then "}
          {role === "poster"
            ? "you can still accept the work, but neither cancel the gig nor send work back."
            : "you can still hand in, and the poster can still accept."}
        </p>
      </SpeakForm>
    </Disclosure>
  );
}
