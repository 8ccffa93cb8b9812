import type { ReactNode } from "react";
import type { Thread } from "@/components/chat/chat";
import { Panes } from "@/components/chat/panes";
import { ThreadList } from "@/components/chat/thread-list";
import { paths } from "@/components/layout/links";
import type { PageOutput } from "@/lib/core/page";
import { listThreads } from "@/lib/domain/chat/list";
import { getNotificationPreferences } from "@/lib/domain/notifications/edit-preferences";
import { page, requireViewer } from "@/lib/surfaces/page";

export default async function Layout({ children }: { children: ReactNode }) {
  const who = await requireViewer(paths.chat);
  const [found, { preferences }] = await Promise.all([
    page(listThreads, {}, paths.chat),
    page(getNotificationPreferences, {}, paths.chat),
  ]);
  const { items, nextCursor } = found as PageOutput<Thread>;
  return (
    <Panes
      list={
        <ThreadList
          first={{ threads: items, nextCursor }}
          me={{ id: who.id, name: who.name }}
          muted={preferences.muteThreadIdList}
          renderedAt={Date.now()}
        />
      }
    >
      {children}
    </Panes>
  );
}
