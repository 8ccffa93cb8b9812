"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Field, type FieldProps } from "./field";

type TagInputProps = Omit<FieldProps, "limit"> & {
  suggestions?: readonly string[];
  defaultValue?: readonly string[];
  /** Most tags. */
  max?: number;
  placeholder?: string;
};

const SHOWN_SUGGESTIONS = 8;

/** A list of short words, such as skills. Every tag is posted as one hidden input of the field's name. */
export function TagInput({ suggestions = [], defaultValue = [], max = 20, placeholder, ...field }: TagInputProps) {
  const [tags, setTags] = useState<readonly string[]>(defaultValue);
  const [text, setText] = useState("");
  const [active, setActive] = useState(-1);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();

  const query = text.trim().toLowerCase();
  const matches = suggestions
    .filter((word) => !tags.includes(word) && word.toLowerCase().includes(query))
    .slice(0, SHOWN_SUGGESTIONS);
  const full = tags.length >= max;
  const expanded = open && matches.length > 0 && !full;

  // The draft keeper writes the stored value into the first hidden input and says so with this event.
  useEffect(() => {
    const form = input.current?.form;
    const restore = (event: Event) => {
      const stored = (event as CustomEvent<Record<string, string[]>>).detail[field.name];
      if (stored) setTags(stored.filter(Boolean));
    };
    form?.addEventListener("draft", restore);
    return () => form?.removeEventListener("draft", restore);
  }, [field.name]);

  const changed = () => input.current?.form?.dispatchEvent(new Event("input", { bubbles: true }));

  function add(word: string) {
    const tag = word.trim().replace(/\s+/g, " ");
    if (tag && !full && !tags.some((present) => present.toLowerCase() === tag.toLowerCase())) {
      setTags([...tags, tag]);
      queueMicrotask(changed);
    }
    setText("");
    setActive(-1);
  }

  function remove(tag: string) {
    setTags(tags.filter((present) => present !== tag));
    input.current?.focus();
    queueMicrotask(changed);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((index) => (matches.length ? (index + step + matches.length) % matches.length : -1));
    } else if ((event.key === "Enter" || event.key === ",") && (text.trim() || active >= 0)) {
      event.preventDefault();
      add(matches[active] ?? text);
    } else if (event.key === "Escape" && expanded) {
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === "Backspace" && !text && tags.length) {
      remove(tags[tags.length - 1]!);
    }
  }

  return (
    <Field {...field}>
      {({ maxLength: _, required: __, name, ...wiring }) => (
        <div className="relative">
          <div className="flex min-h-10 flex-wrap items-center gap-1.5 rounded-lg border border-line-strong bg-surface p-1.5 transition-colors focus-within:border-accent focus-within:outline-1 focus-within:outline-accent hover:border-ink-faint has-aria-invalid:border-loss">
            {tags.map((tag) => (
              <span key={tag} className="inline-flex h-7 items-center gap-0.5 rounded-md bg-sunken pl-2 text-sm">
                {tag}
                <input type="hidden" name={name} value={tag} />
                <button
                  type="button"
                  onClick={() => remove(tag)}
                  aria-label={`Remove ${tag}`}
                  className="grid size-7 place-items-center rounded-md text-ink-soft hover:text-ink"
                >
                  <X aria-hidden className="size-3.5" />
                </button>
              </span>
            ))}
            <input
              {...wiring}
              ref={input}
              role="combobox"
              aria-expanded={expanded}
              aria-controls={list}
              aria-autocomplete="list"
              aria-activedescendant={expanded && active >= 0 ? `${list}-${active}` : undefined}
              autoComplete="off"
              value={text}
              disabled={full}
              placeholder={full ? `${max} at most` : tags.length ? "" : placeholder}
              onChange={(event) => {
                setText(event.target.value);
                setOpen(true);
                setActive(-1);
              }}
              onFocus={() => setOpen(true)}
              onBlur={() => {
                setOpen(false);
                add(text);
              }}
              onKeyDown={onKeyDown}
              className="h-7 min-w-24 grow bg-transparent px-1.5 text-base outline-none sm:text-sm"
            />
          </div>
          <div
            id={list}
            role="listbox"
            aria-label="Suggestions"
            hidden={!expanded}
            className="absolute inset-x-0 top-full z-20 mt-1 animate-fade rounded-lg border bg-surface p-1 shadow-float"
          >
            {matches.map((word, index) => (
              <div
                key={word}
                id={`${list}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                // Before blur, or the list is gone when the click arrives.
                onMouseDown={(event) => {
                  event.preventDefault();
                  add(word);
                }}
                className={clsx(
                  "cursor-pointer rounded-md px-2.5 py-1.5 text-sm",
                  index === active ? "bg-sunken" : "hover:bg-sunken",
                )}
              >
                {word}
              </div>
            ))}
          </div>
        </div>
      )}
    </Field>
  );
}
