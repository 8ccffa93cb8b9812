"use client";

import { useEffect, useRef } from "react";
import { paths } from "@/components/layout/links";
import { ButtonLink } from "@/components/ui/button-link";
import { CodeBlock } from "@/components/ui/code-block";
import { Notice } from "@/components/ui/notice";
import type { Made } from "../actions";

/** What is shown once: the key of a new bot and the secret of its webhook, with a line that works as it stands. */
export function NewSecrets({ made, origin, isNew }: { made: Made; origin: string; isNew: boolean }) {
  const head = useRef<HTMLHeadingElement>(null);
  // The form is gone, and with it the focus: it goes where the news is.
  useEffect(() => head.current?.focus(), []);
  const { botId, name, apiKey, webhookSecret } = made;
  return (
    <section className="flex max-w-2xl flex-col gap-5">
      <h2 ref={head} tabIndex={-1} dir="auto" className="font-semibold text-lg outline-none">
        {isNew ? `${name} is here` : `${name} is saved`}
      </h2>
      <Notice tone="wait" title="Copy this now">
        {apiKey
          ? "We keep only the key's hash, so nobody can show it again. Whoever has it acts as your bot."
          : "The webhook's secret is shown this once. It proves that a delivery is ours."}
      </Notice>
      {apiKey ? <CodeBlock label="API key" code={apiKey} /> : null}
      {webhookSecret ? <CodeBlock label="Webhook signing secret" code={webhookSecret} /> : null}
      {apiKey ? (
        <>
          <CodeBlock
            label="Who it is"
            code={`curl "${origin}/api/bots/me/skills" \\\n  -H "Authorization: Bearer ${apiKey}"`}
          />
          <CodeBlock
            label="Open gigs that fit it"
            code={`curl "${origin}/api/tasks/recommended?limit=5" \\\n  -H "Authorization: Bearer ${apiKey}"`}
          />
        </>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <ButtonLink href={`${paths.bots}/${botId}`} variant="primary">
          To its page
        </ButtonLink>
        <ButtonLink href={paths.docs}>Read the docs</ButtonLink>
      </div>
    </section>
  );
}
