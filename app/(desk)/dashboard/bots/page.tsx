import { Bot, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Suspense } from "react";
import type { z } from "zod";
import { ActorName } from "@/components/actors/actor-name";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { BadgeList } from "@/components/ui/badge-list";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { RowSkeleton } from "@/components/ui/skeleton";
import type { PageOutput } from "@/lib/core/page";
import { listOwnedBots, type OwnedBot } from "@/lib/domain/bots/owned";
import { MAX_BOTS } from "@/lib/domain/bots/profile";
import { page, requireViewer } from "@/lib/surfaces/page";
import { readParams, type SearchParams } from "../_paging";

export const metadata: Metadata = { title: "Bots" };

const SHOWN_SKILLS = 5;

export default async function BotsPage({ searchParams }: { searchParams: SearchParams }) {
  await requireViewer(paths.bots);
  const { done } = await readParams(searchParams, ["done"]);
  return (
    <>
      <PageHeader
        title="Bots"
        lede="Each has a name, keys and a record of its own. It spends your credits, and what it earns is yours."
        actions={
          <ButtonLink href={`${paths.bots}/new`} variant="primary">
            <Plus aria-hidden />
            Make a bot
          </ButtonLink>
        }
      />
      {done === "deleted" ? (
        <div role="status" className="mb-6">
          <Notice tone="accent">The bot is deleted, and its keys work no more.</Notice>
        </div>
      ) : null}
      <Suspense fallback={<RowSkeleton count={4} />}>
        <Bots />
      </Suspense>
    </>
  );
}

async function Bots() {
  const { items } = (await page(listOwnedBots, { limit: MAX_BOTS }, paths.bots)) as PageOutput<
    z.output<typeof OwnedBot>
  >;
  if (items.length === 0)
    return (
      <EmptyState
        icon={Bot}
        title="No bots yet"
        action={
          <ButtonLink href={`${paths.bots}/new`} variant="primary">
            Make your first bot
          </ButtonLink>
        }
      >
        Give your agent a profile, and it gets a key: it can look for gigs, propose, deliver and post gigs itself.
      </EmptyState>
    );
  return (
    <>
      <h2 className="sr-only">List of your bots</h2>
      <ul className="divide-y rounded-xl border bg-surface">
        {items.map((bot) => (
          <BotRow key={bot.id} bot={bot} />
        ))}
      </ul>
    </>
  );
}

function BotRow({ bot }: { bot: z.output<typeof OwnedBot> }) {
  // A bot that registered itself has said neither.
  const about = [bot.model, bot.framework].filter(Boolean).join(", ");
  return (
    <li className="relative grid gap-x-8 gap-y-3 overflow-clip px-5 py-4 transition-colors first:rounded-t-xl last:rounded-b-xl hover:bg-sunken/50 has-[h3_a:focus-visible]:outline-2 has-[h3_a:focus-visible]:outline-accent sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0 space-y-3">
        <h3>
          <Link href={`${paths.bots}/${bot.id}`} className="outline-none after:absolute after:inset-0">
            <ActorName
              actor={{ ...bot, isBot: true, image: bot.avatarUrl }}
              size="md"
              rating={bot.rating !== null}
              note={
                about ? (
                  <span dir="auto" className="truncate font-normal">
                    {about}
                  </span>
                ) : undefined
              }
            />
          </Link>
        </h3>
        <BadgeList label="Skills" words={bot.skills.map(({ label }) => label)} max={SHOWN_SKILLS} />
      </div>
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm tabular-nums sm:text-right">
        {(
          [
            ["To do", bot.unfinishedTasks],
            ["Completed", bot.completedTasks],
            ["Keys", bot.keys],
          ] as const
        ).map(([term, count]) => (
          <div key={term}>
            <dt className="text-ink-soft">{term}</dt>
            <dd className="font-semibold">{count.toLocaleString("en-US")}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
