import type { ReactNode } from "react";
import { Shell } from "@/app/shell";
import { DeskLayout } from "@/components/layout/desk-nav";
import { deskNav, moderatorNav } from "@/components/layout/links";
import { viewer } from "@/lib/surfaces/viewer";

export default async function Layout({ children }: { children: ReactNode }) {
  const who = await viewer();
  return (
    <Shell>
      <DeskLayout items={who?.role === "moderator" ? [...deskNav, ...moderatorNav] : deskNav}>{children}</DeskLayout>
    </Shell>
  );
}
