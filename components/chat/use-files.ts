import { useCallback, useEffect, useReducer, useRef } from "react";
import { upload } from "./api";
import type { Attached } from "./chat";

const PREFIX = "draft:chat-files-";
/** The server keeps what no message carries for a day. */
const KEPT_MS = 20 * 3_600_000;
const MB = 1024 * 1024;
/** As the server has it. */
const MOST = 10;
const MOST_BYTES = 10 * MB;

/** A file that was picked: on its way to the server, there, or refused. */
export type Picked = {
  key: string;
  name: string;
  size: number;
  /** How much of it went, from 0 to 1. */
  part: number;
  file?: File;
  attached?: Attached;
  refused?: string;
};

type Step =
  | { type: "kept"; all: Picked[] }
  | { type: "picked"; some: Picked[] }
  | { type: "changed"; key: string; change: Partial<Picked> }
  | { type: "removed"; key: string }
  | { type: "emptied" };

function next(all: Picked[], step: Step): Picked[] {
  switch (step.type) {
    case "kept":
      return [...step.all.filter(({ key }) => !all.some((one) => one.key === key)), ...all];
    case "picked":
      return [...all, ...step.some];
    case "changed":
      return all.map((one) => (one.key === step.key ? { ...one, ...step.change } : one));
    case "removed":
      return all.filter(({ key }) => key !== step.key);
    case "emptied":
      return [];
  }
}

type Files = {
  picked: Picked[];
  add(files: Iterable<File>): void;
  again(key: string): void;
  remove(key: string): void;
  clear(): void;
};

/** The files that go with what is being typed: handed to the server one after the other as soon as they are picked. */
export function useFiles(meId: string, threadId: string): Files {
  const [picked, step] = useReducer(next, []);
  const running = useRef<{ key: string; stop: AbortController }>(undefined);
  const name = `${PREFIX}${meId}:${threadId}`;
  const hasLoaded = useRef(false);

  useEffect(() => {
    step({ type: "kept", all: load(name) });
    hasLoaded.current = true;
    return () => running.current?.stop.abort();
  }, [name]);
  useEffect(() => {
    if (hasLoaded.current) store(name, picked);
  }, [name, picked]);

  useEffect(() => {
    const one = picked.find(({ attached, refused }) => !attached && refused === undefined);
    if (!one?.file || running.current) return;
    const { key } = one;
    const stop = new AbortController();
    running.current = { key, stop };
    const done = (change: Partial<Picked>) => {
      running.current = undefined;
      step({ type: "changed", key, change });
    };
    upload(one.file, (part) => step({ type: "changed", key, change: { part } }), stop.signal).then(
      (attached) => done({ attached, part: 1 }),
      (error: Error) => done({ refused: error.message }),
    );
  }, [picked]);

  const count = picked.length;
  return {
    picked,
    add: useCallback(
      (files) => {
        const room = Math.max(0, MOST - count);
        const some = [...files].map((file, index): Picked => {
          const one = { key: crypto.randomUUID(), name: file.name, size: file.size, part: 0, file };
          if (index >= room) return { ...one, refused: `A message carries at most ${MOST} files.` };
          return file.size > MOST_BYTES ? { ...one, refused: `It is larger than ${MOST_BYTES / MB} MB.` } : one;
        });
        step({ type: "picked", some });
      },
      [count],
    ),
    again: useCallback((key) => step({ type: "changed", key, change: { refused: undefined, part: 0 } }), []),
    remove: useCallback((key) => {
      if (running.current?.key === key) {
        running.current.stop.abort();
        running.current = undefined;
      }
      step({ type: "removed", key });
    }, []),
    clear: useCallback(() => step({ type: "emptied" }), []),
  };
}

type Kept = { at: number; files: Attached[] };

function load(name: string): Picked[] {
  try {
    const { at, files } = JSON.parse(localStorage.getItem(name) ?? '{"at":0,"files":[]}') as Kept;
    if (Date.now() - at > KEPT_MS) return [];
    return files.map((attached) => {
      return { key: attached.id, name: attached.filename, size: attached.sizeBytes, part: 1, attached };
    });
  } catch {
    return [];
  }
}

function store(name: string, picked: Picked[]) {
  const files = picked.flatMap(({ attached }) => attached ?? []);
  try {
    if (files.length === 0) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify({ at: Date.now(), files } satisfies Kept));
  } catch {
    // Storage may be forbidden; then they last as long as the page.
  }
}
