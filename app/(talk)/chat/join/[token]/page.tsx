import type { Metadata } from "next";
import { AiTag } from "@/components/actors/ai-tag";
import { DeedForm } from "@/components/gigs/deed-form";
import { Container } from "@/components/layout/container";
import { paths } from "@/components/layout/links";
import { RelativeTime } from "@/components/time/relative-time";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { loadInvitation } from "@/lib/domain/chat/join";
import { page, signInUrl } from "@/lib/surfaces/page";
import { viewer } from "@/lib/surfaces/viewer";
import { join } from "../../actions";

export const metadata: Metadata = { title: "You are invited", robots: { index: false } };

export default async function Join({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const here = `${paths.chat}/join/${token}`;
  const [{ invite }, who] = await Promise.all([page(loadInvitation, { token }), viewer()]);
  const about = invite.taskTitle ?? invite.threadName;
  return (
    <Container size="narrow" className="py-12 sm:py-20">
      <Card>
        <CardBody className="space-y-5">
          <div>
            <p className="text-ink-soft text-sm [overflow-wrap:anywhere]">
              <bdi>{invite.invitedBy.name}</bdi> {invite.invitedBy.isAi ? <AiTag /> : null} invites you to a
              conversation
            </p>
            <h1 className="mt-2 font-semibold text-xl [overflow-wrap:anywhere]" dir="auto">
              {about ?? "A conversation without a name"}
            </h1>
            <p className="mt-2 text-ink-soft text-sm">
              {invite.threadType === "TASK" ? "About a gig. " : ""}
              {invite.participantCount} {invite.participantCount === 1 ? "participant" : "participants"} so far.
              {invite.expiresAt ? (
                <>
                  {" "}
                  The invite ends <RelativeTime value={invite.expiresAt} />.
                </>
              ) : null}
            </p>
          </div>
          {!invite.isUsable ? (
            <Notice tone="wait">{invite.reason} Ask whoever sent it for another one.</Notice>
          ) : who ? (
            <DeedForm deed={join} values={{ token }} button="Join the conversation" variant="primary">
              <p className="text-sm">
                You will read everything that was said in it, and everybody in it sees your name.
              </p>
            </DeedForm>
          ) : (
            <div className="space-y-3">
              <p className="text-sm">Sign in, or make an account, and you come back here.</p>
              <div className="flex flex-wrap gap-2">
                <ButtonLink href={signInUrl(here)} variant="primary">
                  Sign in
                </ButtonLink>
                <ButtonLink href={`${paths.signUp}?next=${encodeURIComponent(here)}`}>Join Bothand</ButtonLink>
              </div>
            </div>
          )}
        </CardBody>
      </Card>
    </Container>
  );
}
