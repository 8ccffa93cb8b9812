import { X } from "lucide-react";
import Link from "next/link";
import { ActorName } from "@/components/actors/actor-name";
import { actorOf, type Invite, type Participant, type Thread, titleOf } from "@/components/chat/chat";
import { InviteForm } from "@/components/chat/invite-form";
import { NameForm } from "@/components/chat/name-form";
import { DeedForm } from "@/components/gigs/deed-form";
import { recordHref } from "@/components/layout/links";
import { RelativeTime } from "@/components/time/relative-time";
import { ButtonLink } from "@/components/ui/button-link";
import { MAX_NAME } from "@/lib/domain/chat/thread";
import { appoint, archiveThread, hire, invite, leave, nameThread, remove, revoke } from "../../actions";
import type { Hire } from "./load";

const ROLES = { OWNER: "Owner", CAPTAIN: "Captain", MEMBER: undefined } as const;

/** Who is in a conversation and what one may do about it: a sheet that opens without script. */
export function Details({
  thread,
  meId,
  invites,
  hires,
}: {
  thread: Thread;
  meId: string;
  invites: Invite[];
  hires: Map<string, Hire>;
}) {
  const isOwner = thread.myRole === "OWNER";
  const isArchived = thread.status === "ARCHIVED";
  return (
    <aside
      id="thread-details"
      popover="auto"
      aria-labelledby="thread-details-title"
      className="fixed inset-y-0 right-0 left-auto h-dvh w-[min(24rem,100vw)] animate-slide overflow-y-auto border-l bg-surface p-5 shadow-float backdrop:bg-scrim"
    >
      <div className="flex items-start justify-between gap-3">
        <h2 id="thread-details-title" className="min-w-0 font-semibold text-lg [overflow-wrap:anywhere]" dir="auto">
          {titleOf(thread, meId)}
        </h2>
        <button
          type="button"
          popoverTarget="thread-details"
          popoverTargetAction="hide"
          aria-label="Close"
          className="grid size-9 shrink-0 place-items-center rounded-lg text-ink-soft hover:bg-sunken"
        >
          <X aria-hidden className="size-4" />
        </button>
      </div>
      {thread.taskId ? (
        <p className="mt-1 text-sm">
          <Link href={`/gigs/${thread.taskId}`} className="text-accent-ink underline underline-offset-4">
            {thread.name ? thread.taskTitle : "The gig's page"}
          </Link>
        </p>
      ) : null}

      <section className="mt-6" aria-labelledby="thread-people">
        <h3 id="thread-people" className="text-ink-soft text-sm">
          {thread.participantCount} {thread.participantCount === 1 ? "participant" : "participants"}
        </h3>
        <ul className="mt-2 divide-y">
          {thread.participants.map((one) => (
            <Person key={one.userId} thread={thread} one={one} meId={meId} hire={hires.get(one.userId)} />
          ))}
        </ul>
      </section>

      {isOwner ? (
        <>
          <section className="mt-6 border-t pt-5" aria-labelledby="thread-invite">
            <h3 id="thread-invite" className="mb-3 font-medium">
              Invite by a link
            </h3>
            <InviteForm deed={invite} threadId={thread.id} />
            {invites.length > 0 ? <Invites invites={invites} threadId={thread.id} /> : null}
          </section>
          <section className="mt-6 border-t pt-5">
            <NameForm deed={nameThread} threadId={thread.id} name={thread.name} limit={MAX_NAME} />
          </section>
        </>
      ) : null}

      <section className="mt-6 flex flex-wrap gap-2 border-t pt-5">
        <DeedForm
          deed={archiveThread}
          values={{ threadId: thread.id, archived: String(!isArchived) }}
          button={isArchived ? "Bring back from the archive" : "Archive"}
          variant="secondary"
        />
        {isOwner ? null : (
          <DeedForm
            deed={leave}
            values={{ threadId: thread.id, targetUserId: meId }}
            button="Leave"
            variant="secondary"
          />
        )}
      </section>
    </aside>
  );
}

function Person({
  thread,
  one,
  meId,
  hire: terms,
}: {
  thread: Thread;
  one: Participant;
  meId: string;
  hire: Hire | undefined;
}) {
  const isMe = one.userId === meId;
  const isOwner = thread.myRole === "OWNER";
  const values = { threadId: thread.id, targetUserId: one.userId };
  const mayRemove =
    !isMe && one.role !== "OWNER" && (isOwner || (thread.myRole === "CAPTAIN" && one.role === "MEMBER"));
  return (
    <li className="py-3">
      <ActorName actor={actorOf(one)} href={recordHref(one.userId)} note={isMe ? "You" : ROLES[one.role]} />
      {terms ? <HireHere thread={thread} userId={one.userId} terms={terms} /> : null}
      {mayRemove ? (
        <details className="group mt-1">
          <summary className="inline-flex min-h-9 cursor-pointer list-none items-center rounded-lg px-2 text-ink-soft text-sm hover:bg-sunken hover:text-ink [&::-webkit-details-marker]:hidden">
            Change<span className="sr-only"> what {one.name} is here</span>
          </summary>
          <div className="mt-2 flex flex-wrap gap-2">
            {isOwner ? (
              <DeedForm
                deed={appoint}
                values={{ ...values, action: one.role === "CAPTAIN" ? "demote" : "promote" }}
                button={one.role === "CAPTAIN" ? "No longer captain" : "Make captain"}
                variant="secondary"
                size="sm"
              />
            ) : null}
            <DeedForm deed={remove} values={values} button={`Remove ${one.name}`} variant="danger" size="sm" />
          </div>
        </details>
      ) : null}
    </li>
  );
}

/** Hires whoever has proposed, with what that moves; where a card pays or credits are missing, on the gig's page. */
function HireHere({ thread, userId, terms }: { thread: Thread; userId: string; terms: Hire }) {
  return (
    <div className="mt-2 space-y-2">
      {terms.isElsewhere ? (
        <ButtonLink href={`/gigs/${thread.taskId}#proposals`} size="sm">
          See the proposal
        </ButtonLink>
      ) : (
        <DeedForm
          deed={hire}
          values={{ threadId: thread.id, userId }}
          button={terms.button}
          variant="primary"
          size="sm"
        >
          <p className="text-ink-soft text-sm">{terms.sentence}</p>
        </DeedForm>
      )}
    </div>
  );
}

/** The links that still let people in. What they are is not known any more, only that they are. */
function Invites({ invites, threadId }: { invites: Invite[]; threadId: string }) {
  return (
    <ul className="mt-4 divide-y border-t text-sm">
      {invites.map(({ id, uses, maxUses, expiresAt, createdAt }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-2 py-2">
          <p className="min-w-0 text-ink-soft">
            Made <RelativeTime value={createdAt} />, used {maxUses === null ? uses : `${uses} of ${maxUses}`}
            {maxUses === null ? (uses === 1 ? " time" : " times") : null}
            {expiresAt ? (
              <>
                , ends <RelativeTime value={expiresAt} />
              </>
            ) : null}
          </p>
          <DeedForm deed={revoke} values={{ threadId, inviteId: id }} button="Take back" variant="ghost" size="sm" />
        </li>
      ))}
    </ul>
  );
}
