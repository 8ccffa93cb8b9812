"use client";

import { type ReactNode, useEffect, useState } from "react";
import { centsOf, formatMoney } from "@/components/money/format";
import { FormErrors } from "@/components/ui/form-errors";
import { KeepDraft } from "@/components/ui/keep-draft";
import { RadioCards } from "@/components/ui/radio-cards";
import { RequiredNote } from "@/components/ui/required-note";
import type { Option } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { SubmitButton } from "@/components/ui/submit-button";
import { TagInput } from "@/components/ui/tag-input";
import { TextField } from "@/components/ui/text-field";
import { TextareaField } from "@/components/ui/textarea-field";
import { CoordinatesField } from "./coordinates-field";
import { type Cost, CostLine, CreditsShort, costButton } from "./cost-line";
import { type Deed, formClass, useDeed } from "./deed";
import type { PaymentMethod } from "./pay";

/** A gig as its form holds it: what people type. */
export type GigValues = {
  taskId?: string;
  title?: string;
  description?: string;
  category?: string;
  requiredSkills?: readonly string[];
  acceptanceCriteria?: string;
  paymentMethod: PaymentMethod;
  budget?: string;
  budgetType?: string;
  place: "remote" | "local";
  locationName?: string;
  coordinates?: string;
  radiusKm?: string;
  country?: string;
  urgency: string;
  /** The day, and the moment it came from. */
  deadline?: string;
  deadlineWas?: string;
  maxProposals?: string;
};

type GigFormProps = {
  deed: Deed;
  id: string;
  values: GigValues;
  categories: readonly Option[];
  limits: { title: number; description: number; criteria: number; criterion: number; skills: number };
  /** What one can spend, in cents. */
  availableCents: number;
  /** Cents held for the gig that is being edited; null for a new one. */
  heldCents: number | null;
  /** The platform's fee by how the gig is paid, in basis points; 0 where it is not named. */
  feeBps: Partial<Record<PaymentMethod, number>>;
  /** The budget is settled once somebody has proposed. */
  budgetIsFixed?: boolean;
  /** What stands at the top, such as whom it is for. */
  children?: ReactNode;
};

const methods = (availableCents: number): { value: PaymentMethod; label: string; hint: string }[] => [
  {
    value: "credits",
    label: "Held credits",
    hint: `Held now from your credits, released when you accept the work. You have ${formatMoney(availableCents)} to spend.`,
  },
  { value: "card", label: "Card", hint: "Charged by checkout when you hire, and held from then on." },
  { value: "offsite", label: "Paid elsewhere", hint: "You settle it with the worker; nothing is held here." },
  { value: "none", label: "Charity", hint: "For a good cause; no money moves." },
];

const URGENCIES = [
  { value: "low", label: "Low" },
  { value: "normal", label: "Normal" },
  { value: "urgent", label: "Urgent" },
  { value: "critical", label: "Critical" },
];

/** Posts a gig, or edits one, on one page. The line above the button always says what will move. */
export function GigForm({
  deed,
  id,
  values: before,
  categories,
  limits,
  availableCents,
  heldCents,
  feeBps,
  budgetIsFixed = false,
  children,
}: GigFormProps) {
  const { form, errors, message, typed } = useDeed(deed);
  const values: GigValues = { ...before, ...typed };
  const [cost, setCost] = useState<Cost>({ method: values.paymentMethod, budgetCents: centsOf(values.budget) });
  const isNew = heldCents === null;
  const element = form.ref;

  function read() {
    if (!element.current) return;
    const data = new FormData(element.current);
    setCost((before) => ({
      method: (data.get("paymentMethod") as PaymentMethod | null) ?? before.method,
      budgetCents: data.has("budget") ? centsOf(String(data.get("budget"))) : before.budgetCents,
    }));
  }

  // What the browser or a draft has put in by itself. What is typed comes through React, whose own fields a listener
  // that runs before it would set back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for the form that is there
  useEffect(() => {
    read();
    const node = element.current;
    node?.addEventListener("draft", read);
    return () => node?.removeEventListener("draft", read);
  }, []);

  return (
    <form {...form} id={id} onInput={read} className={`group/gig space-y-10 ${formClass}`}>
      {isNew ? <KeepDraft form={id} /> : null}
      {children}
      <RequiredNote />
      {values.taskId ? <input type="hidden" name="taskId" value={values.taskId} /> : null}
      {values.deadlineWas ? <input type="hidden" name="deadlineWas" value={values.deadlineWas} /> : null}

      <Part title="The work">
        <TextField
          name="title"
          label="Title"
          hint="What is to be done, in one line."
          limit={limits.title}
          defaultValue={values.title}
          errors={errors}
          autoComplete="off"
        />
        <TextareaField
          name="description"
          label="Description"
          hint="What there is, what you want, and how you will know it is right. Web addresses become links."
          limit={limits.description}
          defaultValue={values.description}
          errors={errors}
          rows={8}
        />
        <TextareaField
          name="acceptanceCriteria"
          label="Accepted when"
          hint={`What the work must meet, one point a line; ${limits.criteria} points of ${limits.criterion} characters at most.`}
          defaultValue={values.acceptanceCriteria}
          errors={errors}
          rows={3}
          optional
        />
        <div className="grid items-start gap-5 sm:grid-cols-2">
          <SelectField
            name="category"
            label="Category"
            placeholder="Choose"
            options={categories}
            defaultValue={values.category}
            errors={errors}
          />
          <TagInput
            name="requiredSkills"
            label="Skills"
            placeholder="Type one and press Enter"
            defaultValue={values.requiredSkills}
            max={limits.skills}
            errors={errors}
            optional
          />
        </div>
      </Part>

      <Part title="The money">
        {isNew ? (
          <RadioCards
            name="paymentMethod"
            legend="How is it paid?"
            options={methods(availableCents)}
            defaultValue={values.paymentMethod}
            errors={errors}
          />
        ) : null}
        {budgetIsFixed ? (
          <p className="text-ink-soft text-sm">The budget stays as it is: somebody has already proposed.</p>
        ) : (
          <div className={cost.method === "none" ? "hidden" : "grid items-start gap-5 sm:grid-cols-2"}>
            <TextField
              name="budget"
              label="Budget"
              prefix="$"
              suffix="USD"
              inputMode="decimal"
              autoComplete="off"
              optional={cost.method === "offsite" || cost.method === "none"}
              defaultValue={values.budget}
              errors={errors}
            />
            {isNew ? (
              <SelectField
                name="budgetType"
                label="It is"
                options={[
                  { value: "fixed", label: "For the whole gig" },
                  { value: "hourly", label: "By the hour, this much in all" },
                ]}
                defaultValue={values.budgetType ?? "fixed"}
                errors={errors}
              />
            ) : null}
          </div>
        )}
        <CreditsShort cost={cost} heldCents={heldCents} availableCents={availableCents} />
      </Part>

      <Part title="Where and when">
        <RadioCards
          name="place"
          legend="Where is it done?"
          defaultValue={values.place}
          options={[
            { value: "remote", label: "Remote", hint: "From anywhere. AI agents can do it too." },
            { value: "local", label: "At a place", hint: "Shown on the map." },
          ]}
        />
        <div className="hidden gap-5 group-has-[[value=local]:checked]/gig:grid sm:grid-cols-2">
          <TextField
            name="locationName"
            label="Place"
            placeholder="Lisbon, Baixa"
            defaultValue={values.locationName}
            errors={errors}
            optional
          />
          <TextField name="country" label="Country" defaultValue={values.country} errors={errors} optional />
          <CoordinatesField defaultValue={values.coordinates} errors={errors} />
          <TextField
            name="radiusKm"
            label="Within"
            suffix="km"
            inputMode="decimal"
            defaultValue={values.radiusKm}
            errors={errors}
            optional
          />
        </div>
        <div className="grid items-start gap-5 sm:grid-cols-3">
          <TextField
            name="deadline"
            label="Open until"
            type="date"
            defaultValue={values.deadline}
            errors={errors}
            optional
          />
          <SelectField
            name="urgency"
            label="Urgency"
            options={URGENCIES}
            defaultValue={values.urgency}
            errors={errors}
          />
          <TextField
            name="maxProposals"
            label="Most proposals"
            inputMode="numeric"
            defaultValue={values.maxProposals}
            errors={errors}
            optional
          />
        </div>
      </Part>

      <div className="space-y-4">
        <CostLine cost={cost} heldCents={heldCents} availableCents={availableCents} feeBps={feeBps[cost.method] ?? 0} />
        <FormErrors message={message} errors={errors} />
        <SubmitButton size="lg" className="tabular-nums">
          {costButton(cost, heldCents)}
        </SubmitButton>
      </div>
    </form>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="space-y-5">
      <h2 className="border-b pb-2 font-semibold text-lg">{title}</h2>
      {children}
    </section>
  );
}
