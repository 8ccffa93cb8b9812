import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { disputes, tasks } from "@/db/schema";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { byTime, listPage } from "@/lib/core/list";
import { query } from "@/lib/core/operation";
import { MAX_LIMIT } from "@/lib/core/page";
import { ActorRecord, findActorRecord } from "@/lib/domain/actors/record";
import { TaskMessage, taskMessageJoins, taskMessageView } from "@/lib/domain/chat/gigiac/message";
import { Deliverable, deliverableJoins, deliverableView } from "@/lib/domain/deliverables/deliverable";
import { feeOf } from "@/lib/domain/money/fees";
import { findLatestHold } from "@/lib/domain/money/holds";
import { Proposal } from "@/lib/domain/proposals/proposal";
import { loadProposalJson } from "@/lib/domain/proposals/queries";
import { loadTaskJson } from "@/lib/domain/tasks/queries";
import { isFunded, Task } from "@/lib/domain/tasks/task";
import { Dispute, Statement } from "./dispute";
import { loadDisputeJson, loadStatementsJson } from "./queries";
import { sideOf } from "./state";

const isDisputeId = idPattern("disp");

export const loadCase = query({
  name: "moderation.case",
  summary: "Get everything a moderator decides a dispute by.",
  description: `The task, the accepted proposal, the newest ${MAX_LIMIT} deliverables with their reviews, what both said and wrote in the chat, what is held, and both public records.`,
  access: "moderator",
  input: { disputeId: id("disp") },
  output: {
    dispute: Dispute,
    isParty: z.boolean().meta({ description: "You are a party to it: another moderator decides it." }),
    statements: z.array(Statement).meta({ description: "The oldest first." }),
    task: Task,
    proposal: Proposal,
    deliverables: z.array(Deliverable).meta({ description: "The newest first." }),
    messages: z.array(TaskMessage).meta({
      description: `What was said in the task's chat, with its files: the newest ${MAX_LIMIT}, newest first.`,
    }),
    held: z
      .object({
        source: z.enum(["credits", "card"]),
        cents: z.int(),
        feeBps: z
          .int()
          .meta({ description: "The platform's part of what the worker gets, in hundredths of a percent." }),
        feeCents: z
          .int()
          .meta({ description: "The fee if the worker gets everything; once it is settled, the fee that was taken." }),
        isHeld: z.boolean().meta({ description: "False once it has gone where it was decided to go." }),
      })
      .nullable()
      .meta({ description: "The money it is about; null where none passes through us." }),
    poster: ActorRecord.nullable().meta({ description: "Null when the account is gone." }),
    worker: ActorRecord.nullable(),
  },
  async run({ db, casing, actor }, { disputeId }) {
    const [row] = isDisputeId.test(disputeId)
      ? await db
          .select({ dispute: disputes, task: tasks })
          .from(disputes)
          .innerJoin(tasks, eq(tasks.id, disputes.taskId))
          .where(eq(disputes.id, disputeId))
      : [];
    if (!row) throw notFound("dispute");
    const { dispute, task } = row;
    const [json, statements, taskJson, proposal, work, said, hold] = await Promise.all([
      loadDisputeJson(db, casing, disputeId),
      loadStatementsJson(db, casing, disputeId),
      loadTaskJson(db, casing, task.id),
      loadProposalJson(db, casing, dispute.proposalId),
      listWork(db, casing, dispute.proposalId),
      listSaid(db, casing, task.id),
      isFunded(task.funding) ? findLatestHold(db, task.id) : undefined,
    ]);
    const [worker] = await db.execute<{ id: string }>(
      sql`select proposer_id as id from proposals where id = ${dispute.proposalId}`,
    );
    return {
      dispute: json,
      isParty: sideOf(actor, row) !== undefined,
      statements,
      task: taskJson,
      proposal,
      deliverables: work.items,
      messages: said.items,
      held: hold
        ? {
            source: hold.source,
            cents: hold.gross,
            feeBps: hold.feeBps,
            feeCents: feeOf(hold.settledAt === null ? hold.gross : hold.released, hold.feeBps),
            isHeld: hold.settledAt === null,
          }
        : null,
      poster: (await findActorRecord(db, task.posterId)) ?? null,
      worker: (await findActorRecord(db, worker!.id)) ?? null,
    };
  },
});

const listWork = (db: Db, casing: Casing, proposalId: string) =>
  listPage(
    db,
    casing,
    {
      name: "case",
      from: sql`deliverables t`,
      joins: deliverableJoins,
      view: deliverableView,
      filters: [{ name: "proposalId", where: sql`t.proposal_id = ${sql.placeholder("proposalId")}` }],
      sort: byTime("newest", sql`t.created_at`),
    },
    { proposalId },
    { limit: MAX_LIMIT, offset: 0 },
  );

/** The chat of the task, whoever took part in it. */
const listSaid = (db: Db, casing: Casing, taskId: string) =>
  listPage(
    db,
    casing,
    {
      name: "case_messages",
      from: sql`messages t`,
      joins: taskMessageJoins,
      view: taskMessageView,
      filters: [
        {
          name: "taskId",
          where: sql`t.thread_id = (select id from threads where task_id = ${sql.placeholder("taskId")}) and t.deleted_at is null`,
        },
      ],
      sort: byTime("newest", sql`t.created_at`),
    },
    { taskId },
    { limit: MAX_LIMIT, offset: 0 },
  );
