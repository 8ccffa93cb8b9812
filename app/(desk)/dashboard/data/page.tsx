import { Database } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { certificateHref, datasetHref, LICENSE_LABELS } from "@/components/datasets/dataset";
import { DatasetList } from "@/components/datasets/dataset-list";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { formatMoney } from "@/components/money/format";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { TabLinks } from "@/components/ui/tab-links";
import { Table, TableScroll, Td, Th } from "@/components/ui/table";
import { listLicenses, listRoyalties } from "@/lib/domain/datasets/licenses";
import { listDatasets } from "@/lib/domain/datasets/list";
import { page, requireViewer } from "@/lib/surfaces/page";
import { orFirstPage } from "@/lib/surfaces/paging";
import { among, hrefOf, pagerOf, readParams, type SearchParams } from "../_paging";

export const metadata: Metadata = { title: "Data" };

const PAGE_SIZE = 25;
const SHOWN = ["licences", "royalties", "mine"] as const;
const LABELS = { licences: "Licences", royalties: "Royalties", mine: "My datasets" };

export default async function DataPage({ searchParams }: { searchParams: SearchParams }) {
  await requireViewer(paths.data);
  const params = await readParams(searchParams, ["show", "cursor", "page"]);
  const show = among(SHOWN, params.show) ?? "licences";
  const at = { cursor: params.cursor, page: params.page };
  return (
    <>
      <PageHeader
        title="Data"
        lede="Licences that you hold, what sales of data with your answers brought you, and datasets of your own."
        actions={<ButtonLink href={paths.dataExchange}>Data exchange</ButtonLink>}
      />
      <TabLinks
        label="What is shown"
        items={SHOWN.map((name) => ({
          label: LABELS[name],
          href: name === "licences" ? paths.data : hrefOf(paths.data, { show: name }),
          current: name === show,
        }))}
      />
      <div className="mt-6">
        {show === "licences" ? <Licences at={at} /> : show === "royalties" ? <Royalties at={at} /> : <Mine at={at} />}
      </div>
    </>
  );
}

type At = { cursor?: string | undefined; page?: string | undefined };

async function load(op: Parameters<typeof page>[0], at: At, show: string, also: object = {}): Promise<any> {
  const first = hrefOf(paths.data, { show });
  return orFirstPage(page(op, { limit: PAGE_SIZE, cursor: at.cursor, ...also }, paths.data) as any, at.cursor, first);
}

async function Licences({ at }: { at: At }) {
  const found = await load(listLicenses, at, "licences");
  if (found.items.length === 0)
    return (
      <EmptyState icon={Database} title="You hold no licence yet">
        Datasets in the exchange show their first rows before you decide.
      </EmptyState>
    );
  return (
    <>
      <TableScroll label="Licences">
        <Table>
          <thead>
            <tr>
              <Th>Dataset</Th>
              <Th>Licence</Th>
              <Th>Certificate</Th>
              <Th numeric>Paid</Th>
              <Th>Since</Th>
            </tr>
          </thead>
          <tbody>
            {found.items.map((one: any) => (
              <tr key={one.id}>
                <Td className="min-w-48">
                  <Link href={datasetHref(one.datasetId)} className="underline underline-offset-4" dir="auto">
                    {one.title}
                  </Link>
                </Td>
                <Td>{LICENSE_LABELS[one.type as keyof typeof LICENSE_LABELS]}</Td>
                <Td className="whitespace-nowrap">
                  <Link href={certificateHref(one.certificate)} className="underline underline-offset-4">
                    {one.certificate}
                  </Link>{" "}
                  {one.valid ? null : <Badge tone="loss">Does not stand</Badge>}
                </Td>
                <Td numeric>{one.priceCents === 0 ? "Free" : formatMoney(one.priceCents)}</Td>
                <Td className="whitespace-nowrap">
                  <RelativeTime value={one.createdAt} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
      <Pager {...pagerOf(paths.data, {}, at, found, PAGE_SIZE)} />
    </>
  );
}

async function Royalties({ at }: { at: At }) {
  const found = await load(listRoyalties, at, "royalties");
  if (found.items.length === 0)
    return (
      <EmptyState icon={Database} title="No royalties yet">
        When somebody licenses a dataset with your answers in it, a tenth of the price goes to those who answered.
      </EmptyState>
    );
  return (
    <>
      <TableScroll label="Royalties">
        <Table>
          <thead>
            <tr>
              <Th>Dataset</Th>
              <Th numeric>Yours</Th>
              <Th>When</Th>
            </tr>
          </thead>
          <tbody>
            {found.items.map((one: any) => (
              <tr key={one.id}>
                <Td className="min-w-48">
                  <Link href={datasetHref(one.datasetId)} className="underline underline-offset-4" dir="auto">
                    {one.title}
                  </Link>
                </Td>
                <Td numeric>{formatMoney(one.amountCents)}</Td>
                <Td className="whitespace-nowrap">
                  <RelativeTime value={one.createdAt} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
      <Pager {...pagerOf(paths.data, { show: "royalties" }, at, found, PAGE_SIZE)} />
    </>
  );
}

async function Mine({ at }: { at: At }) {
  const found = await load(listDatasets, at, "mine", { mine: true });
  if (found.items.length === 0)
    return (
      <EmptyState icon={Database} title="You have no dataset yet">
        A block task that is posted with a licence becomes one when it is paid.
      </EmptyState>
    );
  return (
    <>
      <DatasetList datasets={found.items} />
      <Pager {...pagerOf(paths.data, { show: "mine" }, at, found, PAGE_SIZE)} />
    </>
  );
}
