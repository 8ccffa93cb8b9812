import { Download, FileText } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { ActorName } from "@/components/actors/actor-name";
import { certificateHref, datasetHref, LICENSE_LABELS, percent } from "@/components/datasets/dataset";
import { Price, Standing } from "@/components/datasets/dataset-list";
import { Preview } from "@/components/datasets/preview";
import { UserText } from "@/components/gigs/user-text";
import { Container } from "@/components/layout/container";
import { paths, recordHref } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { formatMoney } from "@/components/money/format";
import { LookAgain } from "@/components/money/look-again";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { Notice } from "@/components/ui/notice";
import { WARNINGS } from "@/lib/domain/blocks/consensus/block";
import { loadDataset } from "@/lib/domain/datasets/load";
import { loadOffer } from "@/lib/domain/datasets/offer";
import { type CheckoutState, loadCheckout } from "@/lib/domain/payments/load-checkout";
import { labelOf } from "@/lib/domain/tasks/categories";
import { page, pageIfThere } from "@/lib/surfaces/page";
import { viewer } from "@/lib/surfaces/viewer";
import { readParams, type SearchParams } from "../../../(desk)/dashboard/_paging";
import { Buying } from "./buying";
import { Offering } from "./offering";

type Props = { params: Promise<{ datasetId: string }>; searchParams: SearchParams };
type Loaded = Awaited<ReturnType<typeof load>>;

const DESCRIBED = 155;
const load = (datasetId: string) => page(loadDataset, { datasetId }, datasetHref(datasetId));

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { dataset } = await load((await params).datasetId);
  return {
    title: dataset.title,
    description: dataset.description.slice(0, DESCRIBED),
    alternates: { canonical: datasetHref(dataset.id) },
  };
}

export default async function DatasetPage({ params, searchParams }: Props) {
  const { datasetId } = await params;
  const { checkout, done } = await readParams(searchParams, ["checkout", "done"]);
  const loaded = await load(datasetId);
  const { dataset, terms, isOwner, ownLicense } = loaded;
  const [offer, payment, who] = await Promise.all([
    pageIfThere(loadOffer, { blockId: dataset.blockTaskId }),
    checkout ? pageIfThere(loadCheckout, { checkoutId: checkout }) : undefined,
    viewer(),
  ]);
  return (
    <Container>
      <PageHeader
        breadcrumb={[{ label: "Data exchange", href: paths.dataExchange }, { label: dataset.title }]}
        title={<span dir="auto">{dataset.title}</span>}
        eyebrow={
          <>
            <span>{labelOf(dataset.category)}</span>
            <Badge>{LICENSE_LABELS[dataset.licenseType]}</Badge>
            <Standing dataset={dataset} />
          </>
        }
      />
      {payment ? <Payment payment={payment} /> : null}
      {done === "bought" && ownLicense ? (
        <div role="status" className="mb-6">
          <Notice tone="accent" title="It is yours.">
            Your certificate is {ownLicense.certificate}; the files are below.
          </Notice>
        </div>
      ) : null}
      {done === "saved" && isOwner ? (
        <div role="status" className="mb-6">
          <Notice tone="accent" title="Saved." />
        </div>
      ) : null}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="min-w-0 space-y-6">
          <Card as="section">
            <CardHeader title="What it is" />
            <CardBody>
              <UserText text={dataset.description} />
            </CardBody>
          </Card>
          <section>
            <h2 className="mb-3 font-semibold text-base">The first rows</h2>
            <Preview rows={loaded.preview} />
          </section>
          <Quality dataset={dataset} />
          <Files loaded={loaded} />
        </div>
        <aside className="min-w-0 space-y-6">
          <Card as="section">
            <CardHeader title="Licence" action={<Price cents={dataset.priceCents} />} />
            <CardBody className="space-y-4 text-sm">
              <p>
                <span className="font-medium">{terms.name}.</span> {terms.summary}
              </p>
              <Terms terms={terms} />
              {ownLicense ? (
                <p>
                  You hold a licence:{" "}
                  <Link href={certificateHref(ownLicense.certificate)} className="underline underline-offset-4">
                    {ownLicense.certificate}
                  </Link>
                  {ownLicense.valid ? "." : ", which does not stand: its payment went back."}
                </p>
              ) : offer && !isOwner && offer.exclusiveAvailable !== false ? (
                <Buying
                  datasetId={dataset.id}
                  blockId={dataset.blockTaskId}
                  termsHash={terms.sha256}
                  priceCents={offer.priceCents}
                  isSignedIn={Boolean(who)}
                />
              ) : null}
              {offer ? <Split {...offer.split} /> : null}
            </CardBody>
          </Card>
          {isOwner ? <Offering datasetId={dataset.id} listed={dataset.listed} priceCents={dataset.priceCents} /> : null}
          <Card as="section">
            <CardHeader title="About it" />
            <CardBody className="py-2">
              <DefinitionList
                items={[
                  {
                    term: "By",
                    value: <ActorName actor={dataset.owner} href={recordHref(dataset.owner.id)} size="xs" />,
                  },
                  { term: "Items", value: dataset.itemCount.toLocaleString("en-US") },
                  { term: "Responses", value: dataset.responseCount.toLocaleString("en-US") },
                  {
                    term: "Of them by bots",
                    value: dataset.botCount === null ? "Not shown" : dataset.botCount.toLocaleString("en-US"),
                  },
                  { term: "Licences sold", value: dataset.licenseCount.toLocaleString("en-US") },
                  { term: "Version", value: dataset.version },
                  { term: "Published", value: <RelativeTime value={dataset.createdAt} /> },
                ]}
              />
            </CardBody>
          </Card>
        </aside>
      </div>
    </Container>
  );
}

function Terms({ terms }: { terms: Loaded["terms"] }) {
  return (
    <div className="space-y-2">
      {terms.text ? (
        <details>
          <summary className="cursor-pointer text-accent">Read the terms</summary>
          <p className="mt-2 whitespace-pre-line text-ink-soft">{terms.text}</p>
        </details>
      ) : null}
      {terms.url ? (
        <a href={terms.url} rel="noreferrer" className="underline underline-offset-4">
          The whole text
        </a>
      ) : null}
      <p className="text-ink-soft [overflow-wrap:anywhere]">
        Terms of {terms.version}, sha256 <code className="text-xs">{terms.sha256}</code>
      </p>
    </div>
  );
}

const Split = ({
  ownerCents,
  platformCents,
  workersCents,
}: Record<"ownerCents" | "platformCents" | "workersCents", number>) =>
  ownerCents + platformCents + workersCents === 0 ? null : (
    <p className="text-ink-soft">
      Of each sale {formatMoney(ownerCents)} goes to the owner, {formatMoney(workersCents)} to those who answered and{" "}
      {formatMoney(platformCents)} to the platform.
    </p>
  );

/** What became of the payment from which somebody comes back. It only looks: Stripe's word comes by itself. */
function Payment({ payment: { status, amountCents } }: { payment: CheckoutState }) {
  const sum = formatMoney(amountCents);
  return (
    <div role="status" className="mb-6">
      {status === "paid" ? (
        <Notice tone="accent" title={`Paid. ${sum} for a licence that is yours.`} />
      ) : status === "refunded" ? (
        <Notice tone="wait" title={`${sum} goes back to your card`}>
          It was paid when this licence could not be had any more. Banks take a few days to show it.
        </Notice>
      ) : status === "expired" ? (
        <Notice title={`The payment of ${sum} was not made`}>Its page is over. Choose again below.</Notice>
      ) : (
        <Notice tone="wait" title={`Waiting for Stripe to confirm ${sum}`}>
          The licence is yours as soon as Stripe has told us that the card was charged, usually within seconds.
          <LookAgain />
        </Notice>
      )}
    </div>
  );
}

function Quality({ dataset: { quality, mode, redactedCount, rawCount } }: { dataset: Loaded["dataset"] }) {
  const two = (value: number | null) => (value === null ? "–" : value.toFixed(2));
  const interval = quality.alphaCi95 ? ` (${quality.alphaCi95.map((end) => end.toFixed(2)).join(" to ")})` : "";
  const consensus = [
    { term: "Items certain enough to be verified", value: percent(quality.verifiedShare) },
    { term: "Krippendorff's alpha", value: two(quality.krippendorffAlpha) + interval },
    { term: "Agreement of two answers", value: percent(quality.percentAgreement) },
    {
      term: "Independent votes they come to",
      value: quality.nEffective === null ? "–" : quality.nEffective.toFixed(1),
    },
    {
      term: "Known answers asked among them",
      value: `${quality.goldItems}, ${percent(quality.goldAccuracy)} right`,
    },
    { term: "Counted by", value: (quality.method ?? "–").replaceAll("_", " ") },
  ];
  const survey = [
    { term: "Smallest group that is shown", value: `${quality.k ?? "–"} people` },
    { term: "Single responses, of those who agreed", value: rawCount.toLocaleString("en-US") },
  ];
  return (
    <Card as="section">
      <CardHeader title="Quality" />
      <CardBody className="py-2">
        <DefinitionList
          items={[
            ...(mode === "survey" ? survey : consensus),
            { term: "Places where personal data was taken out", value: redactedCount.toLocaleString("en-US") },
          ]}
        />
        {quality.warnings.length > 0 ? (
          <ul className="list-disc space-y-1 pt-2 pb-3 pl-5 text-ink-soft text-sm">
            {quality.warnings.map((code) => (
              <li key={code}>{WARNINGS[code as keyof typeof WARNINGS] ?? code}</li>
            ))}
          </ul>
        ) : null}
      </CardBody>
    </Card>
  );
}

const FORMAT_LABELS: Record<string, string> = { json: "JSON", jsonl: "JSON lines", csv: "CSV", croissant: "Croissant" };

function Files({ loaded: { files, versions, isOwner, ownLicense, dataset } }: { loaded: Loaded }) {
  const mayLoad = isOwner || ownLicense?.valid === true;
  return (
    <Card as="section">
      <CardHeader
        title="Files"
        hint={
          mayLoad
            ? "Each with its checksum, which never changes."
            : "For holders of a licence; the description is for anybody."
        }
      />
      <CardBody className="py-2">
        <ul className="divide-y text-sm">
          {files.map(({ part, format, sizeBytes, sha256, url }) => (
            <li key={url} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 py-2.5">
              <span className="flex items-center gap-2">
                {mayLoad ? (
                  <Download aria-hidden className="size-4 text-ink-soft" />
                ) : (
                  <FileText aria-hidden className="size-4 text-ink-soft" />
                )}
                {mayLoad ? (
                  <a href={url} download className="underline underline-offset-4">
                    {FORMAT_LABELS[format] ?? format}
                    {part === "responses" ? ", single responses" : ""}
                  </a>
                ) : (
                  `${FORMAT_LABELS[format] ?? format}${part === "responses" ? ", single responses" : ""}`
                )}
              </span>
              <span className="text-ink-soft tabular-nums">
                {Math.max(1, Math.round(sizeBytes / 1024)).toLocaleString("en-US")} kB
              </span>
              <code className="basis-full text-ink-soft text-xs [overflow-wrap:anywhere]">sha256 {sha256}</code>
            </li>
          ))}
        </ul>
        <p className="border-t py-2.5 text-sm">
          <a
            href={`/api/block-tasks/${dataset.blockTaskId}/dataset?format=croissant`}
            className="underline underline-offset-4"
          >
            Description for machines (Croissant)
          </a>
        </p>
        {versions.length > 1 ? (
          <p className="pb-3 text-ink-soft text-sm">
            Versions: {versions.map(({ version }) => version).join(", ")}; the newest is {dataset.version}.
          </p>
        ) : null}
      </CardBody>
    </Card>
  );
}
