import type { Metadata } from "next";
import { AnswerSheet } from "@/components/blocks/answer-sheet";
import { Container } from "@/components/layout/container";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { formatMoney } from "@/components/money/format";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { MAX_ITEMS } from "@/lib/domain/blocks/limits";
import { loadBlock } from "@/lib/domain/blocks/load";
import { loadBlockStanding } from "@/lib/domain/blocks/standing";
import { page, requireViewer } from "@/lib/surfaces/page";
import { send } from "./actions";

export const metadata: Metadata = { title: "Answer", robots: { index: false } };

export default async function AnswerPage({ params }: { params: Promise<{ blockId: string }> }) {
  const { blockId } = await params;
  const back = `${paths.blocks}/${blockId}`;
  const who = await requireViewer(`${back}/answer`);
  const [{ block }, { standing }] = await Promise.all([
    page(loadBlock, { blockId, itemsLimit: MAX_ITEMS }, `${back}/answer`),
    page(loadBlockStanding, { blockId }, `${back}/answer`),
  ]);
  const why = standing.isOwn
    ? "Nobody answers a block task of their own."
    : block.myResponseId
      ? "You have answered this one already."
      : block.status !== "open" || standing.hasDeadlinePassed || block.responseCount >= block.workerCount
        ? "It takes no more answers."
        : undefined;
  return (
    <Container>
      <PageHeader
        breadcrumb={[
          { label: "Block tasks", href: paths.blocks },
          { label: block.title, href: back },
          { label: "Answer" },
        ]}
        title={<span dir="auto">{block.title}</span>}
        lede={`${formatMoney(block.budgetPerWorkerCents)}. ${block.payoutRule}`}
      />
      {why ? (
        <Notice title={why} action={<ButtonLink href={paths.blocks}>Others</ButtonLink>} />
      ) : (
        <AnswerSheet
          blockId={blockId}
          userId={who.id}
          sheet={{
            responseType: block.responseType,
            options: block.options,
            number: block.number,
            maxLength: block.maxLength,
            items: block.items,
          }}
          isSurvey={block.mode === "survey"}
          send={send}
          back={back}
        />
      )}
    </Container>
  );
}
