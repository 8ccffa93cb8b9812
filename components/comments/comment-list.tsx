"use client";

import { Component, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { useLiveComments } from "./live-comments";

/** A row; `isGone`: nothing is left of it but its place. */
export type Row = { id: string; isGone: boolean; node: ReactNode };
/** `old` is what stood there, which stays where somebody is typing in it. */
type Shown = Row & { old?: ReactNode; isMissing?: boolean };

type CommentListProps = {
  rows: Row[];
  /** More follow on another page: what is not among these may be there. */
  isCut?: boolean;
  className: string;
  rowClass?: string;
};

/**
 * Comments that change while somebody reads them: each stays where it stands, whatever votes it gets meanwhile; new ones
 * are put among them; and what goes takes nothing with it that is being typed.
 */
export function CommentList({ rows, isCut = false, className, rowClass }: CommentListProps) {
  const list = useRef<HTMLOListElement>(null);
  const { told } = useLiveComments();
  const [from, setFrom] = useState(rows);
  const [shown, setShown] = useState<Shown[]>(rows);
  if (from !== rows) {
    setFrom(rows);
    setShown(merged(shown, rows));
  }

  useLayoutEffect(() => {
    const isKept = ({ id, isMissing, old }: Shown) =>
      (old === undefined && !isMissing) ||
      // Pushed onto the next page, and not deleted.
      (isMissing && isCut && !told.has(id)) ||
      isTypedIn(list.current?.querySelector(`[data-row="${id}"]`));
    if (shown.every(isKept)) return;
    setShown(
      shown
        .filter((one) => !one.isMissing || isKept(one))
        .map((one) => (isKept(one) ? one : { ...one, old: undefined })),
    );
  }, [shown, isCut, told]);

  return (
    <KeptPlace list={list}>
      <ol ref={list} className={className}>
        {shown.map(({ id, node, old }) => (
          <li key={id} data-row={id} className={rowClass}>
            {old ?? node}
          </li>
        ))}
      </ol>
    </KeptPlace>
  );
}

/** What is shown in its order, as it is now, with what is new put after what it follows. */
export function merged(shown: Shown[], rows: Row[]): Shown[] {
  const now = new Map(rows.map((row) => [row.id, row]));
  const all: Shown[] = shown.map((was) => {
    const is = now.get(was.id);
    if (!is) return { ...was, isMissing: true };
    const isKept = is.isGone && (!was.isGone || was.old !== undefined);
    return isKept ? { ...is, old: was.old ?? was.node } : is;
  });
  rows.forEach((row, index) => {
    if (all.some(({ id }) => id === row.id)) return;
    const before = rows[index - 1]?.id;
    all.splice(all.findIndex(({ id }) => id === before) + 1, 0, row);
  });
  return all;
}

/** Whether somebody writes there, or has written and not sent it. */
function isTypedIn(row: Element | null | undefined): boolean {
  if (!row) return false;
  const boxes = [...row.querySelectorAll("textarea")];
  return boxes.some((box) => box.value !== box.defaultValue || box === document.activeElement);
}

type Place = { row: Element; top: number } | null;

/** In a browser that does not do so itself: what is in sight stays there while something is put above it. */
class KeptPlace extends Component<{ list: { current: HTMLElement | null }; children: ReactNode }> {
  getSnapshotBeforeUpdate(): Place {
    if (CSS.supports("overflow-anchor", "auto")) return null;
    // The deepest of those in sight: of a long thread the very answer.
    const rows = [...(this.props.list.current?.querySelectorAll("[data-row]") ?? [])].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    const row = rows.find((one) => !rows.some((other) => other !== one && one.contains(other)));
    return row ? { row, top: row.getBoundingClientRect().top } : null;
  }

  componentDidUpdate(_: unknown, __: unknown, place: Place) {
    if (place?.row.isConnected) scrollBy(0, place.row.getBoundingClientRect().top - place.top);
  }

  render() {
    return this.props.children;
  }
}
