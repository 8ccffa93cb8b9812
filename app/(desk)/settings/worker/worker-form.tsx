"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { type Deed, formClass, useDeed } from "@/components/gigs/deed";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { FormErrors } from "@/components/ui/form-errors";
import { KeepDraft } from "@/components/ui/keep-draft";
import { RequiredNote } from "@/components/ui/required-note";
import type { Option } from "@/components/ui/select";
import { SelectField } from "@/components/ui/select-field";
import { SubmitButton } from "@/components/ui/submit-button";
import { TagInput } from "@/components/ui/tag-input";
import { TextField } from "@/components/ui/text-field";
import { TextareaField } from "@/components/ui/textarea-field";

export type WorkerLimits = {
  name: number;
  jobTitle: number;
  tagline: number;
  introduction: number;
  country: number;
  keywords: number;
  contacts: number;
  label: number;
  value: number;
  projects: number;
  projectTitle: number;
  projectDescription: number;
  link: number;
};

type WorkerFormProps = {
  deed: Deed;
  id: string;
  /** The fields by the names they are sent under, rows as `contacts.0.label`. */
  values: Record<string, unknown>;
  limits: WorkerLimits;
  agencies: readonly Option[];
  genders: readonly Option[];
};

const SEEN = [
  { value: "yes", label: "Everybody" },
  { value: "no", label: "Only you" },
];

/** What one says of the work one does. */
export function WorkerForm({ deed, id, values: before, limits, agencies, genders }: WorkerFormProps) {
  const { form, errors, message, typed } = useDeed(deed);
  const values = typed ?? before;
  const said = (name: string) => (typeof values[name] === "string" ? (values[name] as string) : undefined);
  return (
    <form {...form} id={id} className={`max-w-2xl space-y-10 ${formClass}`}>
      <KeepDraft form={id} />
      <RequiredNote />
      <FormErrors message={message} />
      <Part title="You at work">
        <TextField
          name="friendlyName"
          label="Name"
          hint="As those who hire you shall know you."
          limit={limits.name}
          defaultValue={said("friendlyName")}
          errors={errors}
          autoComplete="name"
        />
        <TextField
          name="jobTitle"
          label="What you are"
          placeholder="Graphic designer"
          limit={limits.jobTitle}
          defaultValue={said("jobTitle")}
          errors={errors}
          autoComplete="organization-title"
          optional
        />
        <TextField
          name="tagline"
          label="In one line"
          limit={limits.tagline}
          defaultValue={said("tagline")}
          errors={errors}
          autoComplete="off"
          optional
        />
        <TextareaField
          name="introduction"
          label="Introduction"
          hint="What you do best, and how you like to work. Web addresses become links."
          limit={limits.introduction}
          defaultValue={said("introduction")}
          errors={errors}
          rows={7}
          optional
        />
        <TagInput
          name="keywords"
          label="Skills"
          hint={`What people search for, ${limits.keywords} at most.`}
          placeholder="Type one and press Enter"
          defaultValue={Array.isArray(values.keywords) ? (values.keywords as string[]) : []}
          max={limits.keywords}
          errors={errors}
          optional
        />
      </Part>
      <Part title="What you ask, and where you are">
        <div className="grid items-start gap-5 sm:grid-cols-2">
          <Rate name="lowRate" label="Usual rate" hint="Dollars an hour." value={said("lowRate")} errors={errors} />
          <Rate
            name="rushRate"
            label="When it is urgent"
            hint="Dollars an hour."
            value={said("rushRate")}
            errors={errors}
          />
          <TextField
            name="country"
            label="Country"
            limit={limits.country}
            defaultValue={said("country")}
            errors={errors}
            autoComplete="country-name"
            optional
          />
          <SelectField
            name="agencyStatus"
            label="You work as"
            options={agencies}
            defaultValue={said("agencyStatus")}
            errors={errors}
          />
          <SelectField
            name="gender"
            label="Gender"
            placeholder="Not said"
            options={genders}
            defaultValue={said("gender") ?? ""}
            errors={errors}
            optional
          />
        </div>
      </Part>
      <Rows
        name="contacts"
        title="Contact"
        hint="Where else you are found. Only what you let everybody see stands in your profile."
        add="Add a contact"
        max={limits.contacts}
        filled={filledRows(values, "contacts")}
        error={errors.contacts}
      >
        {(row, at) => (
          <div className="grid items-start gap-3 sm:grid-cols-[13rem_minmax(0,1fr)_8rem]">
            <TextField
              name={`${row}.label`}
              label={`Kind of contact ${at}`}
              placeholder="Website"
              maxLength={limits.label}
              defaultValue={said(`${row}.label`)}
              errors={errors}
              autoComplete="off"
              optional
            />
            <TextField
              name={`${row}.value`}
              label={`Contact ${at}`}
              maxLength={limits.value}
              defaultValue={said(`${row}.value`)}
              errors={errors}
              autoComplete="off"
              optional
            />
            <SelectField
              name={`${row}.isPublic`}
              label="Seen by"
              options={SEEN}
              defaultValue={said(`${row}.isPublic`) ?? "yes"}
            />
          </div>
        )}
      </Rows>
      <Rows
        name="projects"
        title="Projects"
        hint="Work that shows what you can do."
        add="Add a project"
        max={limits.projects}
        filled={filledRows(values, "projects")}
        error={errors.projects}
      >
        {(row, at) => (
          <div className="space-y-3 rounded-xl border bg-surface p-4">
            <TextField
              name={`${row}.title`}
              label={`Project ${at}`}
              limit={limits.projectTitle}
              defaultValue={said(`${row}.title`)}
              errors={errors}
              autoComplete="off"
              optional
            />
            <TextareaField
              name={`${row}.description`}
              label="What it was"
              limit={limits.projectDescription}
              defaultValue={said(`${row}.description`)}
              errors={errors}
              rows={3}
              optional
            />
            <TextField
              name={`${row}.link`}
              label="Where to see it"
              placeholder="https://"
              inputMode="url"
              maxLength={limits.link}
              defaultValue={said(`${row}.link`)}
              errors={errors}
              autoComplete="off"
              optional
            />
          </div>
        )}
      </Rows>
      <SubmitButton busyLabel="Saving">Save the worker profile</SubmitButton>
    </form>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="space-y-5">
      <h2 className="font-semibold text-lg">{title}</h2>
      {children}
    </section>
  );
}

function Rate({
  value,
  ...field
}: {
  name: string;
  label: string;
  hint: string;
  value: string | undefined;
  errors: Record<string, string>;
}) {
  return <TextField {...field} prefix="$" inputMode="decimal" defaultValue={value} autoComplete="off" optional />;
}

/** How many rows of a list hold something. */
const filledRows = (values: Record<string, unknown>, name: string) =>
  Math.max(0, ...Object.keys(values).map((key) => (key.startsWith(`${name}.`) ? Number(key.split(".")[1]) + 1 : 0)));

type RowsProps = {
  name: string;
  title: string;
  hint: string;
  add: string;
  max: number;
  filled: number;
  error: string | undefined;
  children: (row: string, at: number) => ReactNode;
};

/**
 * A list of alike rows. All there may be are in the form from the start, so that a draft finds its place; those not yet
 * wanted are hidden. A row left empty is none.
 */
function Rows({ name, title, hint, add, max, filled, error, children }: RowsProps) {
  const [shown, setShown] = useState(Math.min(max, Math.max(1, filled)));
  const list = useRef<HTMLFieldSetElement>(null);

  useEffect(() => {
    const form = list.current?.form;
    const restore = (event: Event) => {
      const draft = (event as CustomEvent<Record<string, string[]>>).detail;
      const isFilled = ([key, [value]]: [string, string[]]) =>
        key.startsWith(`${name}.`) && !key.endsWith(".isPublic") && value;
      const used = Object.entries(draft).filter(isFilled);
      setShown((now) => Math.max(now, ...used.map(([key]) => Number(key.split(".")[1]) + 1)));
    };
    form?.addEventListener("draft", restore);
    return () => form?.removeEventListener("draft", restore);
  }, [name]);

  return (
    <fieldset ref={list} aria-describedby={`${name}-hint`} className="min-w-0 space-y-5">
      <legend className="font-semibold text-lg">{title}</legend>
      <p id={`${name}-hint`} className="-mt-4 text-ink-soft text-sm">
        {hint}
      </p>
      {error ? <FieldError id={`${name}-error`}>{error}</FieldError> : null}
      {Array.from({ length: max }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows do not move
        <div key={index} hidden={index >= shown}>
          {children(`${name}.${index}`, index + 1)}
        </div>
      ))}
      {shown < max ? (
        <Button size="sm" onClick={() => setShown(shown + 1)}>
          {add}
        </Button>
      ) : null}
    </fieldset>
  );
}
