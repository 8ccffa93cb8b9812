import type { notifications } from "../schema";
import type { Player } from "./cast";
import { days, hours, later, type Random } from "./random";
import type { Rows } from "./rows";

type NoticeRow = typeof notifications.$inferInsert & { toldAt: Date };
type EventRow = Rows["events"][number] & { id: string; createdAt: Date };
type Told = Pick<NoticeRow, "kind" | "type" | "preview"> & { to: unknown; isOurs?: boolean };

const LISTED_DAYS = 14;
/** What is younger has not been read by everybody. */
const FRESH_HOURS = 40;
const MAX_EACH = 30;

const money = (cents: unknown) =>
  `$${(Number(cents) / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** As lib/domain/notifications/concerns.ts tells of the same events. */
function toldOf({ name, payload }: EventRow, posterId: string): Told | undefined {
  const said = payload as Record<string, unknown>;
  const sum = (cents: unknown, rest: string) => (cents == null ? null : `${money(cents)} ${rest}`);
  switch (name) {
    case "proposal.submitted":
      return {
        to: posterId,
        kind: "proposals",
        type: "PROPOSAL_RECEIVED",
        preview: sum(said.proposedAmountCents, "asked"),
      };
    case "proposal.accepted":
      return {
        to: said.proposerId,
        kind: "proposals",
        type: "PROPOSAL_ACCEPTED",
        preview: sum(said.proposedAmountCents, "agreed"),
      };
    case "deliverable.submitted":
      return { to: posterId, kind: "deliveries", type: "DELIVERY_RECEIVED", preview: null };
    case "deliverable.accepted":
      return {
        to: said.workerId,
        kind: "deliveries",
        type: "DELIVERY_ACCEPTED",
        isOurs: said.reviewedBy === "clock",
        preview: sum(said.paidCents, "is in your earnings"),
      };
    case "deliverable.revision_requested":
      return { to: said.workerId, kind: "deliveries", type: "REVISION_REQUESTED", preview: String(said.reason) };
    case "task.expired":
      return { to: posterId, kind: "proposals", type: "TASK_EXPIRED", isOurs: true, preview: null };
  }
}

/** What everybody was told of in the last two weeks; some of the newest is unread. */
export function noticesOf(random: Random, players: Player[], { events, tasks }: Rows, now: Date): NoticeRow[] {
  const posterOf = new Map(tasks.map(({ id, posterId }) => [id, posterId]));
  const userOf = new Map(players.map(({ id, userId }) => [id, userId]));
  const listed = new Map<string, number>();
  const rows: NoticeRow[] = [];
  const newestFirst = (events as EventRow[]).toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  for (const event of newestFirst) {
    const at = event.createdAt;
    const told = toldOf(event, posterOf.get(event.subjectId!)!);
    const actorId = told?.to as string;
    const userId = userOf.get(actorId);
    const senderId = told?.isOurs ? null : event.actorId;
    if (!told || !userId || at < later(now, -days(LISTED_DAYS)) || at > now || senderId === actorId) continue;
    const count = listed.get(actorId) ?? 0;
    if (count >= MAX_EACH) continue;
    listed.set(actorId, count + 1);
    const isUnread = at > later(now, -hours(FRESH_HOURS)) && random.chance(0.7);
    rows.push({
      id: random.id("notif", at),
      actorId,
      userId,
      kind: told.kind,
      type: told.type,
      preview: told.preview,
      eventId: event.id,
      senderId,
      taskId: event.subjectId,
      tellAt: at,
      toldAt: at,
      readAt: isUnread ? null : later(at, hours(random.between(0.1, 9))),
      createdAt: at,
    });
  }
  return rows;
}
