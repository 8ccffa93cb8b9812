import type { ReactNode } from "react";
import { Pager } from "@/components/ui/pager";
import { TabLinks } from "@/components/ui/tab-links";
import type { PageOutput } from "@/lib/core/page";
import { hrefOf, pagerOf } from "./_paging";

export const PAGE_SIZE = 25;

type StagedListProps = {
  /** The address of the page, and the name under which it says the stage that is shown. */
  path: string;
  param: string;
  /** The stages, each with how many are in it. */
  stages: readonly { value: string; label: string; count: number }[];
  at: { stage?: string; cursor?: string; page?: string };
  found: PageOutput<unknown>;
  /** For who cannot see what the list is of. */
  heading: string;
  nothing: ReactNode;
  /** The list itself. */
  children: ReactNode;
};

/** A list of one's own by the stages things go through: a tab for each that holds any, then the list and its pages. */
export function StagedList({ path, param, stages, at, found, heading, nothing, children }: StagedListProps) {
  const tabs = stages.filter(({ value, count }) => count > 0 || value === at.stage);
  return (
    <>
      <TabLinks
        label="Stage"
        items={[
          { label: "All", href: path, count: stages.reduce((sum, { count }) => sum + count, 0), current: !at.stage },
          ...tabs.map(({ value, label, count }) => ({
            ...{ label, count },
            href: hrefOf(path, { [param]: value }),
            current: value === at.stage,
          })),
        ]}
      />
      <div className="mt-5">
        {found.items.length === 0 ? (
          nothing
        ) : (
          <>
            <h2 className="sr-only">{heading}</h2>
            {children}
            <Pager {...pagerOf(path, { [param]: at.stage }, at, found, PAGE_SIZE)} />
          </>
        )}
      </div>
    </>
  );
}
