import type { Metadata } from "next";
import { NotFoundMessage } from "@/components/layout/not-found-message";

export const metadata: Metadata = { title: "Not found" };

/** Within the page that stands around it already. */
export default function NotFound() {
  return <NotFoundMessage />;
}
