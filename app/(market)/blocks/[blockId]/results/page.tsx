import type { Metadata } from "next";
import { ShareBar, ShareHistogram, Votes } from "@/components/blocks/plots";
import { SurveyItem } from "@/components/blocks/survey-item";
import { answerText, flagWords, REASONS, STATUS_WORDS, share } from "@/components/blocks/words";
import { Container } from "@/components/layout/container";
import { PageHeader } from "@/components/layout/page-header";
import { formatMoney } from "@/components/money/format";
import { LookAgain } from "@/components/money/look-again";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { Pager } from "@/components/ui/pager";
import { Stat, StatRow } from "@/components/ui/stat";
import { Table, TableScroll, Td, Th } from "@/components/ui/table";
import { MAX_ITEMS } from "@/lib/domain/blocks/limits";
import { loadBlock } from "@/lib/domain/blocks/load";
import { loadBlockResults } from "@/lib/domain/blocks/results";
import { page, requireViewer } from "@/lib/surfaces/page";
import { hrefOf, readParams, type SearchParams } from "../../../../(desk)/dashboard/_paging";

type Props = { params: Promise<{ blockId: string }>; searchParams: SearchParams };
type Results = Awaited<ReturnType<typeof load>>;

export const metadata: Metadata = { title: "Results", robots: { index: false } };

/** Items on a page: ten thousand rows would be no page. */
const SHOWN = 50;
const here = (blockId: string) => `/blocks/${blockId}/results`;
const load = async (blockId: string) => (await page(loadBlockResults, { blockId }, here(blockId))).results;

export default async function ResultsPage({ params, searchParams }: Props) {
  const { blockId } = await params;
  await requireViewer(here(blockId));
  const { page: said } = await readParams(searchParams, ["page"]);
  const { block } = await page(loadBlock, { blockId, itemsLimit: MAX_ITEMS }, here(blockId));
  const results = block.resultVersion === 0 ? undefined : await load(blockId);
  const prompts = new Map(block.items.map(({ id, prompt }: { id: string; prompt: string }) => [id, prompt]));
  return (
    <Container>
      <PageHeader title="Results" lede={<span dir="auto">{block.title}</span>} />
      {block.counting === "due" ? (
        <div role="status" className="mb-6">
          <Notice tone="wait" title={`Being counted: ${Math.round(block.countingProgress * 100)} %`}>
            The answers are made into one; this page looks again by itself.
            <LookAgain />
          </Notice>
        </div>
      ) : null}
      {results ? (
        <Found results={results} prompts={prompts} at={Math.max(1, Number(said) || 1)} />
      ) : (
        <Notice title="Nothing has been counted yet">
          {block.responseCount} of {block.workerCount} have answered.
        </Notice>
      )}
    </Container>
  );
}

function Found({ results, prompts, at }: { results: Results; prompts: Map<string, string>; at: number }) {
  const { items, survey } = results;
  const pages = Math.max(1, Math.ceil(items.length / SHOWN));
  const now = Math.min(at, pages);
  const shown = items.slice((now - 1) * SHOWN, now * SHOWN);
  const to = (n: number) => hrefOf(here(results.blockTaskId), n === 1 ? {} : { page: String(n) });
  return (
    <div className="space-y-6">
      {results.warnings.map(({ code, message }) => (
        <Notice key={code} tone={code === "UNSTABLE_CONSENSUS" ? "loss" : "neutral"}>
          {message}
        </Notice>
      ))}
      {survey ? (
        <p className="text-ink-soft text-sm">
          {results.nResponses} answered. Groups of fewer than {survey.k} are not shown.
        </p>
      ) : (
        <Summary results={results} />
      )}
      {survey ? (
        shown.map((item) => (
          <SurveyItem key={item.itemId} item={item} prompt={prompts.get(item.itemId) ?? item.itemId} k={survey.k} />
        ))
      ) : (
        <Items items={shown} prompts={prompts} />
      )}
      <Pager
        previousHref={now > 1 ? to(now - 1) : null}
        nextHref={now < pages ? to(now + 1) : null}
        from={(now - 1) * SHOWN + 1}
        to={Math.min(items.length, now * SHOWN)}
        total={items.length}
      />
      {results.workers.length > 0 ? <Workers results={results} /> : null}
      {results.payouts.length > 0 ? <Payouts results={results} /> : null}
    </div>
  );
}

function Summary({
  results: { items, agreement, nResponses, nEffective, method, methodReason },
}: {
  results: Results;
}) {
  const verified = items.filter(({ status }) => status === "verified").length;
  const alpha = agreement?.krippendorffAlpha ?? null;
  return (
    <>
      <StatRow>
        <Stat
          label="Responses"
          value={nResponses}
          hint={nEffective === null ? undefined : `worth ${nEffective.toFixed(1)} independent votes`}
        />
        <Stat
          label="Verified"
          value={share(items.length === 0 ? null : verified / items.length)}
          hint={`${verified} of ${items.length} items`}
        />
        <Stat
          label="Krippendorff's alpha"
          value={alpha === null ? "–" : alpha.toFixed(2)}
          hint={agreement?.ci95 ? `${agreement.ci95[0].toFixed(2)} to ${agreement.ci95[1].toFixed(2)}` : undefined}
        />
        <Stat label="Two answers agree" value={share(agreement?.percentAgreement)} />
      </StatRow>
      <Card as="section">
        <CardHeader
          title="How certain, and how far they agree"
          hint={`Counted by ${(method ?? "").replaceAll("_", " ")}: ${methodReason}`}
        />
        <CardBody className="grid gap-6 sm:grid-cols-2">
          <ShareHistogram label="Items by confidence" values={items.flatMap(({ confidence }) => confidence ?? [])} />
          <ShareHistogram
            label="Items by agreement"
            values={items.flatMap(({ agreement: own }) => (own === null || own === undefined ? [] : [own]))}
          />
        </CardBody>
      </Card>
    </>
  );
}

function Items({ items, prompts }: { items: Results["items"]; prompts: Map<string, string> }) {
  return (
    <section>
      <h2 className="mb-3 font-semibold text-base">Items</h2>
      <TableScroll label="Items">
        <Table>
          <thead>
            <tr>
              <Th>Item</Th>
              <Th>Answer</Th>
              <Th>Votes</Th>
              <Th numeric>Confidence</Th>
              <Th numeric>Agreement</Th>
              <Th>State</Th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => {
              const state = item.status ? STATUS_WORDS[item.status] : undefined;
              return (
                <tr key={item.itemId}>
                  <Td className="min-w-56 max-w-96" dir="auto">
                    {prompts.get(item.itemId) ?? item.itemId}
                  </Td>
                  <Td className="min-w-24 font-medium" dir="auto">
                    {answerText(item.answer)}
                  </Td>
                  <Td>{item.votes ? <Votes votes={item.votes} /> : `${item.n}`}</Td>
                  <Td numeric>{share(item.confidence)}</Td>
                  <Td numeric>{share(item.agreement)}</Td>
                  <Td>{state ? <Badge tone={state.tone}>{state.label}</Badge> : null}</Td>
                </tr>
              );
            })}
          </tbody>
        </Table>
      </TableScroll>
    </section>
  );
}

function Workers({ results: { workers } }: { results: Results }) {
  return (
    <section>
      <h2 className="mb-3 font-semibold text-base">Who answered</h2>
      <TableScroll label="Who answered">
        <Table>
          <thead>
            <tr>
              <Th>Worker</Th>
              <Th>Quality</Th>
              <Th numeric>With the consensus</Th>
              <Th numeric>Known answers right</Th>
              <Th>Noticed</Th>
            </tr>
          </thead>
          <tbody>
            {workers.map((one) => (
              <tr key={one.worker}>
                <Td className="whitespace-nowrap">
                  <code className="text-xs">{one.worker}</code> {one.isBot ? <Badge>AI</Badge> : null}
                </Td>
                <Td className="min-w-40">
                  {one.quality === null ? (
                    "–"
                  ) : (
                    <>
                      <span className="tabular-nums">{share(one.quality)}</span>
                      <ShareBar
                        value={one.quality}
                        interval={one.qualityCi95}
                        label={`Quality ${share(one.quality)}${one.qualityCi95 ? `, between ${share(one.qualityCi95[0])} and ${share(one.qualityCi95[1])}` : ""}`}
                      />
                    </>
                  )}
                </Td>
                <Td numeric>{share(one.agreementWithConsensus)}</Td>
                <Td numeric>{one.gold.n === 0 ? "–" : `${one.gold.correct} of ${one.gold.n}`}</Td>
                <Td className="min-w-40">{one.flags.map(flagWords).join("; ") || "–"}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
    </section>
  );
}

function Payouts({ results: { payouts } }: { results: Results }) {
  return (
    <section>
      <h2 className="mb-3 font-semibold text-base">Payouts</h2>
      <TableScroll label="Payouts">
        <Table>
          <thead>
            <tr>
              <Th>Worker</Th>
              <Th numeric>Paid</Th>
              <Th numeric>Fee in it</Th>
              <Th>Why</Th>
            </tr>
          </thead>
          <tbody>
            {payouts.map((line) => (
              <tr key={line.responseId}>
                <Td>
                  <code className="text-xs">{line.worker}</code>
                </Td>
                <Td numeric>{formatMoney(line.amountCents)}</Td>
                <Td numeric>{line.feeCents === 0 ? "–" : formatMoney(line.feeCents)}</Td>
                <Td className="min-w-56">{REASONS[line.reason]}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
    </section>
  );
}
