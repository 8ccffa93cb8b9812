import type { Metadata } from "next";
import { NotFoundMessage } from "@/components/layout/not-found-message";
import { Shell } from "./shell";

export const metadata: Metadata = { title: "Not found" };

/** For addresses that no page has, and for what `proxy.ts` finds missing. */
export default function NotFound() {
  return (
    <Shell>
      <NotFoundMessage />
    </Shell>
  );
}
