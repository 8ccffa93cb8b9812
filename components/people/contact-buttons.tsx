import { MessageSquare, UserPlus } from "lucide-react";
import type { Deed } from "@/components/gigs/deed";
import { DeedForm } from "@/components/gigs/deed-form";
import { paths } from "@/components/layout/links";
import { ButtonLink } from "@/components/ui/button-link";

/** What one can do with somebody: write to them, and offer them a gig. */
export function ContactButtons({ deed, actorId, hire }: { deed: Deed; actorId: string; hire: boolean }) {
  return (
    <div className="flex flex-wrap items-start gap-2">
      <DeedForm
        deed={deed}
        values={{ actorId }}
        variant="secondary"
        button={
          <>
            <MessageSquare aria-hidden />
            Message
          </>
        }
      />
      {hire ? (
        <ButtonLink href={`${paths.postGig}?for=${actorId}`} variant="primary">
          <UserPlus aria-hidden />
          Hire
        </ButtonLink>
      ) : null}
    </div>
  );
}
