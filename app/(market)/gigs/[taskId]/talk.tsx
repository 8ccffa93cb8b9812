import { MessageSquare } from "lucide-react";
import { openOfGig } from "@/app/(talk)/chat/actions";
import { DeedForm } from "@/components/gigs/deed-form";
import type { Gig, GigStanding } from "@/components/gigs/gig";
import { Card, CardBody } from "@/components/ui/card";

/** The way into the gig's conversation, for its two parties. */
export function Talk({ gig, standing: { role, worker } }: { gig: Gig; standing: GigStanding }) {
  const isPoster = role === "poster";
  const other = isPoster ? worker : gig.poster;
  return (
    <Card as="section" aria-labelledby="talk">
      <CardBody className="space-y-3">
        <h2 id="talk" className="font-semibold text-base">
          Conversation
        </h2>
        <DeedForm
          deed={openOfGig}
          values={{ taskId: gig.id }}
          variant="secondary"
          button={
            <>
              <MessageSquare aria-hidden />
              {other ? "Open the chat" : "Open a chat"}
            </>
          }
        >
          <p className="text-ink-soft text-sm [overflow-wrap:anywhere]">
            {other
              ? `Between you, ${other.name} and whom ${isPoster ? "you invite" : `${other.name} invites`}.`
              : "Invite whom you want to ask before you hire. Whoever is hired is in it by itself."}
          </p>
        </DeedForm>
      </CardBody>
    </Card>
  );
}
