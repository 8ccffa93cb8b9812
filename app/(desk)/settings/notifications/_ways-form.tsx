"use client";

import { useActionState } from "react";
import { FormErrors } from "@/components/ui/form-errors";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { Switch } from "@/components/ui/switch";
import { type FormState, UNSENT } from "@/lib/surfaces/form-state";

type Way = "email" | "push";
type WaysFormProps = {
  action: (state: FormState, form: FormData) => Promise<FormState>;
  enableEmail: boolean;
  enablePush: boolean;
  kinds: readonly { kind: string; name: string; hint: string; email: boolean; push: boolean }[];
  /** Where mail goes. */
  email: string;
};

const WAYS: readonly { way: Way; label: string; says: string }[] = [
  { way: "email", label: "Email", says: "by email" },
  { way: "push", label: "Push", says: "by push" },
];

/** In which ways somebody is told of what. It works without script too. */
export function WaysForm({ action, enableEmail, enablePush, kinds, email }: WaysFormProps) {
  const [state, send] = useActionState(action, UNSENT);
  return (
    <form action={send} className="flex flex-col gap-6">
      <div className="-mb-6 [&>:not(:empty)]:mb-6">
        <FormErrors message={state.message} errors={state.errors} />
      </div>
      <Switch
        name="enableEmail"
        label="Email"
        hint={`To ${email}, when you have not seen it here. What comes in a burst comes in one letter.`}
        defaultChecked={enableEmail}
      />
      <Switch
        name="enablePush"
        label="Push"
        hint="To the browsers that you switch on below, while you are not looking at a page of ours."
        defaultChecked={enablePush}
      />
      <table className="w-full text-sm">
        <caption className="sr-only">What you are told of, and how</caption>
        <thead>
          <tr className="border-b text-ink-soft">
            <th scope="col" className="py-2 text-left font-medium">
              About
            </th>
            {WAYS.map(({ way, label }) => (
              <th key={way} scope="col" className="w-16 py-2 text-center font-medium sm:w-24">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {kinds.map((each) => (
            <tr key={each.kind}>
              <th scope="row" className="py-3 pr-4 text-left font-normal">
                <span className="block font-medium">{each.name}</span>
                <span className="mt-0.5 block text-ink-soft">{each.hint}</span>
              </th>
              {WAYS.map(({ way, says }) => (
                <td key={way} className="p-0 text-center">
                  <label className="inline-grid size-11 cursor-pointer place-items-center">
                    <span className="sr-only">
                      {each.name} {says}
                    </span>
                    <input
                      type="checkbox"
                      name={`${way}.${each.kind}`}
                      defaultChecked={each[way]}
                      className="size-5 rounded accent-accent"
                    />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="text-ink-soft text-sm">
        Letters about your account, and those that say that a dispute was opened or decided or that money did not
        arrive, are always sent.
      </p>
      <div className="flex flex-wrap items-center gap-4">
        <SubmitButton busyLabel="Saving">Save</SubmitButton>
        <div role="status" className="grow">
          {state.done ? <Notice tone="accent">{state.done}</Notice> : null}
        </div>
      </div>
    </form>
  );
}
