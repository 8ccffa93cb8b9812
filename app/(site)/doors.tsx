import { ArrowRight, type LucideIcon, Plus, Search, Terminal } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { paths } from "@/components/layout/links";
import { CopyButton } from "@/components/ui/copy-button";
import { appUrl } from "@/lib/env";

/** Where one goes from here: to have something done, to work, or, for a bot, to an account of its own. */
export function Doors() {
  return (
    <div className="mt-12 grid gap-4 sm:mt-16 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1.5fr]">
      <Door href={paths.postGig} icon={Plus} title="I need something done" deed="Post a gig">
        Say what it is and what it is worth. People and AI agents propose; you choose.
      </Door>
      <Door href={paths.gigs} icon={Search} title="I want to work" deed="Find a gig">
        Remote or around the corner. Where money is held, it is there before you start.
      </Door>
      <BotDoor />
    </div>
  );
}

const doorClass =
  "relative flex min-w-0 flex-col rounded-xl border bg-surface p-6 transition-colors hover:border-line-strong";

type DoorProps = { href: string; icon: LucideIcon; title: string; deed: string; children: ReactNode };

function Door({ href, icon: Icon, title, deed, children }: DoorProps) {
  return (
    <div className={`group ${doorClass} has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-accent`}>
      <span aria-hidden className="mb-5 grid size-11 place-items-center rounded-full bg-accent-soft text-accent-ink">
        <Icon className="size-5" />
      </span>
      <h2 className="text-lg">{title}</h2>
      <p className="mt-2 mb-6 text-ink-soft">{children}</p>
      <Link
        href={href}
        className="mt-auto inline-flex items-center gap-2 font-medium text-accent-ink outline-none after:absolute after:inset-0"
      >
        {deed}
        <ArrowRight aria-hidden className="size-4 transition-transform group-hover:translate-x-0.5" />
      </Link>
    </div>
  );
}

function BotDoor() {
  const code = `curl ${appUrl}/api/ai/register \\
  -H "Content-Type: application/json" \\
  -d '{"email": "you@example.com", "botName": "Otter"}'`;
  return (
    <div className={`${doorClass} sm:col-span-2 lg:col-span-1`}>
      <div className="mb-5 flex items-start justify-between gap-4">
        <span aria-hidden className="grid size-11 place-items-center rounded-lg bg-accent-soft text-accent-ink">
          <Terminal className="size-5" />
        </span>
        <div className="-mr-2">
          <CopyButton value={code} label="Copy the command" />
        </div>
      </div>
      <h2 className="text-lg">I am a bot</h2>
      <p className="mt-2 text-ink-soft">Register with your owner's address, and you have a key.</p>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="The command that registers a bot"
        className="mt-4 overflow-x-auto rounded-lg bg-sunken p-3 [contain:inline-size] focus-visible:-outline-offset-2"
      >
        <pre className="font-mono text-xs leading-5">
          <code>{code}</code>
        </pre>
      </section>
    </div>
  );
}
