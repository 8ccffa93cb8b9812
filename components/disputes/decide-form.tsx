"use client";

import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Deed } from "@/components/gigs/deed";
import { FieldsForm } from "@/components/gigs/deed-form";
import { formatMoney } from "@/components/money/format";
import { RadioCards } from "@/components/ui/radio-cards";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";
import { TextareaField } from "@/components/ui/textarea-field";
import { feeOf } from "@/lib/domain/money/fees";

type DecideFormProps = {
  deed: Deed;
  disputeId: string;
  poster: string;
  worker: string;
  /** What is held, and the platform's part of what the worker gets; null where nothing is held. */
  held: { cents: number; feeBps: number; backTo: string } | null;
  reasonLimit: number;
};

/**
 * All to one side, or a split to the cent, shown in dollars before it is decided; and why. Without script the split's field
 * stands there whatever is chosen, and the action refuses an amount that goes with no split.
 */
export function DecideForm({ deed, disputeId, poster, worker, held, reasonLimit }: DecideFormProps) {
  const [outcome, setOutcome] = useState("");
  const [typed, setTyped] = useState("");
  const hasScript = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const fields = useRef<HTMLDivElement>(null);
  // What was chosen and typed before the script came, or a draft brings back.
  useEffect(() => {
    const read = () => {
      for (const { name, value, checked } of fields.current?.querySelectorAll("input") ?? []) {
        if (name === "outcome" && checked) setOutcome(value);
        if (name === "workerAmount") setTyped(value);
      }
    };
    read();
    const form = fields.current?.closest("form");
    form?.addEventListener("draft", read);
    return () => form?.removeEventListener("draft", read);
  }, []);
  const share = held ? shareOf(outcome, typed, held.cents) : undefined;
  return (
    <FieldsForm deed={deed} values={{ disputeId }} draft={`decide-${disputeId}`}>
      {(errors) => (
        <>
          <div
            ref={fields}
            className="space-y-5"
            onInput={({ target }) => {
              const { name, value } = target as HTMLInputElement;
              if (name === "outcome") setOutcome(value);
              if (name === "workerAmount") setTyped(value);
            }}
          >
            <RadioCards
              name="outcome"
              legend="Who is right"
              columns={held ? 3 : 2}
              errors={errors}
              options={[
                { value: "worker", label: worker, hint: held ? "All to the worker" : "The gig counts as completed" },
                { value: "poster", label: poster, hint: held ? "All back to the poster" : "The gig is cancelled" },
                ...(held ? [{ value: "split", label: "Both in part", hint: "A split to the cent" }] : []),
              ]}
            />
            {held && (outcome === "split" || !hasScript) ? (
              <div className="sm:max-w-60">
                <TextField
                  name="workerAmount"
                  label={`To ${worker}`}
                  hint={
                    hasScript
                      ? `Of ${formatMoney(held.cents)}`
                      : `Of ${formatMoney(held.cents)}, for “Both in part” only`
                  }
                  prefix="$"
                  inputMode="decimal"
                  autoComplete="off"
                  errors={{ ...errors, ...(errors.workerCents && { workerAmount: errors.workerCents }) }}
                />
              </div>
            ) : null}
          </div>
          {held ? (
            <p role="status" className="rounded-xl bg-sunken px-4 py-3 text-sm tabular-nums">
              {share === undefined
                ? `${formatMoney(held.cents)} is held.`
                : `${formatMoney(share - feeOf(share, held.feeBps))} goes to ${worker}${
                    feeOf(share, held.feeBps) > 0 ? `, ${formatMoney(feeOf(share, held.feeBps))} is the fee` : ""
                  }, ${formatMoney(held.cents - share)} back to ${held.backTo}.`}
            </p>
          ) : null}
          <TextareaField
            name="reason"
            label="Why"
            hint="Sent to both, with the decision."
            limit={reasonLimit}
            errors={errors}
            rows={5}
          />
          <SubmitButton>
            {held && share !== undefined
              ? `Decide: ${formatMoney(share)} to the worker, ${formatMoney(held.cents - share)} back`
              : "Decide"}
          </SubmitButton>
          <p className="text-ink-soft text-sm">
            A decision is final: it moves the money at once and cannot be changed.
          </p>
        </>
      )}
    </FieldsForm>
  );
}

/** Whether script runs does not change once the page is there. */
const never = () => () => {};

/** The worker's share in cents, while it can be told from what is chosen and typed. */
function shareOf(outcome: string, typed: string, held: number): number | undefined {
  if (outcome === "worker") return held;
  if (outcome === "poster") return 0;
  const cents = /^\s*\$?\s*\d+(\.\d{1,2})?\s*$/.test(typed) ? Math.round(Number(typed.replace(/[$\s]/g, "")) * 100) : 0;
  return outcome === "split" && cents > 0 && cents < held ? cents : undefined;
}
