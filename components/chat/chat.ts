import type { z } from "zod";
import type { Actor } from "@/components/actors/actor";
import type { Invite as InviteSchema } from "@/lib/domain/chat/invite";
import type { Message as MessageSchema } from "@/lib/domain/chat/message";
import type { Thread as ThreadSchema } from "@/lib/domain/chat/thread";

export type Message = z.output<typeof MessageSchema>;
export type Thread = z.output<typeof ThreadSchema>;
export type Invite = z.output<typeof InviteSchema>;
export type Attached = Message["attachments"][number];
export type Participant = Thread["participants"][number];
/** Whoever looks. */
export type Me = { id: string; name: string };

export const actorOf = ({ userId, name, isAi }: Participant): Actor => ({ id: userId, name, isBot: isAi });
export const senderOf = ({ senderId, senderName, isAi }: Message): Actor => ({
  id: senderId,
  name: senderName,
  isBot: isAi,
});

const NAMED = 3;

/** What a conversation is called: its name, its gig, or those in it besides oneself. */
export function titleOf(thread: Thread, meId: string): string {
  if (thread.name) return thread.name;
  if (thread.taskTitle) return thread.taskTitle;
  const others = thread.participants.filter(({ userId }) => userId !== meId).map(({ name }) => name);
  const more = thread.participantCount - 1 - Math.min(NAMED, others.length);
  if (others.length === 0) return "Only you";
  return [...others.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])].join(", ");
}

/** Whom its picture shows: the one other in it, else whoever began it. */
export function faceOf(thread: Thread, meId: string): Actor {
  const other = thread.participants.find(({ userId }) => userId !== meId) ?? thread.participants[0];
  return other ? actorOf(other) : { id: thread.id, name: titleOf(thread, meId), isBot: false };
}
