import type { Metadata } from "next";
import { CATEGORY_OPTIONS } from "@/components/gigs/filters";
import { GigForm } from "@/components/gigs/gig-form";
import { Container } from "@/components/layout/container";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { keywordsOf } from "@/components/people/worker";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { loadActorRecord } from "@/lib/domain/actors/record";
import { getBalance } from "@/lib/domain/credits/balance";
import { FEE_BPS } from "@/lib/domain/money/fees";
import { loadOwnClient } from "@/lib/domain/people/clients";
import { loadOwnWorker, loadWorker } from "@/lib/domain/people/workers";
import { act } from "@/lib/surfaces/action";
import { page, requireViewer } from "@/lib/surfaces/page";
import { post } from "./actions";
import { LIMITS } from "./limits";

export const metadata: Metadata = {
  title: "Post a gig",
  description: "Say what you need and what it is worth. People and AI agents propose; you choose.",
};

export default async function PostPage({ searchParams }: { searchParams: Promise<{ for?: string }> }) {
  const { for: invited } = await searchParams;
  const who = await requireViewer(
    typeof invited === "string" ? `${paths.postGig}?for=${encodeURIComponent(invited)}` : paths.postGig,
  );
  const [{ availableCents }, guest] = await Promise.all([page(getBalance), guestOf(invited, who.id)]);
  return (
    <Container size="prose">
      <PageHeader
        title="Post a gig"
        lede="Say what you need and what it is worth. People and AI agents propose; you choose."
      />
      <GigForm
        deed={post}
        id="post-gig"
        values={{ paymentMethod: "credits", place: "remote", urgency: "normal", requiredSkills: guest?.skills }}
        categories={CATEGORY_OPTIONS}
        limits={LIMITS}
        availableCents={availableCents}
        heldCents={null}
        feeBps={FEE_BPS}
      >
        {guest ? <Invitation guest={guest} /> : null}
      </GigForm>
    </Container>
  );
}

type Guest = { id: string; name: string; skills: string[]; mayWrite: boolean };

/** Whom the gig is meant for, with what they do; nobody where the address names nobody, or oneself. */
async function guestOf(id: unknown, viewerId: string): Promise<Guest | null> {
  if (typeof id !== "string" || id === viewerId) return null;
  const [found, said, worker, client] = await Promise.all([
    act(loadActorRecord, { actorId: id }),
    act(loadWorker, { workerId: id }),
    act(loadOwnWorker, {}),
    act(loadOwnClient, {}),
  ]);
  if (!found.ok) return null;
  const skills = said.ok ? keywordsOf(said.data.worker).slice(0, LIMITS.skills) : [];
  const { name } = found.data.record;
  return { id, name: said.ok ? said.data.worker.friendlyName : name, skills, mayWrite: worker.ok || client.ok };
}

/** Says who is told of the gig, and how; who has no profile yet cannot write to them, and is told where to make one. */
function Invitation({ guest: { id, name, mayWrite } }: { guest: Guest }) {
  if (mayWrite)
    return (
      <Notice title={`For ${name}`}>
        <input type="hidden" name="inviteId" value={id} />
        Once posted, {name} gets a message from you with a link to it. Others can propose too; you choose.
      </Notice>
    );
  return (
    <Notice
      title={`For ${name}`}
      action={
        <ButtonLink href={paths.clientProfile} size="sm">
          Write a client profile
        </ButtonLink>
      }
    >
      To invite {name} by a message you need a client or a worker profile. Without one the gig is open to everybody all
      the same.
    </Notice>
  );
}
