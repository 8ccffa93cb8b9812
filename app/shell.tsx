import type { ReactNode } from "react";
import { SignOutForm } from "@/app/(auth)/sign-out/sign-out-form";
import { AppShell, iconButtonClass } from "@/components/layout/app-shell";
import { Bell } from "@/components/notifications/bell";
import { unreadCount } from "@/lib/surfaces/unread";
import { viewer } from "@/lib/surfaces/viewer";

/** Header, page and footer for whoever is signed in with this browser. */
export async function Shell({ children }: { children: ReactNode }) {
  const who = await viewer();
  return (
    <AppShell
      viewer={who}
      signOut={<SignOutForm />}
      notifications={who ? <Bell unread={await unreadCount()} className={iconButtonClass} /> : null}
    >
      {children}
    </AppShell>
  );
}
