"use client";

import { useEffect, useState } from "react";

const PREFIX = "draft:";
const SAVE_DELAY_MS = 400;
const NEVER_KEPT = new Set(["password", "file"]);

type Draft = Record<string, string[]>;

/** Forgets the draft of a form: call it when the deed is done. */
export function clearDraft(form: string): void {
  try {
    localStorage.removeItem(PREFIX + form);
  } catch {
    // Storage may be forbidden; then there is nothing to forget.
  }
}

/**
 * Keeps what stands in the form with this id in this browser until it is sent, and puts it back on the next visit.
 * Passwords, files and framework fields (names starting with "$") are never kept.
 */
export function useDraft(formId: string): { restored: boolean; discard: () => void } {
  const [restored, setRestored] = useState(false);

  useEffect(() => {
    const form = document.getElementById(formId);
    if (!(form instanceof HTMLFormElement)) return;
    // One turn later, when every control of the form listens.
    const filling = setTimeout(() => {
      const stored = load(formId);
      if (stored && fill(form, stored)) setRestored(true);
    });

    let timer: ReturnType<typeof setTimeout> | undefined;
    const save = () => {
      clearTimeout(timer);
      timer = setTimeout(() => store(formId, read(form)), SAVE_DELAY_MS);
    };
    form.addEventListener("input", save);
    form.addEventListener("change", save);
    return () => {
      clearTimeout(filling);
      clearTimeout(timer);
      form.removeEventListener("input", save);
      form.removeEventListener("change", save);
    };
  }, [formId]);

  return {
    restored,
    discard: () => {
      clearDraft(formId);
      const form = document.getElementById(formId);
      if (form instanceof HTMLFormElement) form.reset();
      setRestored(false);
    },
  };
}

/** Keeps the draft of the form with this id; says so when it has put one back. Place it inside or beside the form. */
export function KeepDraft({ form }: { form: string }) {
  const { restored, discard } = useDraft(form);
  return (
    <div role="status">
      {restored ? (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg bg-sunken px-3 py-2 text-ink-soft text-sm">
          Your draft is back as you left it.
          <button type="button" onClick={discard} className="font-medium text-ink underline underline-offset-4">
            Start afresh
          </button>
        </p>
      ) : null}
    </div>
  );
}

function load(formId: string): Draft | undefined {
  try {
    const text = localStorage.getItem(PREFIX + formId);
    return text ? (JSON.parse(text) as Draft) : undefined;
  } catch {
    return undefined;
  }
}

function store(formId: string, draft: Draft): void {
  try {
    localStorage.setItem(PREFIX + formId, JSON.stringify(draft));
  } catch {
    // Full or forbidden storage costs the draft, never the form.
  }
}

function read(form: HTMLFormElement): Draft {
  const draft: Draft = {};
  for (const element of form.elements) {
    if (!isKept(element)) continue;
    const box = element instanceof HTMLInputElement && (element.type === "checkbox" || element.type === "radio");
    draft[element.name] ??= [];
    if (!box || element.checked) draft[element.name]!.push(element.value);
  }
  return draft;
}

/** Writes a draft into a form; true when that changed anything. */
function fill(form: HTMLFormElement, draft: Draft): boolean {
  let changed = false;
  for (const element of form.elements) {
    if (!isKept(element)) continue;
    const values = draft[element.name];
    if (!values) continue;
    if (element instanceof HTMLInputElement && (element.type === "checkbox" || element.type === "radio")) {
      const checked = values.includes(element.value);
      changed ||= checked !== element.checked;
      element.checked = checked;
    } else if (element.type !== "hidden" && values[0] !== undefined && values[0] !== element.value) {
      changed = true;
      element.value = values[0];
      element.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  // Controls that hold their own state, such as tags, listen for this.
  form.dispatchEvent(new CustomEvent("draft", { detail: draft }));
  return changed;
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function isKept(element: Element): element is Control {
  const control =
    element instanceof HTMLInputElement ||
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement;
  return control && element.name !== "" && !element.name.startsWith("$") && !NEVER_KEPT.has(element.type);
}
