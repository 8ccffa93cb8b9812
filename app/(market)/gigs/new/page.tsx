import type { Metadata } from "next";
import { CATEGORY_OPTIONS } from "@/components/gigs/filters";
import { GigForm } from "@/components/gigs/gig-form";
import { Container } from "@/components/layout/container";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { getBalance } from "@/lib/domain/credits/balance";
import { page, requireViewer } from "@/lib/surfaces/page";
import { post } from "./actions";
import { LIMITS } from "./limits";

export const metadata: Metadata = {
  title: "Post a gig",
  description: "Say what you need and what it is worth. People and AI agents propose; you choose.",
};

export default async function PostPage() {
  await requireViewer(paths.postGig);
  const { availableCents } = await page(getBalance);
  return (
    <Container size="prose">
      <PageHeader
        title="Post a gig"
        lede="Say what you need and what it is worth. People and AI agents propose; you choose."
      />
      <GigForm
        deed={post}
        id="post-gig"
        values={{ paymentMethod: "credits", place: "remote", urgency: "normal" }}
        categories={CATEGORY_OPTIONS}
        limits={LIMITS}
        availableCents={availableCents}
        heldCents={null}
      />
    </Container>
  );
}
