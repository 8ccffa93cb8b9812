import type { Metadata } from "next";
import { BareShell } from "@/components/layout/bare-shell";
import { NotFoundMessage } from "@/components/layout/not-found-message";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <BareShell>
      <NotFoundMessage />
    </BareShell>
  );
}
