import type { Metadata } from "next";
import { titleOf } from "@/components/chat/chat";
import { Conversation } from "@/components/chat/conversation";
import { paths } from "@/components/layout/links";
import { loadThread } from "@/lib/domain/chat/history";
import { MAX_CONTENT } from "@/lib/domain/chat/message";
import { page, requireViewer } from "@/lib/surfaces/page";
import { sendAction } from "../../actions";
import { Details } from "./details";

export const metadata: Metadata = { title: "Conversation" };

const SHOWN = 100;

export default async function ThreadPage({ params }: { params: Promise<{ threadId: string }> }) {
  const { threadId } = await params;
  const here = `${paths.chat}/${threadId}`;
  const who = await requireViewer(here);
  // What is drawn here may be drawn ahead: read is what the page says was seen.
  const { thread, messages, hasMore } = await page(loadThread, { threadId, limit: SHOWN, peek: true }, here);
  const me = { id: who.id, name: who.name };
  return (
    <>
      <title>{`${titleOf(thread, who.id)} · Bothand`}</title>
      <Conversation
        key={threadId}
        thread={thread}
        messages={messages}
        hasOlder={hasMore}
        me={me}
        limit={MAX_CONTENT}
        send={sendAction}
      />
      <Details thread={thread} meId={who.id} />
    </>
  );
}
