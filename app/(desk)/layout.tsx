import type { ReactNode } from "react";
import { Shell } from "@/app/shell";
import { DeskLayout } from "@/components/layout/desk-nav";

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <Shell>
      <DeskLayout>{children}</DeskLayout>
    </Shell>
  );
}
