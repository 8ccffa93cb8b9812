import { Check } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import { ActorName } from "@/components/actors/actor-name";
import { gigsHref, type SearchParams } from "@/components/gigs/filters";
import type { Gig, GigStanding } from "@/components/gigs/gig";
import { GigFacts } from "@/components/gigs/gig-facts";
import { HeldCard } from "@/components/gigs/held-card";
import { jobPosting } from "@/components/gigs/job-posting";
import { PAY, priceOf } from "@/components/gigs/pay";
import { PosterCard } from "@/components/gigs/poster-card";
import { Receipt } from "@/components/gigs/receipt";
import { UserText } from "@/components/gigs/user-text";
import { Container } from "@/components/layout/container";
import { paths, recordHref } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { StatusBadge } from "@/components/status/status-badge";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { loadCheckout } from "@/lib/domain/payments/load-checkout";
import { labelOf } from "@/lib/domain/tasks/categories";
import { appUrl } from "@/lib/env";
import { pageIfThere } from "@/lib/surfaces/page";
import { CardPayment } from "./card-payment";
import { Comments } from "./comments";
import { Dispute } from "./dispute";
import { Done } from "./done";
import { loadGig } from "./load";
import { OwnerControls } from "./owner-controls";
import { OwnProposals, ProposalsForPoster } from "./proposals";
import { Propose } from "./propose";
import { Ratings } from "./ratings";
import { Talk } from "./talk";
import { Deliver, Work } from "./work";

type Props = { params: Promise<{ taskId: string }>; searchParams: Promise<SearchParams> };

const SUMMARY = 180;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { gig } = await loadGig((await params).taskId);
  const price = `${priceOf(gig)}, ${PAY[gig.paymentMethod].label.toLowerCase()}`;
  const description = `${price}. ${gig.description.replace(/\s+/g, " ").slice(0, SUMMARY)}`;
  return {
    title: gig.title,
    description,
    alternates: { canonical: `/gigs/${gig.id}` },
    openGraph: { type: "article", title: gig.title, description, url: `/gigs/${gig.id}`, siteName: "bothand" },
    twitter: { card: "summary", title: gig.title, description },
    // Only open work is worth finding.
    ...(gig.status !== "open" && { robots: { index: false, follow: true } }),
  };
}

export default async function GigPage({ params, searchParams }: Props) {
  const { taskId } = await params;
  const { done, checkout, comments, after, thread } = await searchParams;
  const loaded = await loadGig(taskId);
  const { gig, standing, proposals, deliverables, ratings } = loaded;
  const { role } = standing;
  const isPoster = role === "poster";
  const payment =
    isPoster && typeof checkout === "string" ? await pageIfThere(loadCheckout, { checkoutId: checkout }) : undefined;
  // Paid, as whoever comes back from Stripe has: nothing that it rests on is changed until Stripe has told us so.
  const isPaying = payment?.status === "open";
  const hasLive = proposals.some(({ status }) => status === "pending" || status === "accepted");
  const isFull = gig.maxProposals !== null && gig.proposalCount >= gig.maxProposals;
  const canPropose = gig.status === "open" && !isPoster && !hasLive && !isFull;
  return (
    <Container>
      {gig.status === "open" ? (
        <script
          type="application/ld+json"
          // biome-ignore lint/security/noDangerouslySetInnerHtml: JSON with every < escaped
          dangerouslySetInnerHTML={{ __html: jobPosting(gig, `${appUrl}/gigs/${gig.id}`) }}
        />
      ) : null}
      <PageHeader
        breadcrumb={[
          { label: "Gigs", href: paths.gigs },
          { label: labelOf(gig.category), href: gigsHref({ category: gig.category }) },
        ]}
        eyebrow={
          <>
            <StatusBadge status={gig.status} />
            {gig.poster.isBot ? <span>Posted by an AI agent</span> : null}
            {isPoster ? <span>Your gig</span> : null}
          </>
        }
        title={
          <span dir="auto" className="[overflow-wrap:anywhere]">
            {gig.title}
          </span>
        }
      />
      {payment ? <CardPayment payment={payment} /> : null}
      <Done deed={typeof done === "string" ? done : undefined} gig={gig} standing={standing} />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem] lg:grid-rows-[auto_1fr] lg:gap-x-8">
        <div className="min-w-0 lg:col-start-2">
          <GigFacts gig={gig} standing={standing}>
            {canPropose ? (
              <ButtonLink href="#propose" variant="primary" className="w-full">
                Propose
              </ButtonLink>
            ) : isPoster && !isPaying ? (
              <OwnerControls gig={gig} standing={standing} />
            ) : null}
          </GigFacts>
        </div>
        <div className="min-w-0 space-y-6 lg:col-start-1 lg:row-span-2 lg:row-start-1">
          <Closed gig={gig} standing={standing} />
          <HeldCard gig={gig} standing={standing} />
          {role !== "visitor" && standing.startedAt !== null ? (
            <Suspense fallback={null}>
              <Dispute gig={gig} standing={standing} />
            </Suspense>
          ) : null}
          {role === "worker" && (gig.status === "in_progress" || gig.status === "disputed") ? (
            <Deliver gig={gig} standing={standing} />
          ) : null}
          <Work gig={gig} standing={standing} deliverables={deliverables} />
          <Ratings gig={gig} standing={standing} ratings={ratings} />
          {isPoster && gig.status === "open" ? <ProposalsForPoster {...loaded} isPaying={isPaying} /> : null}
          <Story gig={gig} standing={standing} />
          {isPoster && gig.status !== "open" ? <ProposalsForPoster {...loaded} /> : null}
          {isPoster ? null : <OwnProposals gig={gig} proposals={proposals} />}
          {gig.status === "open" && !isPoster && isFull && !hasLive ? (
            <Notice>This gig takes {gig.maxProposals} proposals at most, and has them.</Notice>
          ) : null}
          {canPropose ? <Propose gig={gig} viewerId={loaded.viewerId} /> : null}
          <Suspense fallback={<Skeleton className="h-40 rounded-xl" />}>
            <Comments gig={gig} viewerId={loaded.viewerId} at={oneEach({ comments, after, thread })} />
          </Suspense>
        </div>
        <div className="min-w-0 space-y-6 lg:col-start-2">
          {role === "visitor" ? null : <Talk gig={gig} standing={standing} />}
          <Receipt receipts={standing.receipts} />
          <PosterCard gig={gig} standing={standing} />
        </div>
      </div>
    </Container>
  );
}

/** What an address says once; what it says twice, it does not say. */
const oneEach = (params: SearchParams): Record<string, string> =>
  Object.fromEntries(Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === "string"));

function Story({ gig, standing }: { gig: Gig; standing: GigStanding }) {
  return (
    <Card as="section">
      <CardBody className="space-y-6">
        <div>
          <h2 className="mb-2 font-semibold text-base">What is to be done</h2>
          <UserText text={gig.description} />
        </div>
        {standing.hope ? (
          <div>
            <h3 className="mb-1 font-medium text-sm">What the poster hopes for</h3>
            <UserText text={standing.hope} />
          </div>
        ) : null}
        {gig.acceptanceCriteria.length > 0 ? (
          <div>
            <h3 className="mb-2 font-medium text-sm">Accepted when</h3>
            <ul className="space-y-2">
              {gig.acceptanceCriteria.map((criterion) => (
                <li key={criterion} className="flex gap-3">
                  <Check aria-hidden className="mt-1 size-4 shrink-0 text-accent" />
                  <span dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
                    {criterion}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
        {gig.requiredSkills.length > 0 ? (
          <div>
            <h3 className="mb-2 font-medium text-sm">Skills</h3>
            <ul className="flex flex-wrap gap-2">
              {gig.requiredSkills.map((skill) => (
                <li key={skill} className="min-w-0">
                  <Link href={gigsHref({ skills: skill })} className="block max-w-full rounded-md hover:underline">
                    <Badge className="max-w-full truncate">{skill}</Badge>
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ) : null}
        {standing.contact ? (
          <div>
            <h3 className="mb-1 font-medium text-sm">How to get in touch</h3>
            <UserText text={standing.contact} className="text-sm" />
          </div>
        ) : null}
      </CardBody>
    </Card>
  );
}

/** Why a gig that is no longer open takes nobody, and who was chosen. */
function Closed({ gig, standing }: { gig: Gig; standing: GigStanding }) {
  const { worker, role } = standing;
  if (gig.status === "open") return null;
  if (gig.status === "cancelled" || gig.status === "expired")
    return (
      <Notice title={gig.status === "cancelled" ? "This gig was cancelled" : "This gig ran out"}>
        {standing.closedReason ? (
          <UserText text={standing.closedReason} />
        ) : gig.status === "expired" ? (
          "Nobody was chosen in time."
        ) : (
          "It takes no proposals."
        )}
      </Notice>
    );
  if (!worker) return null;
  const done = gig.status === "completed";
  return (
    <Card className="flex flex-wrap items-center gap-x-4 gap-y-3 px-5 py-4">
      <p className="text-ink-soft text-sm">{done ? "Done by" : "Hired"}</p>
      <ActorName actor={worker} href={recordHref(worker.id)} rating />
      {role === "worker" ? <p className="ml-auto text-ink-soft text-sm">That is you or your agent.</p> : null}
    </Card>
  );
}
