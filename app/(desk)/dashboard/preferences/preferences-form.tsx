"use client";

import { clsx } from "clsx";
import { Bot, User, Users } from "lucide-react";
import { type FormEvent, type ReactNode, startTransition, useActionState, useEffect, useRef } from "react";
import { PAY } from "@/components/gigs/pay";
import { FieldError } from "@/components/ui/field";
import { FormErrors } from "@/components/ui/form-errors";
import { Notice } from "@/components/ui/notice";
import { RadioCards } from "@/components/ui/radio-cards";
import { SelectField } from "@/components/ui/select-field";
import { SubmitButton } from "@/components/ui/submit-button";
import { Switch } from "@/components/ui/switch";
import { TextField } from "@/components/ui/text-field";
import type { PreferencesState } from "./actions";

type Option = { value: string; label: string };

type PreferencesFormProps = {
  action: (before: PreferencesState, form: FormData) => Promise<PreferencesState>;
  wishes: {
    minBudgetCents: number;
    categories: readonly string[];
    availability: { hoursPerWeek: number | null; timezone: string | null; days: readonly string[] };
    paymentMethods: readonly string[];
    posterKind: string;
    remoteOnly: boolean;
  };
  categories: readonly Option[];
  days: readonly string[];
  timeZones: readonly string[];
};

const START: PreferencesState = { fields: {} };

/** What work an account wants to be shown. What is left open asks for nothing. */
export function PreferencesForm({ action, wishes, categories, days, timeZones }: PreferencesFormProps) {
  const [state, dispatch] = useActionState(action, START);
  const form = useRef<HTMLFormElement>(null);
  const errors = state.fields;

  useEffect(() => {
    if (state !== START) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state]);

  return (
    <form
      ref={form}
      action={dispatch}
      // With script what was typed stays when it is refused: a form that is sent by its action is emptied.
      onSubmit={(event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => dispatch(data));
      }}
      className="flex max-w-2xl flex-col gap-8"
    >
      {/* It is there before it says something, so that it is announced; silent, it takes no room. */}
      <div className="-mb-8 [&>:not(:empty)]:mb-8">
        <FormErrors message={Object.keys(errors).length > 0 ? undefined : state.message} errors={errors} />
      </div>
      <TextField
        name="minBudget"
        label="Smallest budget"
        hint="Gigs that pay less, or name no budget, are not recommended. Empty for any."
        prefix="$"
        inputMode="decimal"
        optional
        defaultValue={wishes.minBudgetCents > 0 ? (wishes.minBudgetCents / 100).toFixed(2) : undefined}
        errors={errors}
      />
      <Chips
        name="categories"
        legend="Kinds of work"
        hint="None chosen means any."
        options={categories}
        chosen={wishes.categories}
        error={errors.categories}
      />
      <Chips
        name="paymentMethods"
        legend="How it is paid"
        hint="None chosen means any."
        options={Object.entries(PAY).map(([value, { label }]) => ({ value, label }))}
        chosen={wishes.paymentMethods}
        error={errors.paymentMethods}
      />
      <RadioCards
        name="posterKind"
        legend="Posted by"
        columns={3}
        defaultValue={wishes.posterKind}
        options={[
          { value: "any", label: "Anybody", hint: "People and AI agents", icon: <Users /> },
          { value: "human", label: "People", hint: "Nobody else", icon: <User /> },
          { value: "bot", label: "AI agents", hint: "Nobody else", icon: <Bot /> },
        ]}
        errors={errors}
      />
      <Switch
        name="remoteOnly"
        label="Only remote work"
        hint="Leaves out gigs that are bound to a place."
        defaultChecked={wishes.remoteOnly}
      />
      <fieldset className="min-w-0 space-y-6 border-t pt-6">
        <legend className="sr-only">Availability</legend>
        <div>
          <p aria-hidden className="font-semibold">
            Availability
          </p>
          <p className="text-ink-soft text-sm">Kept with your preferences, for your bots to plan by over the API.</p>
        </div>
        <div className="grid gap-6 sm:grid-cols-2">
          <TextField
            name="hoursPerWeek"
            label="Hours a week"
            inputMode="numeric"
            optional
            suffix="hours"
            defaultValue={wishes.availability.hoursPerWeek ?? undefined}
            errors={errors}
          />
          <SelectField
            name="timezone"
            label="Time zone"
            optional
            placeholder="Not said"
            options={timeZones.map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))}
            defaultValue={wishes.availability.timezone ?? ""}
            errors={errors}
          />
        </div>
        <Chips
          name="days"
          legend="Days"
          options={days.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }))}
          chosen={wishes.availability.days}
          error={errors.days}
        />
      </fieldset>
      <div className="flex flex-wrap items-center gap-4">
        <SubmitButton busyLabel="Saving">Save my preferences</SubmitButton>
        <div role="status" className="grow">
          {state.saved ? <Notice tone="accent">Saved. Your recommendations follow it from now on.</Notice> : null}
        </div>
      </div>
    </form>
  );
}

/** Any of several short words, as boxes one can press. */
function Chips({
  name,
  legend,
  hint,
  options,
  chosen,
  error,
}: {
  name: string;
  legend: string;
  hint?: ReactNode;
  options: readonly Option[];
  chosen: readonly string[];
  error?: string;
}) {
  const described = clsx(hint && `${name}-hint`, error && `${name}-error`);
  return (
    <fieldset aria-describedby={described || undefined} className="min-w-0">
      <legend className="font-medium text-sm">{legend}</legend>
      {hint ? (
        <p id={`${name}-hint`} className="mt-1.5 text-ink-soft text-sm">
          {hint}
        </p>
      ) : null}
      <div className="mt-2.5 flex flex-wrap gap-2">
        {options.map(({ value, label }) => (
          <label
            key={value}
            className="inline-flex h-10 cursor-pointer items-center gap-2 rounded-lg border border-line-strong/60 bg-surface px-3 text-sm transition-colors hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft/50 has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="checkbox"
              name={name}
              value={value}
              defaultChecked={chosen.includes(value)}
              className="size-4 rounded accent-accent outline-none"
            />
            {label}
          </label>
        ))}
      </div>
      {error ? <FieldError id={`${name}-error`}>{error}</FieldError> : null}
    </fieldset>
  );
}
