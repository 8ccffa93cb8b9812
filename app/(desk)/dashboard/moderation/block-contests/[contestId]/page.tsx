import type { Metadata } from "next";
import Link from "next/link";
import { answerText, REASONS, share } from "@/components/blocks/words";
import { DeedForm } from "@/components/gigs/deed-form";
import { UserText } from "@/components/gigs/user-text";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { formatMoney } from "@/components/money/format";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { Notice } from "@/components/ui/notice";
import { Table, TableScroll, Td, Th } from "@/components/ui/table";
import { loadBlockContest } from "@/lib/domain/blocks/contest-case";
import { page } from "@/lib/surfaces/page";
import { decideBlock } from "../../actions";

type Props = { params: Promise<{ contestId: string }> };
type Case = Awaited<ReturnType<typeof load>>;

/** As many items as anybody reads; the rest is in the results of the block. */
const SHOWN = 200;
const load = (contestId: string) => page(loadBlockContest, { contestId });

export const metadata: Metadata = { title: "A contested payout", robots: { index: false } };

export default async function BlockContestPage({ params }: Props) {
  const found = await load((await params).contestId);
  const { contest, results } = found;
  const worker = results.workers[0];
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: "Moderation", href: paths.moderation },
          { label: "Block payouts", href: paths.blockContests },
        ]}
        title={<span dir="auto">{contest.blockTitle}</span>}
        eyebrow={<Badge tone={contest.status === "open" ? "wait" : "neutral"}>{contest.status}</Badge>}
      />
      <div className="space-y-6">
        <Card as="section">
          <CardHeader title="What the worker says" />
          <CardBody>
            <UserText text={contest.reason} />
          </CardBody>
        </Card>
        <Card as="section">
          <CardHeader title="Why it was not paid in full" />
          <CardBody className="py-2">
            <DefinitionList
              items={[
                { term: "Reason", value: REASONS[contest.paidReason as keyof typeof REASONS] },
                { term: "Not paid", value: formatMoney(contest.unpaidCents) },
                { term: "Agreement with the consensus", value: share(contest.agreement) },
                { term: "Known answers right", value: worker ? `${worker.gold.correct} of ${worker.gold.n}` : "–" },
                {
                  term: "Block task",
                  value: (
                    <Link href={`${paths.blocks}/${contest.blockTaskId}`} className="underline underline-offset-4">
                      What it asks
                    </Link>
                  ),
                },
              ]}
            />
          </CardBody>
        </Card>
        <Answers found={found} />
        {contest.status === "open" ? (
          <Decide contestId={contest.id} unpaidCents={contest.unpaidCents} />
        ) : (
          <Notice title={contest.status === "upheld" ? "It is paid after all." : "It stays as it was."}>
            {contest.decision}
          </Notice>
        )}
      </div>
    </>
  );
}

/** What was answered beside what all came to. */
function Answers({ found: { results, prompts } }: { found: Case }) {
  const own = results.responses[0]?.answers ?? {};
  const result = new Map(results.items.map((item) => [item.itemId, item]));
  return (
    <section>
      <h2 className="mb-3 font-semibold text-base">
        The answers{prompts.length > SHOWN ? `: the first ${SHOWN} of ${prompts.length}` : ""}
      </h2>
      <TableScroll label="The answers">
        <Table>
          <thead>
            <tr>
              <Th>Item</Th>
              <Th>Answered</Th>
              <Th>Consensus</Th>
              <Th numeric>Confidence</Th>
            </tr>
          </thead>
          <tbody>
            {prompts.slice(0, SHOWN).map(({ itemId, prompt, isGold }) => (
              <tr key={itemId}>
                <Td className="min-w-48" dir="auto">
                  {prompt} {isGold ? <Badge>Known</Badge> : null}
                </Td>
                <Td dir="auto">{answerText(own[itemId])}</Td>
                <Td dir="auto">{answerText(result.get(itemId)?.answer)}</Td>
                <Td numeric>{share(result.get(itemId)?.confidence)}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
    </section>
  );
}

function Decide({ contestId, unpaidCents }: { contestId: string; unpaidCents: number }) {
  return (
    <Card as="section">
      <CardHeader title="Decide" hint="Once and for ever; the reason is sent to both." />
      <CardBody className="grid gap-6 sm:grid-cols-2">
        <DeedForm
          deed={decideBlock}
          values={{ contestId, outcome: "upheld" }}
          variant="primary"
          button={`Pay ${formatMoney(unpaidCents)} to the worker`}
          reason={{ id: "reason-upheld", label: "Why it is paid", limit: 2000 }}
        >
          <p className="text-ink-soft text-sm">
            From the poster's credits as far as they reach, from the platform beyond.
          </p>
        </DeedForm>
        <DeedForm
          deed={decideBlock}
          values={{ contestId, outcome: "dismissed" }}
          button="Leave it as it was"
          reason={{ id: "reason-dismissed", label: "Why it stays", limit: 2000 }}
        >
          <p className="text-ink-soft text-sm">Nothing moves.</p>
        </DeedForm>
      </CardBody>
    </Card>
  );
}
