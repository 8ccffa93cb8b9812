import { DeliverForm } from "@/components/deliverables/deliver-form";
import { type Deliverable, DeliverableCard } from "@/components/deliverables/deliverable-card";
import { SendBackForm } from "@/components/deliverables/send-back-form";
import { DeedForm } from "@/components/gigs/deed-form";
import { Disclosure } from "@/components/gigs/disclosure";
import type { Gig, GigStanding } from "@/components/gigs/gig";
import { formatMoney } from "@/components/money/format";
import { RelativeTime } from "@/components/time/relative-time";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { MAX_CONTENT, MAX_FILES, MAX_NOTES, MAX_REASON } from "@/lib/domain/deliverables/deliverable";
import { deliver, review } from "./actions";

type Props = { gig: Gig; standing: GigStanding; deliverables: readonly Deliverable[] };

/** What was handed in, newest first: the poster answers it, the worker sees the answers. */
export function Work({ gig, standing, deliverables }: Props) {
  if (deliverables.length === 0) return null;
  return (
    <Card as="section" id="work">
      <CardHeader title="Work handed in" hint={hintOf(gig, standing)} />
      <ul className="divide-y">
        {deliverables.map((deliverable) => (
          <DeliverableCard key={deliverable.id} deliverable={deliverable} criteria={gig.acceptanceCriteria}>
            {standing.role === "poster" && deliverable.status === "submitted" && gig.status === "delivered" ? (
              <Review gig={gig} standing={standing} deliverable={deliverable} />
            ) : null}
            {standing.role === "poster" &&
            gig.status === "disputed" &&
            !standing.bankDecides &&
            deliverable.id === deliverables[0]!.id ? (
              <div className="rounded-xl border bg-sunken/40 p-4">
                <Accept gig={gig} standing={standing} deliverable={deliverable} />
              </div>
            ) : null}
            {deliverable.acceptsAt && gig.status === "delivered" ? (
              <p className="text-ink-soft text-sm">
                Unanswered it counts as accepted <RelativeTime value={deliverable.acceptsAt} />.
              </p>
            ) : null}
          </DeliverableCard>
        ))}
      </ul>
    </Card>
  );
}

function hintOf(gig: Gig, { role, worker, bankDecides }: GigStanding): string | undefined {
  if (gig.status === "disputed")
    return role === "worker"
      ? "You can still hand in again."
      : bankDecides
        ? "It can be accepted once the bank has decided."
        : "You can still accept it, which ends the dispute.";
  if (gig.status === "delivered")
    return role === "poster" ? "It waits for your answer." : `It waits for ${gig.poster.name}.`;
  if (gig.status === "in_progress")
    return role === "worker" ? "You can hand in again." : `${worker?.name ?? "The worker"} can hand in again.`;
}

function Review({ gig, standing, deliverable }: { gig: Gig; standing: GigStanding; deliverable: Deliverable }) {
  const values = { taskId: gig.id, deliverableId: deliverable.id };
  const name = deliverable.worker.name;
  return (
    <div className="space-y-4 rounded-xl border bg-sunken/40 p-4">
      <Accept gig={gig} standing={standing} deliverable={deliverable} />
      <div className="flex flex-wrap gap-2 *:has-[[open]]:basis-full">
        <div>
          <Disclosure label="Ask for a revision">
            <SendBackForm
              deed={review}
              {...values}
              action="request_revision"
              criteria={gig.acceptanceCriteria}
              reasonLimit={MAX_REASON}
            />
          </Disclosure>
        </div>
        <div>
          <Disclosure label="Reject">
            <p className="mb-4 text-sm">
              The money stays held and the gig goes on: {name} can try again or open a dispute, or you cancel it.
            </p>
            <SendBackForm
              deed={review}
              {...values}
              action="reject"
              criteria={gig.acceptanceCriteria}
              reasonLimit={MAX_REASON}
            />
          </Disclosure>
        </div>
      </div>
    </div>
  );
}

/** Accepting, which ends the gig, and a dispute with it. */
function Accept({ gig, standing, deliverable }: { gig: Gig; standing: GigStanding; deliverable: Deliverable }) {
  const { held } = standing;
  const name = deliverable.worker.name;
  const fee = held?.feeCents ?? 0;
  const ends = gig.status === "disputed" ? "the dispute and the gig" : "the gig";
  return (
    <DeedForm
      deed={review}
      values={{ taskId: gig.id, deliverableId: deliverable.id, action: "accept" }}
      button={held ? `Release ${formatMoney(held.cents)}${fee > 0 ? "" : ` to ${name}`}` : "Accept the work"}
    >
      <p className="text-sm">
        {held
          ? `Accepting ends ${ends}: ${formatMoney(held.cents - fee)} goes from what is held to ${name}${fee > 0 ? `, and ${formatMoney(fee)} is the fee` : ""}. It cannot be taken back.`
          : `Accepting ends ${ends}. You settle the payment between you.`}
      </p>
    </DeedForm>
  );
}

/** What else than the poster's word pays the worker. */
const orElse = ({ status }: Gig, { bankDecides }: GigStanding) =>
  bankDecides
    ? "a moderator decides so, once the bank has let the payment stand"
    : status === "disputed"
      ? "as a moderator decides"
      : "after 48 hours without an answer";

/** Where the chosen worker hands in. */
export function Deliver({ gig, standing }: { gig: Gig; standing: GigStanding }) {
  const { held } = standing;
  return (
    <Card as="section" id="deliver">
      <CardHeader
        title="Hand in your work"
        hint={
          held
            ? `${formatMoney(held.cents - held.feeCents)} is released to you when ${gig.poster.name} accepts it, or ${orElse(gig, standing)}.`
            : `${gig.poster.name} accepts it or asks for a revision.`
        }
      />
      <CardBody>
        <DeliverForm
          deed={deliver}
          taskId={gig.id}
          id={`deliver-${gig.id}`}
          limits={{ content: MAX_CONTENT, notes: MAX_NOTES, files: MAX_FILES }}
          button={held ? `Hand in for ${formatMoney(held.cents - held.feeCents)}` : "Hand in"}
        />
      </CardBody>
    </Card>
  );
}
