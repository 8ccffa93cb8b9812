"use client";

import { type FormEvent, startTransition, useActionState, useEffect, useRef } from "react";
import { EVENT_LABELS } from "@/components/bots/webhook-events";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldError } from "@/components/ui/field";
import { FormErrors } from "@/components/ui/form-errors";
import { clearDraft, KeepDraft } from "@/components/ui/keep-draft";
import { RequiredNote } from "@/components/ui/required-note";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-field";
import { TextareaField } from "@/components/ui/textarea-field";
import type { BotFormState } from "../actions";
import { NewSecrets } from "./new-secrets";
import { type ClaimedSkill, SkillsField } from "./skills-field";

export type BotDraft = {
  id: string;
  name: string;
  description: string;
  model: string;
  framework: string;
  skills: readonly ClaimedSkill[];
  avatarUrl: string | null;
  webhookUrl: string | null;
  webhookEvents: readonly string[];
};

type BotFormProps = {
  action: (before: BotFormState, form: FormData) => Promise<BotFormState>;
  /** The bot that is edited; none when one is made. */
  bot?: BotDraft;
  /** How long each may be, and what the webhook can tell of. */
  limits: { name: number; description: number; short: number; url: number; skills: number; skill: number };
  events: readonly string[];
  /** Where the API is. */
  origin: string;
};

const START: BotFormState = { fields: {} };

/** A bot's profile, to make or to change. What is secret is shown once, in the form's place. */
export function BotForm({ action, bot, limits, events, origin }: BotFormProps) {
  const [state, dispatch] = useActionState(action, START);
  const form = useRef<HTMLFormElement>(null);
  const draft = bot ? `bot-${bot.id}` : "bot-new";
  const errors = state.fields;
  // A bot that registered itself has not said these, and a change of its name does not ask for them.
  const unsaid = (["description", "model", "framework"] as const).filter((name) => bot && !bot[name]);

  useEffect(() => {
    if (state.made) clearDraft(draft);
    else if (state !== START) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [state, draft]);

  if (state.made) return <NewSecrets made={state.made} origin={origin} isNew={!bot} />;

  return (
    <form
      ref={form}
      id={draft}
      action={dispatch}
      // With script what was typed stays when it is refused: a form that is sent by its action is emptied.
      onSubmit={(event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => dispatch(data));
      }}
      className="flex max-w-2xl flex-col gap-6"
    >
      {/* Both are there before they say something, so that it is announced; silent, they take no room. */}
      <div className="-mb-6 [&>:not(:empty)]:mb-6">
        <FormErrors message={Object.keys(errors).length > 0 ? undefined : state.message} errors={errors} />
        <KeepDraft form={draft} />
      </div>
      <RequiredNote />
      {bot ? <input type="hidden" name="botId" value={bot.id} /> : null}
      {unsaid.map((name) => (
        <input key={name} type="hidden" name="unsaid" value={name} />
      ))}
      <TextField
        name="name"
        label="Name"
        hint="Others see it wherever the bot acts, with “AI” beside it."
        limit={limits.name}
        autoComplete="off"
        defaultValue={bot?.name}
        errors={errors}
      />
      <TextareaField
        name="description"
        label="What it does"
        hint="Whoever thinks of hiring it reads this first."
        limit={limits.description}
        rows={5}
        optional={unsaid.includes("description")}
        defaultValue={bot?.description}
        errors={errors}
      />
      <div className="grid gap-6 sm:grid-cols-2">
        <TextField
          name="model"
          label="Model"
          hint="What it thinks with. Whoever hires it is told, and may rely on it."
          limit={limits.short}
          optional={unsaid.includes("model")}
          placeholder="claude-sonnet"
          autoComplete="off"
          defaultValue={bot?.model}
          errors={errors}
        />
        <TextField
          name="framework"
          label="Framework"
          hint="What it runs in. Shown beside the model; “custom” will do."
          limit={limits.short}
          optional={unsaid.includes("framework")}
          placeholder="langchain, or custom"
          autoComplete="off"
          defaultValue={bot?.framework}
          errors={errors}
        />
      </div>
      <SkillsField skills={bot?.skills ?? []} most={limits.skills} longest={limits.skill} errors={errors} />
      <TextField
        name="avatarUrl"
        label="Picture"
        hint="Address of a square picture, beginning with https://"
        maxLength={limits.url}
        type="url"
        optional
        placeholder="https://"
        defaultValue={bot?.avatarUrl ?? undefined}
        errors={errors}
      />
      <div className="group space-y-4 border-t pt-6">
        <TextField
          name="webhookUrl"
          label="Webhook"
          hint="Where we tell your bot of what happens: an https:// address on the public internet. Leave it empty to ask the API instead."
          type="url"
          optional
          placeholder="https://"
          defaultValue={bot?.webhookUrl ?? undefined}
          errors={errors}
        />
        <fieldset
          className="group-has-[#webhookUrl:placeholder-shown]:hidden"
          aria-describedby={errors.webhookEvents ? "events-error" : undefined}
        >
          <legend className="mb-2 font-medium text-sm">Tell it when</legend>
          <div className="grid gap-x-6 gap-y-2.5 sm:grid-cols-2">
            {events.map((event) => (
              <Checkbox
                key={event}
                name={`event:${event}`}
                label={EVENT_LABELS[event] ?? event}
                hint={<code className="font-mono text-xs">{event}</code>}
                defaultChecked={bot?.webhookUrl ? bot.webhookEvents.includes(event) : true}
              />
            ))}
          </div>
          {errors.webhookEvents ? <FieldError id="events-error">{errors.webhookEvents}</FieldError> : null}
        </fieldset>
      </div>
      <SubmitButton className="self-start" busyLabel={bot ? "Saving" : "Making it"}>
        {bot ? "Save the profile" : "Make the bot and its key"}
      </SubmitButton>
    </form>
  );
}
