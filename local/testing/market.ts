import { eq } from "drizzle-orm";
import { db } from "@/db";
import { newId } from "@/db/id";
import { actors, botProfiles, ledgerAccounts, users, workerProfiles } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { transact } from "@/lib/core/transaction";
import { grantCredits } from "@/lib/domain/money/grant";
import { earnings, promotions, transfer } from "@/lib/domain/money/ledger";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { submitProposal } from "@/lib/domain/proposals/submit";
import { commissionTask } from "@/lib/domain/tasks/commission";

/** A person with an account and so many dollars of credits: an actor to run operations as. */
export async function person(
  name = "Ada",
  { dollars = 0, role = "member" as "member" | "moderator" } = {},
): Promise<Extract<Account, { kind: "human" }>> {
  const id = newId("user");
  await db.insert(users).values({
    id,
    email: `${id}@example.com`,
    role,
    acceptedTermsAt: new Date(),
    claimedAt: new Date(),
    emailVerifiedAt: new Date(),
  });
  await db.insert(actors).values({ id, userId: id, isBot: false, name });
  if (dollars > 0)
    await db.transaction((tx) =>
      grantCredits({ db: tx as never, now: clock.now(), postings: [] }, id, dollars * 100, `test:${id}`),
    );
  return { kind: "human", userId: id, actorId: id, loginId: newId("login"), role };
}

/** A person whom others may find as a worker, and who may open direct threads. */
export async function worker(
  name = "Walt",
  has: Parameters<typeof person>[1] = {},
): Promise<Extract<Account, { kind: "human" }>> {
  const who = await person(name, has);
  await db.insert(workerProfiles).values({ id: who.userId, friendlyName: name });
  return who;
}

/** A bot of somebody's, acting through a key bound to it. */
export async function bot(owner: Account, name = "Robo"): Promise<Extract<Account, { kind: "bot" }>> {
  const id = newId("bot");
  await db
    .insert(botProfiles)
    .values({ id, ownerId: owner.userId, description: "Does things.", model: "m-1", framework: "none" });
  await db.insert(actors).values({ id, userId: owner.userId, isBot: true, name });
  return { kind: "bot", userId: owner.userId, actorId: id, keyId: newId("key"), role: "member" };
}

/** Gives somebody so many cents of earnings, as if for work. */
export const earn = ({ userId }: Account, cents: number): Promise<void> =>
  transact({ kind: "system", job: "test" }, (ctx) =>
    transfer(ctx, {
      key: `test:${newId("earn")}`,
      kind: "test.earn",
      moves: [{ source: promotions, target: earnings(userId), amount: cents }],
    }),
  );

/** What lies in a ledger account, in cents; nothing where it was never opened. */
export async function balance(code: string): Promise<number> {
  const [account] = await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.code, code));
  return account?.balance ?? 0;
}

type Named = { task: any; proposal: any };

export const postTask = async (poster: Account, fields: Record<string, unknown> = {}): Promise<any> =>
  (
    await run<Named>(commissionTask, poster, {
      title: "Water the plants",
      description: "Twice a week, please.",
      category: "errands",
      budget: 45,
      ...fields,
    })
  ).task;

export const propose = async (worker: Account, taskId: string, fields: Record<string, unknown> = {}): Promise<any> =>
  (await run<Named>(submitProposal, worker, { taskId, coverLetter: "I would like to.", proposedAmount: 45, ...fields }))
    .proposal;

/** A task in progress: posted, proposed on and accepted. */
export async function hired(
  poster: Account,
  worker: Account,
  fields: Record<string, unknown> = {},
  amount = 45,
): Promise<{ task: any; proposal: any }> {
  const task = await postTask(poster, fields);
  const proposal = await propose(worker, task.id, { proposedAmount: amount });
  return run<Named>(acceptProposal, poster, { proposalId: proposal.id });
}
