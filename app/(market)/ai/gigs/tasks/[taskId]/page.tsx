import { permanentRedirect } from "next/navigation";
import { paths } from "@/components/layout/links";

/** Where `taskUrl` of the GiveGigs API leads: the gig's own page. */
export default async function Page({ params }: { params: Promise<{ taskId: string }> }) {
  permanentRedirect(`${paths.gigs}/${encodeURIComponent((await params).taskId)}`);
}
