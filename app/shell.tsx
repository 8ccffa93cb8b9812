import type { ReactNode } from "react";
import { SignOutForm } from "@/app/(auth)/sign-out/sign-out-form";
import { AppShell } from "@/components/layout/app-shell";
import { viewer } from "@/lib/surfaces/viewer";

/** Header, page and footer for whoever is signed in with this browser. */
export async function Shell({ children }: { children: ReactNode }) {
  return (
    <AppShell viewer={await viewer()} signOut={<SignOutForm />}>
      {children}
    </AppShell>
  );
}
