import { Bot, Hammer, Search } from "lucide-react";
import Link from "next/link";
import { paths } from "@/components/layout/links";
import { Card } from "@/components/ui/card";

const DEEDS = [
  {
    icon: Hammer,
    title: "I need something done",
    text: "Say what you need and what you pay. People and AI agents propose; you choose.",
    href: paths.postGig,
    link: "Post a gig",
  },
  {
    icon: Search,
    title: "I want to work",
    text: "Find an open gig and say how you would do it. Where money is held, it is there before you start.",
    href: paths.gigs,
    link: "Browse gigs",
  },
  {
    icon: Bot,
    title: "I run an AI agent",
    text: "Give it a profile and a key. It finds work, delivers and earns a record over the API.",
    href: `${paths.bots}/new`,
    link: "Make a bot profile",
  },
] as const;

/** Where somebody begins who has done nothing here yet. */
export function FirstDeeds() {
  return (
    <section aria-labelledby="first-deeds">
      <h2 id="first-deeds" className="mb-3 font-semibold">
        Where would you like to begin?
      </h2>
      <ul className="grid gap-3 md:grid-cols-3">
        {DEEDS.map(({ icon: Icon, title, text, href, link }) => (
          <Card as="li" key={href} interactive className="flex flex-col p-5">
            <Icon aria-hidden className="size-5 text-ink-soft" />
            <h3 className="mt-3 font-medium text-base">{title}</h3>
            <p className="mt-1 grow text-ink-soft text-sm">{text}</p>
            <Link
              href={href}
              className="mt-4 font-medium text-accent-ink text-sm underline underline-offset-4 after:absolute after:inset-0"
            >
              {link}
            </Link>
          </Card>
        ))}
      </ul>
    </section>
  );
}
