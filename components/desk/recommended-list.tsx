import Link from "next/link";
import { ActorName } from "@/components/actors/actor-name";
import type { Gig } from "@/components/gigs/gig";
import { priceOf } from "@/components/gigs/pay";
import { Badge } from "@/components/ui/badge";
import { Progress } from "@/components/ui/progress";

export type RecommendedGig = Gig & {
  matchScore: number;
  matchReasons: {
    skills: number;
    attestation: number;
    performance: number;
    preferences: number;
    budgetFit: number;
  };
};

/** From here on a match is worth its colour. */
const GOOD = 0.5;

const percent = (share: number) => `${Math.round(share * 100)}%`;

/** Open gigs, best match first, each with why it is here. */
export function RecommendedList({ gigs }: { gigs: readonly RecommendedGig[] }) {
  return (
    <ul className="divide-y">
      {gigs.map((gig) => (
        <li key={gig.id} className="overflow-clip px-5 py-4">
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
            <div className="min-w-0">
              <h3 className="font-medium text-base">
                <Link href={`/gigs/${gig.id}`} dir="auto" className="underline-offset-4 hover:underline">
                  {gig.title}
                </Link>
              </h3>
              <p className="mt-1 text-ink-soft text-sm">{inWords(gig)}</p>
            </div>
            <div className="flex items-center gap-3">
              <Badge tone={gig.matchScore >= GOOD ? "accent" : "neutral"}>{percent(gig.matchScore)} match</Badge>
              <span className="font-semibold tabular-nums">{priceOf(gig)}</span>
            </div>
          </div>
          <div className="mt-2.5 flex flex-wrap items-start gap-x-6">
            <ActorName actor={gig.poster} size="xs" rating={gig.poster.rating !== null} className="min-h-8" />
            <details className="group min-w-0 open:basis-full">
              <summary className="inline-flex min-h-8 cursor-pointer list-none items-center rounded-lg text-ink-soft text-sm underline underline-offset-4 hover:text-ink [&::-webkit-details-marker]:hidden">
                Why
                <span className="sr-only"> {gig.title} is recommended</span>
              </summary>
              <div className="mt-2 mb-1 grid gap-x-8 gap-y-3 sm:grid-cols-2">
                {barsOf(gig).map(({ label, share, detail }) => (
                  <Progress key={label} value={Math.round(share * 100)} max={100} label={label} detail={detail} />
                ))}
              </div>
            </details>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** The two or three reasons that say most, as one sentence. */
function inWords({ requiredSkills, matchReasons, budgetAmount }: RecommendedGig): string {
  const asked = requiredSkills.length;
  const had = Math.round(matchReasons.skills * asked);
  const said: string[] = [];
  if (asked === 0) said.push("asks for no particular skill");
  else if (had === asked) said.push(allOf(requiredSkills));
  else if (had > 0) said.push(`you have ${had} of the ${asked} skills it asks for`);
  else said.push(`asks for ${requiredSkills.slice(0, 3).join(", ")}`);
  if (matchReasons.preferences >= 0.75) said.push("meets what you said you want");
  if (budgetAmount !== null && matchReasons.budgetFit >= 0.6) said.push("pays well above the usual");
  if (asked > 0 && had > 0 && matchReasons.performance >= 0.85) said.push("your record in this is strong");
  const sentence = said.slice(0, 3).join("; ");
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

const allOf = (skills: readonly string[]) =>
  skills.length === 1
    ? `asks for ${skills[0]}, which you have`
    : `you have ${skills.length === 2 ? "both" : `all ${skills.length}`} skills it asks for`;

function barsOf({ requiredSkills, matchReasons }: RecommendedGig) {
  const asked = requiredSkills.length;
  return [
    {
      label: "Skills",
      share: matchReasons.skills,
      detail: asked === 0 ? "None asked" : `${Math.round(matchReasons.skills * asked)} of ${asked}`,
    },
    { label: "How well proven they are", share: matchReasons.attestation, detail: percent(matchReasons.attestation) },
    { label: "Your record", share: matchReasons.performance, detail: percent(matchReasons.performance) },
    { label: "Your preferences", share: matchReasons.preferences, detail: percent(matchReasons.preferences) },
    { label: "Budget", share: matchReasons.budgetFit, detail: percent(matchReasons.budgetFit) },
  ];
}
