"use client";

import { FieldsForm } from "@/components/gigs/deed-form";
import { Checkbox } from "@/components/ui/checkbox";
import { SubmitButton } from "@/components/ui/submit-button";
import { Switch } from "@/components/ui/switch";
import { TextField } from "@/components/ui/text-field";
import { setRefill } from "./actions";

type Setting = {
  enabled: boolean;
  threshold: number;
  amount: number;
  monthlyLimit: number;
  card: { brand: string; last4: string } | null;
};

const FIRST = { threshold: 20, amount: 50, monthlyLimit: 150 };

/** The setting, and the words that one agrees to by switching it on. */
export function RefillForm({ setting }: { setting: Setting | null }) {
  const { threshold, amount, monthlyLimit } = setting ?? FIRST;
  const money = { prefix: "$", inputMode: "decimal", autoComplete: "off" } as const;
  return (
    <FieldsForm deed={setRefill} values={{}}>
      {(errors) => (
        <>
          <Switch
            name="enabled"
            label="Refill by itself"
            hint="Off, you are still told when your credits fall below the first amount."
            defaultChecked={setting?.enabled ?? false}
          />
          <div className="grid gap-4 sm:grid-cols-3">
            <TextField
              {...money}
              name="threshold"
              label="When below"
              hint="1 to 1,000 dollars"
              defaultValue={threshold.toFixed(2)}
              errors={errors}
            />
            <TextField
              {...money}
              id="refill-amount"
              name="amount"
              label="Add"
              hint="5 to 10,000 dollars"
              defaultValue={amount.toFixed(2)}
              errors={errors}
            />
            <TextField
              {...money}
              name="monthlyLimit"
              label="At most a month"
              hint="Up to 50,000 dollars"
              defaultValue={monthlyLimit.toFixed(2)}
              errors={errors}
            />
          </div>
          {setting?.card ? <Checkbox name="newCard" label="Use another card" /> : null}
          <p className="text-ink-soft text-sm">
            By switching this on you allow Bothand to charge your saved card that amount whenever your available credits
            fall below the first one, at most three times a day and up to the limit of a month (UTC), until you switch
            it off here. Stripe keeps the card; we never see its number.
          </p>
          <SubmitButton variant="secondary" busyLabel="Saving">
            Save auto-refill
          </SubmitButton>
        </>
      )}
    </FieldsForm>
  );
}
