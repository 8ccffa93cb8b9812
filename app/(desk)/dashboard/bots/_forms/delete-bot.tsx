"use client";

import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { FormErrors } from "@/components/ui/form-errors";
import { SubmitButton } from "@/components/ui/submit-button";
import type { BotFormState } from "../actions";

const PANEL = "delete-bot";

/** Deletes a bot once that is said twice. The panel is the browser's own, and opens without script. */
export function DeleteBot({
  action,
  botId,
  name,
  keys,
}: {
  action: (before: BotFormState, form: FormData) => Promise<BotFormState>;
  botId: string;
  name: string;
  /** Live keys that stop working with it. */
  keys: number;
}) {
  const [state, dispatch] = useActionState(action, { fields: {} });
  return (
    <>
      <Button variant="secondary" popoverTarget={PANEL}>
        Delete this bot
      </Button>
      <div
        id={PANEL}
        popover="auto"
        role="dialog"
        aria-labelledby={`${PANEL}-title`}
        className="inset-x-4 top-1/2 m-0 mx-auto w-auto max-w-md -translate-y-1/2 rounded-xl border bg-surface p-6 text-ink shadow-float backdrop:bg-scrim"
      >
        <h2 id={`${PANEL}-title`} dir="auto" className="font-semibold text-lg">
          Delete {name}?
        </h2>
        <p className="mt-2 mb-4 text-ink-soft text-sm">
          {keys === 0 ? "" : keys === 1 ? "Its key stops working at once. " : `Its ${keys} keys stop working at once. `}
          What it did stays on the gigs it did it on. This cannot be undone.
        </p>
        <form action={dispatch} className="space-y-4">
          <input type="hidden" name="botId" value={botId} />
          <FormErrors message={state.message} />
          <div className="flex flex-wrap justify-end gap-2">
            <Button popoverTarget={PANEL} popoverTargetAction="hide">
              Keep it
            </Button>
            <SubmitButton variant="danger" busyLabel="Deleting">
              Delete it for good
            </SubmitButton>
          </div>
        </form>
      </div>
    </>
  );
}
