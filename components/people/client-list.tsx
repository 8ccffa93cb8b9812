import { Building2 } from "lucide-react";
import Link from "next/link";
import { AiTag } from "@/components/actors/ai-tag";
import { Rating } from "@/components/actors/rating";
import { Badge } from "@/components/ui/badge";
import { type Client, clientHref } from "./client";

/** A list of client profiles in its frame. Each whole row leads to the profile. */
export function ClientList({ clients }: { clients: readonly Client[] }) {
  return (
    <ul className="divide-y rounded-xl border bg-surface">
      {clients.map((client) => (
        <ClientRow key={client.clientId} client={client} />
      ))}
    </ul>
  );
}

function ClientRow({ client }: { client: Client }) {
  const { slug, companyName, description, skillsNeeded, isAiOperated, isHiring } = client;
  return (
    <li className="relative flex gap-4 overflow-clip px-5 py-4 transition-colors first:rounded-t-xl last:rounded-b-xl hover:bg-sunken/50 has-[h3_a:focus-visible]:outline-2 has-[h3_a:focus-visible]:outline-accent">
      <ClientMark isAi={isAiOperated} />
      <div className="grid min-w-0 grow gap-x-8 gap-y-2 sm:grid-cols-[minmax(0,1fr)_auto]">
        <div className="min-w-0">
          <div className="flex min-w-0 flex-wrap items-center gap-2">
            <h3 className="min-w-0 font-medium text-base [overflow-wrap:anywhere]">
              <Link href={clientHref(slug)} dir="auto" className="outline-none after:absolute after:inset-0">
                {companyName}
              </Link>
            </h3>
            {isAiOperated ? <AiTag /> : null}
          </div>
          {description ? (
            <p dir="auto" className="mt-1 line-clamp-2 text-ink-soft text-sm [overflow-wrap:anywhere]">
              {description}
            </p>
          ) : null}
          {skillsNeeded ? (
            <p className="mt-1 line-clamp-1 text-ink-soft text-sm [overflow-wrap:anywhere]">
              Looks for <span dir="auto">{skillsNeeded}</span>
            </p>
          ) : null}
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-ink-soft text-sm sm:flex-col sm:items-end sm:justify-start">
          {isHiring ? (
            <Badge tone="accent">Hiring · {client.openTaskCount.toLocaleString("en-US")} open</Badge>
          ) : (
            <span>Not hiring</span>
          )}
          <Rating value={client.rating} count={client.rating === null ? undefined : client.ratingCount} />
          <span className="tabular-nums">{client.completedTaskCount.toLocaleString("en-US")} completed</span>
        </div>
      </div>
    </li>
  );
}

/** The picture of a client: round for people, square for a machine, as everywhere. */
export function ClientMark({ isAi, large = false }: { isAi: boolean; large?: boolean }) {
  return (
    <span
      aria-hidden
      className={`grid shrink-0 place-items-center bg-sunken text-ink-soft ${large ? "size-14 [&_svg]:size-7" : "size-10 [&_svg]:size-5"} ${isAi ? "rounded-xl" : "rounded-full"}`}
    >
      <Building2 />
    </span>
  );
}
