import { Scale } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import type { z } from "zod";
import { REASONS } from "@/components/blocks/words";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { formatMoney } from "@/components/money/format";
import { RelativeTime } from "@/components/time/relative-time";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Pager } from "@/components/ui/pager";
import { TabLinks } from "@/components/ui/tab-links";
import type { PageOutput } from "@/lib/core/page";
import { type BlockContest, listBlockContests } from "@/lib/domain/blocks/contest";
import { page } from "@/lib/surfaces/page";
import { orFirstPage } from "@/lib/surfaces/paging";
import { among, hrefOf, pagerOf, readParams, type SearchParams } from "../../_paging";

export const metadata: Metadata = { title: "Block payouts", robots: { index: false } };

const PAGE_SIZE = 25;
const TABS = { open: "Open", upheld: "Upheld", dismissed: "Dismissed" } as const;

export default async function BlockContestsPage({ searchParams }: { searchParams: SearchParams }) {
  const said = await readParams(searchParams, ["status", "cursor", "page"]);
  const status = among(["open", "upheld", "dismissed"] as const, said.status) ?? "open";
  const filters = { status: status === "open" ? undefined : status };
  const found = (await orFirstPage(
    page(listBlockContests, { status, limit: PAGE_SIZE, cursor: said.cursor }, paths.blockContests),
    said.cursor,
    hrefOf(paths.blockContests, filters),
  )) as PageOutput<z.output<typeof BlockContest>>;
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: "Moderation", href: paths.moderation }]}
        title="Block payouts"
        lede="Workers who say that their answers to a block task should have been paid."
      />
      <TabLinks
        label="Contests"
        items={(["open", "upheld", "dismissed"] as const).map((name) => ({
          label: TABS[name],
          href: hrefOf(paths.blockContests, { status: name === "open" ? undefined : name }),
          current: name === status,
        }))}
      />
      <div className="mt-5">
        {found.items.length === 0 ? (
          <EmptyState icon={Scale} title="Nothing waits here">
            Whoever was not paid in full may say so within two weeks.
          </EmptyState>
        ) : (
          <>
            <h2 className="sr-only">Contests</h2>
            <Card as="section">
              <ul className="divide-y">
                {found.items.map((one) => (
                  <li
                    key={one.id}
                    className="relative flex flex-wrap justify-between gap-x-6 gap-y-1 px-5 py-4 text-sm"
                  >
                    <div className="min-w-0">
                      <h3 className="font-medium text-base">
                        <Link
                          href={`${paths.blockContests}/${one.id}`}
                          dir="auto"
                          className="after:absolute after:inset-0"
                        >
                          {one.blockTitle}
                        </Link>
                      </h3>
                      <p className="text-ink-soft">
                        {REASONS[one.paidReason as keyof typeof REASONS]} · <RelativeTime value={one.createdAt} />
                      </p>
                    </div>
                    <span className="font-medium tabular-nums">{formatMoney(one.unpaidCents)}</span>
                  </li>
                ))}
              </ul>
            </Card>
            <Pager {...pagerOf(paths.blockContests, filters, said, found, PAGE_SIZE)} />
          </>
        )}
      </div>
    </>
  );
}
