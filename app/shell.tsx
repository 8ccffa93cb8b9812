import type { ReactNode } from "react";
import { SignOutForm } from "@/app/(auth)/sign-out/sign-out-form";
import { ChatLink } from "@/components/chat/chat-link";
import { AppShell, iconButtonClass } from "@/components/layout/app-shell";
import { Bell } from "@/components/notifications/bell";
import { unreadCount, unreadMessages } from "@/lib/surfaces/unread";
import { viewer } from "@/lib/surfaces/viewer";

/** Header, page and footer for whoever is signed in with this browser. */
export async function Shell({ children }: { children: ReactNode }) {
  const [who, notes, messages] = await Promise.all([viewer(), unreadCount(), unreadMessages()]);
  return (
    <AppShell
      viewer={who}
      signOut={<SignOutForm />}
      notifications={
        who ? (
          <>
            <ChatLink unread={messages} className={iconButtonClass} />
            <Bell unread={notes} className={iconButtonClass} />
          </>
        ) : null
      }
    >
      {children}
    </AppShell>
  );
}
