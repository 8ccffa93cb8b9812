"use client";

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, CircleHelp, Undo2 } from "lucide-react";
import { useEffect, useReducer, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { Textarea } from "@/components/ui/textarea";
import {
  type Action,
  type Answering,
  answersOf,
  choicesOf,
  chosenOf,
  type Entries,
  entriesOf,
  isOneChoice,
  keyed,
  keyOf,
  missingOf,
  readEntry,
  type Sheet,
  startOf,
  step,
  toKeep,
  wordsOf,
} from "./answering";

type Sent = { ok: true } | { ok: false; code: string; message: string };
type Props = {
  blockId: string;
  userId: string;
  sheet: Sheet;
  isSurvey: boolean;
  send(blockId: string, answers: unknown, mayShare: boolean): Promise<Sent>;
  /** Where the block itself is. */
  back: string;
};

/** What is missing is listed so far; more is counted. */
const LISTED = 100;
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");

/** One item after the other, by keys or by thumb; nothing is sent before the end, and what was answered is kept in this browser. */
export function AnswerSheet({ blockId, userId, sheet, isSurvey, send, back }: Props) {
  const [state, dispatch] = useReducer((now: Answering, action: Action) => step(sheet, now, action), sheet, startOf);
  const { isSent, isSending, refusal, submit } = useSending(blockId, send);
  const key = `answers ${userId} ${blockId}`;
  useKept(key, sheet, state, dispatch, isSent);
  const end = sheet.items.length;
  const isOver = state.at >= end;

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      // A button or a link that has the focus keeps its own Enter.
      if (event.key === "Enter" && event.target instanceof HTMLElement && event.target.matches("button, a")) return;
      const action = keyed(sheet, state, event.key);
      if (!action) return;
      event.preventDefault();
      dispatch(action);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [sheet, state]);

  if (isSent)
    return (
      <div role="status">
        <Notice tone="accent" title="Sent. Thank you." action={<ButtonLink href={back}>To the block task</ButtonLink>}>
          You hear of it when it is paid.
        </Notice>
      </div>
    );
  return (
    <div className="mx-auto max-w-2xl space-y-4 pb-10">
      <Progress done={Math.min(state.at, end)} of={end} />
      {refusal ? (
        <div role="alert">
          <Notice tone="loss" title={refusal}>
            What you answered is kept in this browser.
          </Notice>
        </div>
      ) : null}
      {isOver ? (
        <Overview
          sheet={sheet}
          state={state}
          dispatch={dispatch}
          isSurvey={isSurvey}
          isSending={isSending}
          submit={(mayShare) => submit(answersOf(sheet, state), mayShare)}
        />
      ) : (
        <Item sheet={sheet} state={state} dispatch={dispatch} />
      )}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Button onClick={() => dispatch({ do: "back" })} disabled={state.at === 0}>
          <ArrowLeft aria-hidden />
          Back
        </Button>
        <Button onClick={() => dispatch({ do: "undo" })} disabled={state.past.length === 0}>
          <Undo2 aria-hidden />
          Undo
        </Button>
        {isOver ? null : (
          <>
            <Button onClick={() => dispatch({ do: "cannot say" })}>
              <CircleHelp aria-hidden />
              Cannot say
            </Button>
            <Button variant="primary" onClick={() => dispatch({ do: "next" })}>
              Next
              <ArrowRight aria-hidden />
            </Button>
          </>
        )}
      </div>
      <p className="text-ink-soft text-sm max-sm:hidden">
        Keys: 1 to 9 choose, Enter or → goes on, ← goes back, X cannot say, U undoes.
      </p>
    </div>
  );
}

function useSending(blockId: string, send: Props["send"]) {
  const [state, setState] = useState<{ isSent?: boolean; isSending?: boolean; refusal?: string }>({});
  const submit = async (answers: unknown, mayShare: boolean) => {
    setState({ isSending: true });
    try {
      const sent = await send(blockId, answers, mayShare);
      setState(sent.ok ? { isSent: true } : { refusal: sent.message });
    } catch {
      setState({ refusal: "It could not be sent. Look at your connection, and send it again." });
    }
  };
  return { isSent: false, isSending: false, refusal: undefined, ...state, submit };
}

/** Keeps what is answered in this browser until it is sent, and brings it back. */
function useKept(key: string, sheet: Sheet, state: Answering, dispatch: (action: Action) => void, isSent: boolean) {
  const isRestored = useRef(false);
  useEffect(() => {
    if (isRestored.current) return;
    isRestored.current = true;
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "null");
      const entries = entriesOf(sheet, kept?.entries);
      if (entries) dispatch({ do: "restore", at: Number(kept.at) || 0, entries });
    } catch {
      // What cannot be read is as if nothing had been kept.
    }
  }, [key, sheet, dispatch]);
  const { at, entries } = state;
  useEffect(() => {
    if (!isRestored.current) return;
    keep(key, isSent ? undefined : { at, entries });
  }, [key, at, entries, isSent]);
}

function keep(key: string, what: { at: number; entries: Entries } | undefined) {
  try {
    if (!what || (what.at === 0 && what.entries.every((entry) => entry === undefined))) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ at: what.at, entries: toKeep(what.entries) }));
  } catch {
    // Where a browser keeps nothing, the sheet works all the same.
  }
}

const Progress = ({ done, of }: { done: number; of: number }) => (
  <div>
    <div
      role="progressbar"
      aria-label="Answered"
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={done}
      className="h-2 rounded-full bg-sunken"
    >
      <div className="h-2 rounded-full bg-accent" style={{ width: `${(done / of) * 100}%` }} />
    </div>
    <p role="status" className="mt-1 text-ink-soft text-sm tabular-nums">
      {done < of ? `${done + 1} of ${of.toLocaleString("en-US")}` : "The last look"}
    </p>
  </div>
);

type Part = { sheet: Sheet; state: Answering; dispatch(action: Action): void };

function Item({ sheet, state, dispatch }: Part) {
  const { at, entries, isTold } = state;
  const item = sheet.items[at]!;
  const choices = choicesOf(sheet, at);
  const read = readEntry(sheet, at, entries[at]);
  return (
    <Card as="section">
      <CardBody className="space-y-4">
        <h2 id="prompt" dir="auto" className="whitespace-pre-line font-medium text-base [overflow-wrap:anywhere]">
          {item.prompt}
        </h2>
        {sheet.responseType === "ranking" ? (
          <Ranking sheet={sheet} state={state} dispatch={dispatch} />
        ) : choices.length > 0 ? (
          <Choices sheet={sheet} state={state} dispatch={dispatch} />
        ) : (
          <Typed key={at} sheet={sheet} state={state} dispatch={dispatch} />
        )}
        {isTold && "lacks" in read ? (
          <p role="alert" className="text-loss-ink text-sm">
            {read.lacks}
          </p>
        ) : null}
        {entries[at] === null ? <p className="text-ink-soft text-sm">You said that you cannot say.</p> : null}
      </CardBody>
    </Card>
  );
}

const target =
  "flex min-h-12 w-full items-center gap-3 rounded-lg border px-4 py-2.5 text-left transition-colors hover:border-line-strong";

function Choices({ sheet, state: { at, entries }, dispatch }: Part) {
  const entry = entries[at];
  const isOne = isOneChoice(sheet);
  const isChosen = (option: string, index: number) =>
    isOne ? chosenOf(sheet, at, entry) === index : Array.isArray(entry) && entry.includes(option);
  return (
    <fieldset aria-labelledby="prompt" className="space-y-2">
      {choicesOf(sheet, at).map((option, index) => {
        const isOn = isChosen(option, index);
        return (
          <button
            key={option}
            type="button"
            aria-pressed={isOn}
            onClick={() => dispatch({ do: "choose", choice: index })}
            className={cn(target, isOn && "border-accent bg-accent-soft text-accent-ink")}
          >
            <Key>{keyOf(sheet, at, index)}</Key>
            <span dir="auto" className="[overflow-wrap:anywhere]">
              {option}
            </span>
          </button>
        );
      })}
      {isOne ? null : (
        <button
          type="button"
          onClick={() => dispatch({ do: "none" })}
          className={cn(target, "text-ink-soft", Array.isArray(entry) && entry.length === 0 && "border-accent")}
        >
          None of them
        </button>
      )}
    </fieldset>
  );
}

const Key = ({ children }: { children: string | undefined }) =>
  children === undefined ? null : (
    <kbd
      aria-hidden
      className="grid size-6 shrink-0 place-items-center rounded border text-ink-soft text-xs max-sm:hidden"
    >
      {children}
    </kbd>
  );

/** Those that are ranked, with their places, and under them those that are left. */
function Ranking({ sheet, state: { at, entries }, dispatch }: Part) {
  const choices = choicesOf(sheet, at);
  const entry = entries[at];
  const ranked = Array.isArray(entry) ? (entry as readonly string[]) : [];
  const choose = (option: string) => dispatch({ do: "choose", choice: choices.indexOf(option) });
  return (
    <div className="space-y-4">
      <ol aria-label="Ranked, best first" className="space-y-2">
        {ranked.map((option, place) => (
          <li key={option} className="flex items-center gap-2">
            <span className="w-6 text-right text-ink-soft tabular-nums">{place + 1}</span>
            <button
              type="button"
              onClick={() => choose(option)}
              className={cn(target, "border-accent bg-accent-soft text-accent-ink")}
            >
              <span dir="auto">{option}</span>
            </button>
            <Button
              aria-label={`${option} up`}
              disabled={place === 0}
              onClick={() => dispatch({ do: "move", option, by: -1 })}
            >
              <ArrowUp aria-hidden />
            </Button>
            <Button
              aria-label={`${option} down`}
              disabled={place === ranked.length - 1}
              onClick={() => dispatch({ do: "move", option, by: 1 })}
            >
              <ArrowDown aria-hidden />
            </Button>
          </li>
        ))}
      </ol>
      <ul aria-label="To rank" className="space-y-2">
        {choices
          .filter((option) => !ranked.includes(option))
          .map((option) => (
            <li key={option}>
              <button type="button" onClick={() => choose(option)} className={target}>
                <Key>{keyOf(sheet, at, choices.indexOf(option))}</Key>
                <span dir="auto">{option}</span>
              </button>
            </li>
          ))}
      </ul>
    </div>
  );
}

function Typed({ sheet, state: { at, entries }, dispatch }: Part) {
  const entry = entries[at];
  const text = typeof entry === "string" ? entry : "";
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const type = (value: string) => dispatch({ do: "type", text: value });
  const { min, max, step: by } = sheet.number ?? {};
  if (sheet.responseType === "number")
    return (
      <div>
        <Input
          ref={field}
          aria-labelledby="prompt"
          inputMode="decimal"
          autoComplete="off"
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && dispatch({ do: "next" })}
        />
        <p className="mt-1 text-ink-soft text-sm">
          {[
            min !== undefined && `from ${min}`,
            max !== undefined && `to ${max}`,
            by !== undefined && `in steps of ${by}`,
          ]
            .filter(Boolean)
            .join(", ") || "Any number"}
        </p>
      </div>
    );
  return (
    <div>
      <Textarea
        ref={field}
        aria-labelledby="prompt"
        rows={4}
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          dispatch({ do: "next" });
        }}
      />
      <p className="mt-1 text-right text-ink-soft text-sm tabular-nums">
        {[...text].length} of {sheet.maxLength}
      </p>
    </div>
  );
}

type OverviewProps = Part & { isSurvey: boolean; isSending: boolean; submit(mayShare: boolean): void };

/** Before it is sent: what is missing, and the way back to each. */
function Overview({ sheet, state, dispatch, isSurvey, isSending, submit }: OverviewProps) {
  const missing = missingOf(sheet, state);
  const cannot = state.entries.filter((entry) => entry === null).length;
  const [mayShare, setMayShare] = useState(false);
  return (
    <Card as="section">
      <CardBody className="space-y-4">
        <h2 className="font-medium text-base">
          {missing.length === 0
            ? "Everything is answered."
            : `${missing.length} ${missing.length === 1 ? "is" : "are"} not answered yet.`}
        </h2>
        {cannot > 0 ? <p className="text-ink-soft text-sm">Of {cannot} you said that you cannot say.</p> : null}
        {missing.length > 0 ? (
          <ul className="max-h-80 divide-y overflow-y-auto rounded-lg border text-sm">
            {missing.slice(0, LISTED).map((at) => (
              <li key={sheet.items[at]!.id}>
                <button
                  type="button"
                  onClick={() => dispatch({ do: "mend", at })}
                  className="block w-full px-4 py-2.5 text-left hover:bg-sunken/50"
                >
                  <span dir="auto" className="line-clamp-1">
                    {sheet.items[at]!.prompt}
                  </span>
                  <span className="text-ink-soft">{wordsOf(sheet, at, state.entries[at])}</span>
                </button>
              </li>
            ))}
          </ul>
        ) : null}
        {isSurvey ? (
          <Checkbox
            name="mayShare"
            label="My answers themselves, without my name, may be part of a dataset."
            checked={mayShare}
            onChange={(event) => setMayShare(event.target.checked)}
          />
        ) : null}
        <Button variant="primary" disabled={missing.length > 0 || isSending} onClick={() => submit(mayShare)}>
          {isSending ? "Sending …" : "Send my answers"}
        </Button>
        <p className="text-ink-soft text-sm">Once, and for good: a response cannot be changed.</p>
      </CardBody>
    </Card>
  );
}
