import type { Metadata } from "next";
import { titleOf } from "@/components/chat/chat";
import { Conversation } from "@/components/chat/conversation";
import type { SearchParams } from "@/components/gigs/filters";
import { MAX_CONTENT } from "@/lib/domain/chat/message";
import { mute, sendPlainly } from "../../actions";
import { Details } from "./details";
import { loadTalk } from "./load";

type Props = { params: Promise<{ threadId: string }>; searchParams: Promise<SearchParams> };

const load = async ({ params, searchParams }: Props) => {
  const [{ threadId }, { before }] = await Promise.all([params, searchParams]);
  return loadTalk(threadId, typeof before === "string" ? before : undefined);
};

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { thread, me } = await load(props);
  return { title: titleOf(thread, me.id) };
}

export default async function ThreadPage(props: Props) {
  const { thread, messages, hasMore, isMuted, me, invites, hires } = await load(props);
  const isFurtherUp = "before" in (await props.searchParams);
  return (
    <>
      <Conversation
        key={`${thread.id} ${isFurtherUp}`}
        thread={thread}
        messages={messages}
        hasOlder={hasMore}
        hasNewer={isFurtherUp}
        me={me}
        limit={MAX_CONTENT}
        send={sendPlainly}
        isMuted={isMuted}
        mute={mute}
      />
      <Details thread={thread} meId={me.id} invites={invites} hires={hires} />
    </>
  );
}
