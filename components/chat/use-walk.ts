import type { KeyboardEvent } from "react";
import type { Message } from "./chat";

const rowsOf = (box: HTMLElement) => [...box.querySelectorAll<HTMLElement>("[data-message]")];

type Walk = { onKeyDown(event: KeyboardEvent<HTMLElement>): void; toLast(box: HTMLElement): void };

/** The way through what was said by keys: up from where one types, along by the arrows, Enter answers, Escape leads back. */
export function useWalk(messages: Message[], answer: (message: Message) => void, leave: () => void): Walk {
  return {
    onKeyDown(event) {
      const row = (event.target as HTMLElement).closest<HTMLElement>("[data-message]");
      if (!row) return;
      if (event.key === "Escape") return leave();
      // What stands in a message, such as a link, has its own Enter.
      if (event.target !== row) return;
      if (event.key === "Enter") {
        const message = messages.find(({ id, isSystem }) => id === row.dataset.message && !isSystem);
        if (!message) return;
        event.preventDefault();
        return answer(message);
      }
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      event.preventDefault();
      const rows = rowsOf(event.currentTarget);
      const to = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
      if (to) go(to);
      else if (event.key === "ArrowDown") leave();
    },
    toLast(box) {
      const last = rowsOf(box).at(-1);
      if (last) go(last);
    },
  };
}

function go(row: HTMLElement) {
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
