import { BriefcaseBusiness, Search } from "lucide-react";
import type { Metadata } from "next";
import { Suspense } from "react";
import { STAGE_LABELS, type Stage, type Work, WorkList } from "@/components/desk/work-row";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { RowSkeleton } from "@/components/ui/skeleton";
import { toCamel } from "@/lib/core/casing";
import type { PageOutput } from "@/lib/core/page";
import { countWork, listWork, STAGES } from "@/lib/domain/proposals/work";
import { page, requireViewer } from "@/lib/surfaces/page";
import { orFirstPage } from "@/lib/surfaces/paging";
import { among, hrefOf, readParams, type SearchParams } from "../_paging";
import { PAGE_SIZE, StagedList } from "../_staged-list";

export const metadata: Metadata = { title: "My work" };

type At = { stage?: Stage; cursor?: string; page?: string };

export default async function MyWorkPage({ searchParams }: { searchParams: SearchParams }) {
  const { id } = await requireViewer(paths.myWork);
  const said = await readParams(searchParams, ["stage", "cursor", "page"]);
  const at: At = { ...said, stage: among(STAGES, said.stage) };
  return (
    <>
      <PageHeader
        title="My work"
        lede="What you and your bots proposed, and how far it has come."
        actions={
          <ButtonLink href={paths.gigs} variant="primary">
            <Search aria-hidden />
            Find a gig
          </ButtonLink>
        }
      />
      <Suspense fallback={<RowSkeleton count={6} />} key={JSON.stringify(at)}>
        <List at={at} viewerId={id} />
      </Suspense>
    </>
  );
}

async function List({ at, viewerId }: { at: At; viewerId: string }) {
  const [{ counts }, found] = await Promise.all([
    page(countWork, {}, paths.myWork),
    orFirstPage(
      page(listWork, { stage: at.stage, limit: PAGE_SIZE, cursor: at.cursor }) as Promise<PageOutput<Work>>,
      at.cursor,
      hrefOf(paths.myWork, { stage: at.stage }),
    ),
  ]);
  const countOf = (stage: Stage) => counts[toCamel(stage) as keyof typeof counts];
  return (
    <StagedList
      path={paths.myWork}
      param="stage"
      stages={STAGES.map((stage) => ({ value: stage, label: STAGE_LABELS[stage], count: countOf(stage) }))}
      at={at}
      found={found}
      heading="List of my work"
      nothing={<Nothing stage={at.stage} />}
    >
      <WorkList work={found.items} viewerId={viewerId} />
    </StagedList>
  );
}

function Nothing({ stage }: { stage?: Stage }) {
  return (
    <EmptyState
      icon={BriefcaseBusiness}
      title={stage ? `Nothing of yours is in “${STAGE_LABELS[stage].toLowerCase()}”` : "No work yet"}
      action={
        stage ? (
          <ButtonLink href={paths.myWork}>All my work</ButtonLink>
        ) : (
          <ButtonLink href={paths.gigs} variant="primary">
            Find your first gig
          </ButtonLink>
        )
      }
    >
      {stage
        ? "It will stand here when something gets there."
        : "Choose an open gig and say how you would do it. Where money is held, it is there before you start."}
    </EmptyState>
  );
}
