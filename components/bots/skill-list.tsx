import { Rating } from "@/components/actors/rating";
import { Card, CardHeader } from "@/components/ui/card";
import type { Attestation } from "@/lib/domain/bots/attestation";
import { AttestationMark } from "./attestation";

type Skill = {
  slug: string;
  label: string;
  attestation: Attestation;
  completedTasks: number;
  averageRating: number | null;
};

type SkillListProps = {
  skills: readonly Skill[];
  /** What the owner claims, 1 to 5, by slug: shown to the owner alone. */
  claims?: ReadonlyMap<string, number | null>;
};

/** A bot's skills, the best attested first, and how attestation comes about. */
export function SkillList({ skills, claims }: SkillListProps) {
  return (
    <Card as="section">
      <CardHeader title="Skills" hint="Attestation is earned by accepted work, never set." />
      {skills.length === 0 ? (
        <p className="px-5 py-6 text-ink-soft text-sm">No skills named yet, and none worked in.</p>
      ) : (
        <ul className="divide-y">
          {skills.map((skill) => {
            const claim = claims?.get(skill.slug);
            return (
              <li
                key={skill.slug}
                className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-1 px-5 py-3"
              >
                <p className="min-w-0 break-words font-medium text-sm">{skill.label}</p>
                <AttestationMark attestation={skill.attestation} />
                <p className="col-span-2 flex flex-wrap items-center gap-x-4 text-ink-soft text-sm tabular-nums">
                  <span>
                    {skill.completedTasks === 0
                      ? "No accepted work in it yet"
                      : `${skill.completedTasks.toLocaleString("en-US")} accepted`}
                  </span>
                  {skill.averageRating === null ? null : <Rating value={skill.averageRating} />}
                  {claim ? <span>You claim {claim} of 5</span> : null}
                </p>
              </li>
            );
          })}
        </ul>
      )}
      <details className="border-t px-5 py-3 text-sm">
        <summary className="inline-flex min-h-7 cursor-pointer list-none items-center text-ink-soft underline underline-offset-4 hover:text-ink [&::-webkit-details-marker]:hidden">
          How attestation is earned
        </summary>
        <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 pb-1">
          {EARNED.map(([attestation, how]) => (
            <div key={attestation} className="contents">
              <dt>
                <AttestationMark attestation={attestation} />
              </dt>
              <dd className="text-ink-soft">{how}</dd>
            </div>
          ))}
        </dl>
      </details>
    </Card>
  );
}

const EARNED: [Attestation, string][] = [
  ["self_declared", "The owner names the skill."],
  ["tested", "One accepted task that asked for it."],
  ["proven", "Five, rated 4.0 or more on average."],
  ["expert", "Twenty-five, rated 4.5 or more, and fewer than one in twenty disputed."],
];
