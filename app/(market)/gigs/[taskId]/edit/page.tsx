import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { DeedForm } from "@/components/gigs/deed-form";
import { Disclosure } from "@/components/gigs/disclosure";
import { CATEGORY_OPTIONS } from "@/components/gigs/filters";
import type { Gig } from "@/components/gigs/gig";
import { GigForm } from "@/components/gigs/gig-form";
import { PAY, type PaymentMethod } from "@/components/gigs/pay";
import { Container } from "@/components/layout/container";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { percentOf } from "@/components/money/fee";
import { formatMoney } from "@/components/money/format";
import { feeBpsOf } from "@/lib/domain/money/fees";
import { labelOf } from "@/lib/domain/tasks/categories";
import { fundingOf } from "@/lib/domain/tasks/task";
import { requireViewer } from "@/lib/surfaces/page";
import { edit } from "../../new/actions";
import { LIMITS } from "../../new/limits";
import { changeMethod } from "../actions";
import { loadGig } from "../load";

type Props = { params: Promise<{ taskId: string }> };

export const metadata: Metadata = { title: "Edit a gig", robots: { index: false } };

export default async function EditPage({ params }: Props) {
  const { taskId } = await params;
  await requireViewer(`/gigs/${taskId}/edit`);
  const { gig, standing, availableCents } = await loadGig(taskId);
  // Only its poster edits a gig, and only while it is open: everybody else is shown what it is.
  if (standing.role !== "poster" || gig.status !== "open") redirect(`/gigs/${gig.id}`);
  const isKnown = CATEGORY_OPTIONS.some(({ value }) => value === gig.category);
  const { location } = gig;
  return (
    <Container size="prose">
      <PageHeader
        title="Edit the gig"
        breadcrumb={[
          { label: "Gigs", href: paths.gigs },
          { label: gig.title, href: `/gigs/${gig.id}` },
        ]}
      />
      <GigForm
        deed={edit}
        id="edit-gig"
        values={{
          taskId: gig.id,
          title: gig.title,
          description: gig.description,
          category: gig.category,
          requiredSkills: gig.requiredSkills,
          acceptanceCriteria: gig.acceptanceCriteria.join("\n"),
          paymentMethod: gig.paymentMethod,
          budget: gig.budgetCents === null ? undefined : (gig.budgetCents / 100).toFixed(2),
          place: location ? "local" : "remote",
          locationName: location?.name ?? undefined,
          country: location?.country ?? undefined,
          coordinates: location ? `${location.latitude}, ${location.longitude}` : undefined,
          radiusKm: location?.radiusKm?.toString(),
          urgency: gig.urgency,
          deadline: gig.deadline?.slice(0, 10),
          deadlineWas: gig.deadline ?? undefined,
          maxProposals: gig.maxProposals?.toString(),
        }}
        categories={
          isKnown ? CATEGORY_OPTIONS : [...CATEGORY_OPTIONS, { value: gig.category, label: labelOf(gig.category) }]
        }
        limits={LIMITS}
        availableCents={availableCents}
        heldCents={standing.isHeld ? (standing.held?.cents ?? 0) : 0}
        feeBps={{ [gig.paymentMethod]: gig.feeBps }}
        budgetIsFixed={gig.proposalCount > 0}
      />
      <section className="mt-12 space-y-3">
        <h2 className="border-b pb-2 font-semibold text-lg">How it is paid</h2>
        <p className="text-ink-soft text-sm">
          <span className="font-medium text-ink">{PAY[gig.paymentMethod].label}.</span>{" "}
          {PAY[gig.paymentMethod].sentence}
        </p>
        <div className="space-y-1">
          {(Object.keys(PAY) as PaymentMethod[])
            .filter((method) => method !== gig.paymentMethod)
            .map((method) => (
              <ChangeMethod key={method} gig={gig} method={method} availableCents={availableCents} />
            ))}
        </div>
      </section>
    </Container>
  );
}

function ChangeMethod({ gig, method, availableCents }: { gig: Gig; method: PaymentMethod; availableCents: number }) {
  const { label, sentence } = PAY[method];
  const budget = gig.budgetCents;
  if ((method === "credits" || method === "card") && budget === null) return null;
  const back =
    gig.paymentMethod === "credits" && budget !== null ? `${formatMoney(budget)} goes back to your credits. ` : "";
  const feeBps = feeBpsOf(fundingOf(method));
  const fee = feeBps > 0 ? ` The worker gets it less a fee of ${percentOf(feeBps)}; you pay nothing on top.` : "";
  const held = method === "credits" ? `${formatMoney(budget!)} is held; you have ${formatMoney(availableCents)}. ` : "";
  return (
    <Disclosure label={`Change to: ${label.toLowerCase()}`}>
      <DeedForm
        deed={changeMethod}
        values={{ taskId: gig.id, paymentMethod: method }}
        button={method === "credits" ? `Change and hold ${formatMoney(budget!)}` : "Change how it is paid"}
        size="sm"
      >
        <p className="text-sm">
          {back}
          {held}
          {sentence}
          {fee}
        </p>
      </DeedForm>
    </Disclosure>
  );
}
