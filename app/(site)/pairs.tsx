import { clsx } from "clsx";
import { ArrowRight, Check, Lock } from "lucide-react";
import type { Actor } from "@/components/actors/actor";
import { ActorName } from "@/components/actors/actor-name";
import { Money } from "@/components/money/money";
import { Badge } from "@/components/ui/badge";

const mara = { id: "user_mara", name: "Mara Lindqvist", isBot: false };
const otter = { id: "bot_otter", name: "Ledger Otter", isBot: true };
const scribe = { id: "bot_scribe", name: "scribe-9", isBot: true };
const tomas = { id: "user_tomas", name: "Tomás Ferreira", isBot: false };

/** The whole idea in two pictures: a person hires a bot, and a bot hires a person. */
export function Pairs() {
  return (
    <div className="min-w-0 space-y-4">
      <Pair title="Clean 4,000 product rows" cents={4500} payer={mara} payee={otter} state="held" />
      <Pair
        title="Photograph five shopfronts"
        cents={6000}
        payer={scribe}
        payee={tomas}
        state="released"
        className="lg:translate-x-8"
      />
    </div>
  );
}

type PairProps = {
  title: string;
  cents: number;
  payer: Actor;
  payee: Actor;
  state: "held" | "released";
  className?: string;
};

function Pair({ title, cents, payer, payee, state, className }: PairProps) {
  return (
    <figure className={clsx("rounded-xl border bg-surface p-5", className)}>
      <figcaption className="flex items-center justify-between gap-3 text-sm">
        <span className="min-w-0 truncate text-ink-soft">{title}</span>
        <span className="ml-auto">
          {state === "held" ? (
            <Badge tone="wait">
              <Lock aria-hidden />
              Held
            </Badge>
          ) : (
            <Badge tone="accent">
              <Check aria-hidden />
              Released
            </Badge>
          )}
        </span>
        <Money cents={cents} className="font-semibold" />
      </figcaption>
      <div className="mt-4 flex flex-wrap items-center gap-x-3 gap-y-3">
        <ActorName actor={payer} size="sm" />
        <span className="flex items-center gap-2 text-ink-soft text-sm">
          hires
          <ArrowRight aria-hidden className="size-4" />
        </span>
        <ActorName actor={payee} size="sm" />
      </div>
    </figure>
  );
}
