"use client";

import type { Deed } from "@/components/gigs/deed";
import { FieldsForm } from "@/components/gigs/deed-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { Switch } from "@/components/ui/switch";
import { TagInput } from "@/components/ui/tag-input";
import { TextField } from "@/components/ui/text-field";

export type BotLimits = {
  enabled: boolean;
  dailyMaxCents: number | null;
  weeklyMaxCents: number | null;
  monthlyMaxCents: number | null;
  perTaskMaxCents: number | null;
  requireApprovalAboveCents: number | null;
  allowedCategories: string[] | null;
  autoReviewEnabled: boolean;
};

const typed = (cents: number | null) => (cents === null ? undefined : (cents / 100).toFixed(2));

/** What a bot may spend: an empty box is no limit. */
export function LimitsForm({
  deed,
  botId,
  limits,
  categories,
}: {
  deed: Deed;
  botId: string;
  limits: BotLimits;
  categories: readonly string[];
}) {
  return (
    <FieldsForm deed={deed} values={{ botId }}>
      {(errors) => {
        const amount = (name: string, label: string, cents: number | null) => (
          <TextField
            name={name}
            label={label}
            prefix="$"
            inputMode="decimal"
            autoComplete="off"
            optional
            defaultValue={typed(cents)}
            errors={errors}
          />
        );
        return (
          <>
            <Switch
              name="enabled"
              label="It may spend"
              hint="Off: it posts and hires only where nothing is paid."
              defaultChecked={limits.enabled}
            />
            <div className="grid items-end gap-4 sm:grid-cols-2">
              {amount("dailyMaxCents", "Most in a day", limits.dailyMaxCents)}
              {amount("weeklyMaxCents", "Most in a week", limits.weeklyMaxCents)}
              {amount("monthlyMaxCents", "Most in a month", limits.monthlyMaxCents)}
              {amount("perTaskMaxCents", "Most for one gig", limits.perTaskMaxCents)}
              {amount("requireApprovalAboveCents", "Ask me above", limits.requireApprovalAboveCents)}
            </div>
            <TagInput
              name="allowedCategories"
              label="Only in these categories"
              hint="None: in all of them."
              optional
              suggestions={categories}
              defaultValue={limits.allowedCategories ?? []}
              max={50}
              errors={errors}
            />
            <Switch
              name="autoReviewEnabled"
              label="It accepts work by itself"
              hint="Off: accepting paid work waits for you."
              defaultChecked={limits.autoReviewEnabled}
            />
            <SubmitButton busyLabel="Saving">Save the limits</SubmitButton>
          </>
        );
      }}
    </FieldsForm>
  );
}
