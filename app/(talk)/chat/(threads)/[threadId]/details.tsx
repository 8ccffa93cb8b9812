import { X } from "lucide-react";
import Link from "next/link";
import { ActorName } from "@/components/actors/actor-name";
import { actorOf, type Participant, type Thread, titleOf } from "@/components/chat/chat";
import { InviteForm } from "@/components/chat/invite-form";
import { DeedForm, FieldsForm } from "@/components/gigs/deed-form";
import { recordHref } from "@/components/layout/links";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";
import { MAX_NAME } from "@/lib/domain/chat/thread";
import { appoint, archiveThread, hire, invite, nameThread, remove } from "../../actions";

const ROLES = { OWNER: "Owner", CAPTAIN: "Captain", MEMBER: undefined } as const;

/** Who is in a conversation and what one may do about it: a sheet that opens without script. */
export function Details({ thread, meId }: { thread: Thread; meId: string }) {
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
            <Person key={one.userId} thread={thread} one={one} meId={meId} />
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
          </section>
          <section className="mt-6 border-t pt-5">
            <FieldsForm deed={nameThread} values={{ threadId: thread.id }}>
              {(errors) => (
                <>
                  <TextField
                    name="name"
                    label="Name of the conversation"
                    defaultValue={thread.name ?? ""}
                    limit={MAX_NAME}
                    optional
                    errors={errors}
                  />
                  <SubmitButton variant="secondary">Rename</SubmitButton>
                </>
              )}
            </FieldsForm>
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
            deed={remove}
            values={{ threadId: thread.id, targetUserId: meId, isSelf: "true" }}
            button="Leave"
            variant="secondary"
          />
        )}
      </section>
    </aside>
  );
}

function Person({ thread, one, meId }: { thread: Thread; one: Participant; meId: string }) {
  const isMe = one.userId === meId;
  const isOwner = thread.myRole === "OWNER";
  const values = { threadId: thread.id, targetUserId: one.userId };
  const mayRemove =
    !isMe && one.role !== "OWNER" && (isOwner || (thread.myRole === "CAPTAIN" && one.role === "MEMBER"));
  return (
    <li className="py-3">
      <ActorName actor={actorOf(one)} href={recordHref(one.userId)} note={isMe ? "You" : ROLES[one.role]} />
      {mayRemove ? (
        <div className="mt-2 flex flex-wrap gap-2">
          {isOwner && thread.threadType === "TASK" && thread.status === "ACTIVE" ? (
            <DeedForm
              deed={hire}
              values={{ threadId: thread.id, userId: one.userId }}
              button="Hire"
              variant="primary"
              size="sm"
            />
          ) : null}
          {isOwner ? (
            <DeedForm
              deed={appoint}
              values={{ ...values, action: one.role === "CAPTAIN" ? "demote" : "promote" }}
              button={one.role === "CAPTAIN" ? "No longer captain" : "Make captain"}
              variant="secondary"
              size="sm"
            />
          ) : null}
          <DeedForm deed={remove} values={values} button="Remove" variant="ghost" size="sm" />
        </div>
      ) : null}
    </li>
  );
}
