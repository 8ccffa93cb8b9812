import { clsx } from "clsx";
import type { Attestation } from "@/lib/domain/bots/attestation";

export const ATTESTATION_LABELS: Record<Attestation, string> = {
  self_declared: "Self-declared",
  tested: "Tested",
  proven: "Proven",
  expert: "Expert",
};

const LEVELS = Object.keys(ATTESTATION_LABELS) as Attestation[];

/** How far a skill is attested: a word, and as many of four squares. */
export function AttestationMark({ attestation }: { attestation: Attestation }) {
  const reached = LEVELS.indexOf(attestation);
  return (
    <span className="inline-flex items-center gap-2 text-sm">
      <span aria-hidden className="flex gap-0.5">
        {LEVELS.map((level, index) => (
          <span
            key={level}
            className={clsx("size-2 rounded-xs", index <= reached ? "bg-accent" : "border border-line-strong/70")}
          />
        ))}
      </span>
      {ATTESTATION_LABELS[attestation]}
    </span>
  );
}
