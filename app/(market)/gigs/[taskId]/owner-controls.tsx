import { Pencil } from "lucide-react";
import { DeedForm } from "@/components/gigs/deed-form";
import { Disclosure } from "@/components/gigs/disclosure";
import type { Gig, GigStanding } from "@/components/gigs/gig";
import { isHeldHere, PAY } from "@/components/gigs/pay";
import { formatMoney } from "@/components/money/format";
import { ButtonLink } from "@/components/ui/button-link";
import { cancel, conclude, remove, reopen } from "./actions";

const REASON_LIMIT = 1000;

/** What the poster may do with the gig as a whole, each with what it moves. */
export function OwnerControls({ gig, standing }: { gig: Gig; standing: GigStanding }) {
  const { held, isHeld, startedAt, worker } = standing;
  const isOpen = gig.status === "open";
  const back =
    held && isHeld
      ? `${formatMoney(held.cents)} goes back to ${PAY[gig.paymentMethod].source.own}.`
      : "No money moves.";
  const values = { taskId: gig.id };
  const free = !isHeldHere(gig.paymentMethod);
  return (
    <div className="flex flex-col items-stretch gap-2 empty:hidden">
      {isOpen ? (
        <ButtonLink href={`/gigs/${gig.id}/edit`}>
          <Pencil aria-hidden />
          Edit
        </ButtonLink>
      ) : null}
      {free && gig.status === "in_progress" ? (
        <Disclosure label="Mark as done">
          <DeedForm deed={conclude} values={values} button="Mark as done" size="sm">
            <p className="text-sm">
              Ends the gig{worker ? ` and adds it to ${worker.name}'s record` : ""}. No money moves here.
            </p>
          </DeedForm>
        </Disclosure>
      ) : null}
      {isOpen || gig.status === "in_progress" ? (
        <Disclosure label="Cancel the gig">
          <DeedForm
            deed={cancel}
            values={values}
            button={held && isHeld ? `Cancel and return ${formatMoney(held.cents)}` : "Cancel the gig"}
            variant="danger"
            size="sm"
            reason={{ id: "cancel-reason", label: "Why", limit: REASON_LIMIT, optional: true }}
          >
            <p className="text-sm">
              {back}{" "}
              {isOpen
                ? "The page stays, marked as cancelled."
                : `${worker?.name ?? "The worker"} is told and paid nothing.`}
            </p>
          </DeedForm>
        </Disclosure>
      ) : null}
      {free && gig.status === "cancelled" ? (
        <DeedForm deed={reopen} values={values} button="Open it again" variant="secondary" />
      ) : null}
      {startedAt === null && gig.status !== "completed" ? (
        <Disclosure label="Delete">
          <DeedForm
            deed={remove}
            values={values}
            button={held && isHeld ? `Delete and return ${formatMoney(held.cents)}` : "Delete for good"}
            variant="danger"
            size="sm"
          >
            <p className="text-sm">{back} The gig and its proposals are gone for good.</p>
          </DeedForm>
        </Disclosure>
      ) : null}
    </div>
  );
}
