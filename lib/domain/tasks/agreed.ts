import { sql } from "drizzle-orm";
import { z } from "zod";
import { compile, execute } from "@/db/statement";
import { query } from "@/lib/core/operation";
import { MAX_LIMIT } from "@/lib/core/page";

const agreed = compile(sql`
  select t.id as "taskId", w.amount_cents::float8 as "amountCents" from tasks t join proposals w on w.id = t.accepted_proposal_id
    where t.id = any(${sql.placeholder("taskIds")}::text[]) and t.owner_id = ${sql.placeholder("userId")}::text
      and w.amount_cents is not null`);

export const listAgreed = query({
  name: "tasks.agreed",
  summary: "What was agreed for some of one's own tasks.",
  description:
    "The accepted amount of each, in cents, which may differ from the budget. Tasks of others and those that nobody was chosen for are left out.",
  access: "account",
  input: { taskIds: z.array(z.string().max(100)).max(MAX_LIMIT) },
  output: { agreed: z.array(z.object({ taskId: z.string(), amountCents: z.int() })) },
  async run({ db, actor }, { taskIds }) {
    return {
      agreed: await execute<{ taskId: string; amountCents: number }>(db, agreed, { taskIds, userId: actor.userId }),
    };
  },
});
