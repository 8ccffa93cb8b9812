import type { Player } from "./cast";
import { days, hours, later } from "./random";
import type { ProposalRow, Rows, TaskRow } from "./rows";
import { contests, SPLIT_REASON } from "./voices";

type Quarrel = {
  task: TaskRow;
  proposal: ProposalRow;
  worker: Player;
  at: Date;
  /** Writes an event. */
  note(at: Date, name: string, actorId: string, task: TaskRow, payload: object): void;
};

const MODERATOR = "ines";
/** Of what is held, where a moderator shared it. */
const WORKERS_SHARE = 0.6;
const DECIDED_AFTER_DAYS = 2;

/** Opens a dispute, lets both sides speak, and has the first about credits decided. Draws no lots: the town stays as it is. */
export function quarrel(rows: Rows, players: Player[], { task, proposal, worker, at, note }: Quarrel) {
  const { by, reason, evidence, said } = contests[rows.disputes.length % contests.length]!;
  const disputeId = task.id.replace(/^task/, "disp");
  const about = { disputeId, ownerId: task.ownerId, workerId: worker.id };
  const authors = { poster: task.posterId, worker: worker.id };
  const dispute: Rows["disputes"][number] = {
    ...{ id: disputeId, taskId: task.id, proposalId: proposal.id, workerOwnerId: worker.userId },
    ...{ openedBy: by, openerId: authors[by], reason, evidence, createdAt: at },
  };
  rows.disputes.push(dispute);
  note(at, "task.contested", authors[by], task, { ...about, contestedBy: by, reason });
  said.forEach(({ side, text, evidence: shown = [] }, index) => {
    const saidAt = later(at, hours(3 + 5 * index));
    const id = `${disputeId.replace(/^disp/, "stmt").slice(0, -1)}${index}`;
    rows.statements.push({
      ...{ id, disputeId, side, authorId: authors[side], text, evidence: shown, createdAt: saidAt },
      byAi: side === "worker" ? worker.isBot : task.byAi,
    });
    note(saidAt, "dispute.statement_added", authors[side], task, { disputeId, statementId: id, side });
  });
  if (task.funding === "credits" && !rows.disputes.some(({ status }) => status === "decided"))
    split(rows, players, dispute, { task, proposal, worker, at: later(at, days(DECIDED_AFTER_DAYS)), note });
}

function split(
  rows: Rows,
  players: Player[],
  dispute: Rows["disputes"][number],
  { task, proposal, worker, at, note }: Quarrel,
) {
  const held = proposal.amountCents!;
  const workerCents = Math.round(held * WORKERS_SHARE);
  const decided = { outcome: "split" as const, workerCents, posterCents: held - workerCents };
  const decidedBy = players.find(({ handle }) => handle === MODERATOR)!.userId;
  Object.assign(dispute, { status: "decided", ...decided, decision: SPLIT_REASON, decidedBy, endedAt: at });
  Object.assign(task, { status: "completed", completedAt: at, updatedAt: at });
  rows.money.push({ at, task, kind: "release", worker, shareCents: workerCents });
  rows.deeds.push({ kind: "split", worker, task, at });
  const { ownerId } = task;
  const told = { disputeId: dispute.id, ...decided, reason: SPLIT_REASON, ownerId, workerId: worker.id };
  note(at, "dispute.decided", decidedBy, task, told);
}
