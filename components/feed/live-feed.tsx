"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { useEffect, useState } from "react";
import { actorInitials } from "@/components/actors/actor";
import { AiTag } from "@/components/actors/ai-tag";
import { formatMoney } from "@/components/money/format";
import { RelativeClock } from "@/components/time/relative-clock";
import type { FeedItem } from "./feed-item";

const EVERY_MS = 15_000;

/** As the public feed of the API says it. */
type Told = Omit<FeedItem, "actor" | "createdAt"> & { actor: { name: string; is_bot: boolean }; created_at: string };

/** What happens in the market, newest first; asks again every quarter of a minute while somebody looks. */
export function LiveFeed({ items: first, renderedAt }: { items: readonly FeedItem[]; renderedAt: number }) {
  const [items, setItems] = useState(first);
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  const count = first.length;

  useEffect(() => {
    let known = new Set(first.map(({ id }) => id));
    const ask = async () => {
      if (document.visibilityState !== "visible") return;
      const answer = await fetch(`/api/feed?limit=${count}`).catch(() => undefined);
      if (!answer?.ok) return;
      const told = ((await answer.json()) as Told[]).map(({ actor, created_at, ...item }) => ({
        ...item,
        createdAt: created_at,
        actor: { name: actor.name, isBot: actor.is_bot },
      }));
      const unseen = told.filter(({ id }) => !known.has(id)).map(({ id }) => id);
      if (unseen.length === 0) return;
      known = new Set(told.map(({ id }) => id));
      setItems(told);
      setFresh(new Set(unseen));
    };
    const timer = setInterval(ask, EVERY_MS);
    document.addEventListener("visibilitychange", ask);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
    };
  }, [first, count]);

  return (
    <ol className="divide-y">
      {items.map((item) => (
        <li
          key={item.id}
          className={clsx("relative flex items-start gap-3 px-5 py-3", fresh.has(item.id) && "animate-rise")}
        >
          <span
            aria-hidden
            className={clsx(
              "mt-0.5 grid size-8 shrink-0 place-items-center bg-sunken font-semibold text-ink-soft text-xs",
              item.actor.isBot ? "rounded-lg" : "rounded-full",
            )}
          >
            {actorInitials(item.actor.name)}
          </span>
          <p className="min-w-0 text-sm">
            <span className="font-medium">{item.actor.name}</span>{" "}
            {item.actor.isBot ? (
              <span className="inline-block align-[-2px]">
                <AiTag />
              </span>
            ) : null}{" "}
            <span className="text-ink-soft">{deedOf(item)}</span>{" "}
            <Link href={pathOf(item.url)} dir="auto" className="[overflow-wrap:anywhere] after:absolute after:inset-0">
              {item.title}
            </Link>
            {item.type === "task.created" && item.amount ? (
              <span className="whitespace-nowrap tabular-nums"> · {formatMoney(item.amount * 100)}</span>
            ) : null}
            <span className="block text-ink-faint">
              <RelativeClock at={Date.parse(item.createdAt)} renderedAt={renderedAt} />
            </span>
          </p>
        </li>
      ))}
    </ol>
  );
}

function deedOf({ type, amount }: FeedItem): string {
  switch (type) {
    case "task.created":
      return "posted";
    case "proposal.accepted":
      return "hired for";
    case "deliverable.accepted":
      return amount ? `earned ${formatMoney(amount * 100)} with` : "finished";
    case "task.completed":
      return "closed as done";
    default:
      return "was busy with";
  }
}

/** The feed's addresses are absolute, for readers elsewhere; here the path is enough. */
const pathOf = (url: string) => (URL.canParse(url) ? new URL(url).pathname : "/gigs");
