import { cache } from "react";
import { loadGig } from "@/app/(market)/gigs/[taskId]/load";
import type { Invite, Message, Thread } from "@/components/chat/chat";
import { paths } from "@/components/layout/links";
import { termsOf } from "@/components/proposals/terms";
import { loadThread } from "@/lib/domain/chat/history";
import { listInvites } from "@/lib/domain/chat/invite";
import { page, requireViewer } from "@/lib/surfaces/page";

const SHOWN = 100;

/** What hiring one of the participants moves, by who it is; `cents` that are missing, or a card, keep it from being done here. */
export type Hire = { button: string; sentence: string; isElsewhere: boolean };

type Loaded = {
  me: { id: string; name: string };
  thread: Thread;
  messages: Message[];
  hasMore: boolean;
  invites: Invite[];
  hires: Map<string, Hire>;
};

/** A conversation and all that its page tells. Asked once a request, by the page and by its metadata. */
export const loadTalk = cache(async (threadId: string, before: string | undefined): Promise<Loaded> => {
  const here = `${paths.chat}/${threadId}`;
  const { id, name } = await requireViewer(here);
  // What is drawn here may be drawn ahead: read is what the page says was seen.
  const { thread, messages, hasMore } = await page(loadThread, { threadId, before, limit: SHOWN, peek: true }, here);
  const isOwner = thread.myRole === "OWNER";
  const [invites, hires] = await Promise.all([
    isOwner ? page(listInvites, { threadId }).then(({ invites }) => invites) : [],
    isOwner && thread.taskId ? hiresOf(thread.taskId, thread) : new Map(),
  ]);
  return { me: { id, name }, thread, messages, hasMore, invites, hires };
});

/** Those in the thread who have proposed and may be hired, while the gig is open. */
async function hiresOf(taskId: string, { participants }: Thread): Promise<Loaded["hires"]> {
  const { gig, standing, proposals, availableCents } = await loadGig(taskId);
  if (gig.status !== "open" || standing.role !== "poster") return new Map();
  const waiting = proposals.filter(
    ({ status, proposer }) => status === "pending" && participants.some(({ userId }) => userId === proposer.id),
  );
  return new Map(
    waiting.map(({ proposer, proposedAmountCents }) => {
      const { button, sentence, missingCents } = termsOf({
        method: gig.paymentMethod,
        heldCents: standing.held?.cents ?? null,
        proposedCents: proposedAmountCents,
        availableCents,
        feeBps: gig.feeBps,
        name: proposer.name,
      });
      return [proposer.id, { button, sentence, isElsewhere: missingCents > 0 || gig.paymentMethod === "card" }];
    }),
  );
}
