import assert from "node:assert/strict";
import { sql } from "drizzle-orm";
import { db } from "@/db";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { contestTask } from "@/lib/domain/disputes/contest";
import { decideDispute } from "@/lib/domain/disputes/decide";
import { settleCheckout } from "@/lib/domain/payments/checkout";
import { deposit } from "@/lib/domain/payments/deposit";
import { handlers } from "@/lib/domain/payments/handlers";
import { hireByCard } from "@/lib/domain/payments/hire";
import { drainOps } from "@/lib/domain/payments/ops";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { submitProposal } from "@/lib/domain/proposals/submit";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { commissionTask } from "@/lib/domain/tasks/commission";
import { deleteTask } from "@/lib/domain/tasks/delete";
import { editTask } from "@/lib/domain/tasks/edit";
import { changePaymentMethod } from "@/lib/domain/tasks/payment-method";
import { withdraw } from "@/lib/domain/withdrawals/withdraw";
import { runClock } from "@/lib/events/clock";
import { setFees } from "./fees";
import { person } from "./market";
import { MarketModel, type Method, type ModelTask, type Outcome } from "./market-model";
import { control, onboard, payPage } from "./stripe";

const HOUR_MS = 3_600_000;
const BUDGET_MS = 10_000;
const DOLLARS = 300;
const METHODS: Method[] = ["credits", "card", "offsite"];
/** More than all of them can ever earn: no withdrawal has to wait. */
const STRIPE_HAS_CENTS = 100_000_000;

export type Walk = {
  seed: number;
  steps: number;
  people: number;
  /** What the platform takes, in basis points; nothing where it is left out. */
  fees?: { credits: number; card: number };
  /** Every task is compared after so many steps, every wallet after each. */
  compareEvery: number;
};

/** mulberry32: the same walk for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A random walk of commands, each held to what the rules in memory say of it: its answer, and every state and balance
 * afterwards. Throws at the first difference. Gives how often each verb succeeded and was refused with which code.
 */
export async function walk({ fees = { credits: 0, card: 0 }, ...asked }: Walk): Promise<Record<string, number>> {
  setFees(fees);
  try {
    return await walkWith(fees, asked);
  } finally {
    setFees();
  }
}

async function walkWith(
  fees: NonNullable<Walk["fees"]>,
  { seed, steps, people: count, compareEvery }: Omit<Walk, "fees">,
): Promise<Record<string, number>> {
  const random = randomFrom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: T[]): T => list[below(list.length)]!;
  const model = new MarketModel(fees);
  const people: Account[] = [];
  for (let i = 0; i < count; i++) people.push(await person(`P${i}`, { dollars: DOLLARS }));
  for (const { userId } of people) {
    model.credits.set(userId, DOLLARS * 100);
    model.earnings.set(userId, 0);
  }
  await control("top-up", { cents: STRIPE_HAS_CENTS });
  for (const who of people.slice(0, Math.ceil(count / 2))) {
    await onboard(who);
    model.onboarded.add(who.userId);
  }
  const outcomes: Record<string, number> = {};
  /** A verb that finds nothing to do is no step of the walk. */
  let ran = 0;
  const moderator = await person("Moderator", { role: "moderator" });
  const disputes = new Map<string, string>();
  /** Also the ones deleted: they must answer as if they had never been. */
  const ever: ModelTask[] = [];
  /** Mostly a task with which the verb can succeed: a walk of refusals would prove little. */
  const prefer = (suits: (task: ModelTask) => boolean): ModelTask => {
    const suited = ever.filter((task) => living(task) && suits(task));
    return suited.length > 0 && random() < 0.75 ? pick(suited) : pick(ever);
  };
  const living = (task: ModelTask) => model.tasks.get(task.id);
  const attempt = async (work: Promise<any>): Promise<{ outcome: Outcome | string; output?: any }> =>
    work.then(
      (output) => ({ outcome: "done", output }),
      (error) => ({ outcome: error.code ?? String(error) }),
    );
  const expectSame = (step: string, real: string, modelled: Outcome) => {
    assert.equal(`${step}: ${real}`, `${step}: ${modelled}`);
    tick(`${step.split(", ").at(-1)} ${real}`);
  };
  const tick = (word: string) => {
    outcomes[word] = (outcomes[word] ?? 0) + 1;
    ran++;
  };

  const verbs: Record<string, (step: string) => Promise<void>> = {
    async post(step) {
      const who = pick(people);
      const budget = 100 * (1 + below(80));
      const method = random() < 0.6 ? "credits" : pick(METHODS);
      const hours = random() < 0.3 ? 1 + below(60) : null;
      const deadline = hours && new Date(clock.now().getTime() + (hours + 0.5) * HOUR_MS).toISOString();
      const expected = model.canPost(who.userId, budget, method);
      const wire = { title: step, description: "Walk", category: "other", budgetCents: budget, deadline };
      const real = await attempt(run(commissionTask, who, { ...wire, paymentMethod: method }));
      expectSame(step, real.outcome, expected);
      if (expected !== "done") return;
      model.post(real.output.task.id, who.userId, { method, budget, deadline: hours && model.hours + hours + 0.5 });
      ever.push(model.tasks.get(real.output.task.id)!);
    },
    async propose(step) {
      const task = prefer(({ status }) => status === "open");
      const who = random() < 0.9 ? pick(people.filter(({ userId }) => userId !== task.owner)) : pick(people);
      const amount = random() < (task.method === "offsite" ? 0.5 : 0.95) ? 100 * (1 + below(90)) : null;
      const expected = model.canPropose(living(task), who.userId, amount);
      const wire = { taskId: task.id, coverLetter: step, ...(amount !== null && { proposedAmountCents: amount }) };
      const real = await attempt(run(submitProposal, who, wire));
      expectSame(step, real.outcome, expected);
      if (expected === "done")
        task.proposals.push({ id: real.output.proposal.id, worker: who.userId, amount, status: "pending" });
    },
    async accept(step) {
      const task = prefer(
        ({ status, proposals }) => status === "open" && proposals.some((one) => one.status === "pending"),
      );
      if (task.proposals.length === 0) return;
      const proposal = pick(task.proposals);
      const who = random() < 0.85 ? people.find(({ userId }) => userId === task.owner)! : pick(people);
      const expected = model.accept(living(task), proposal, who.userId);
      expectSame(step, (await attempt(run(acceptProposal, who, { proposalId: proposal.id }))).outcome, expected);
    },
    async withdraw(step) {
      const task = pick(ever);
      if (task.proposals.length === 0) return;
      const proposal = pick(task.proposals);
      const who = random() < 0.8 ? people.find(({ userId }) => userId === proposal.worker)! : pick(people);
      const expected = model.withdraw(living(task), proposal, who.userId);
      const wire = { proposalId: proposal.id, action: "withdraw" };
      expectSame(step, (await attempt(run(decideProposal, who, wire))).outcome, expected);
    },
    async deliver(step) {
      const task = prefer(({ status }) => status === "in_progress");
      const who = people.find(({ userId }) => userId === task.chosen?.worker && random() < 0.9) ?? pick(people);
      const expected = model.canDeliver(living(task), who.userId);
      const real = await attempt(run(submitDeliverable, who, { taskId: task.id, content: step }));
      expectSame(step, real.outcome, expected);
      if (expected === "done") model.deliver(task, real.output.deliverable.id);
    },
    async review(step) {
      const task = prefer(({ status }) => status === "delivered");
      if (task.deliverables.length === 0) return;
      const deliverable = random() < 0.8 ? task.deliverables.at(-1)! : pick(task.deliverables);
      const who = random() < 0.85 ? people.find(({ userId }) => userId === task.owner)! : pick(people);
      const accepts = random() < 0.6;
      const expected = model.review(living(task), deliverable, who.userId, accepts);
      const wire = { deliverableId: deliverable.id, action: accepts ? "accept" : "revision", reason: "Again" };
      expectSame(step, (await attempt(run(reviewDeliverable, who, wire))).outcome, expected);
    },
    async contest(step) {
      const task = prefer(({ status }) => status === "in_progress" || status === "delivered");
      const who = pick(people);
      const expected = model.contest(living(task), who.userId);
      const real = await attempt(run(contestTask, who, { taskId: task.id, reason: step }));
      expectSame(step, real.outcome, expected);
      if (expected === "done") disputes.set(task.id, real.output.dispute.id);
    },
    async decide(step) {
      const task = prefer(({ status }) => status === "disputed");
      // The clock opens some, and tells nobody here.
      const [open] = await db.execute<{ id: string }>(
        sql`select id from disputes where task_id = ${task.id} and status = 'open'`,
      );
      const disputeId = open?.id ?? disputes.get(task.id);
      if (!disputeId || !living(task)) return;
      const outcome = pick(task.held > 1 ? ["worker", "poster", "split"] : ["worker", "poster"]);
      const workerCents = outcome === "split" ? 1 + below(task.held - 1) : undefined;
      const expected = model.decide(living(task), outcome === "worker" ? null : (workerCents ?? 0));
      const wire = { disputeId, outcome, workerCents, reason: step };
      expectSame(step, (await attempt(run(decideDispute, moderator, wire))).outcome, expected);
    },
    async cancel(step) {
      const task = pick(ever);
      const who = people.find(({ userId }) => userId === task.owner && random() < 0.7) ?? pick(people);
      const expected = model.cancel(living(task), who.userId);
      expectSame(step, (await attempt(run(cancelTask, who, { taskId: task.id }))).outcome, expected);
    },
    async remove(step) {
      const task = pick(ever);
      const who = people.find(({ userId }) => userId === task.owner && random() < 0.7) ?? pick(people);
      const expected = model.remove(living(task), who.userId);
      expectSame(step, (await attempt(run(deleteTask, who, { taskId: task.id }))).outcome, expected);
    },
    async rebudget(step) {
      const task = pick(ever);
      const who = people.find(({ userId }) => userId === task.owner && random() < 0.9) ?? pick(people);
      const budget = 100 * (1 + below(150));
      const expected = model.rebudget(living(task), who.userId, budget);
      const wire = { taskId: task.id, budgetCents: budget };
      expectSame(step, (await attempt(run(editTask, who, wire))).outcome, expected);
    },
    async method(step) {
      const task = pick(ever);
      const who = people.find(({ userId }) => userId === task.owner && random() < 0.9) ?? pick(people);
      const method = pick(METHODS);
      const expected = model.changeMethod(living(task), who.userId, method);
      const wire = { taskId: task.id, paymentMethod: method };
      expectSame(step, (await attempt(run(changePaymentMethod, who, wire))).outcome, expected);
    },
    async hire(step) {
      const task = prefer(
        ({ status, method, proposals }) =>
          status === "open" && method === "card" && proposals.some((one) => one.status === "pending"),
      );
      if (task.proposals.length === 0) return;
      const proposal = pick(task.proposals);
      const who = random() < 0.9 ? people.find(({ userId }) => userId === task.owner)! : pick(people);
      const expected = model.hireByCard(living(task), proposal, who.userId);
      const real = await attempt(run(hireByCard, who, { taskId: task.id, proposalId: proposal.id }));
      expectSame(step, real.outcome, expected);
      if (expected === "done") await pay(real.output);
    },
    async deposit(step) {
      const who = pick(people);
      const amount = 500 + below(5_000);
      const real = await attempt(run(deposit, who, { amountCents: amount }));
      expectSame(step, real.outcome, "done");
      await pay(real.output);
      model.deposit(who.userId, amount);
    },
    async payOut(step) {
      const who = pick(people);
      const earned = model.earnings.get(who.userId)!;
      const amount = random() < 0.7 && earned > 100 ? 100 + below(earned - 99) : 1 + below(9_000);
      const expected = model.payOut(who.userId, amount);
      expectSame(step, (await attempt(run(withdraw, who, { amountCents: amount }))).outcome, expected);
    },
    async wait() {
      const hours = 1 + below(30);
      clock.advance(hours * HOUR_MS);
      await control("advance", { seconds: (hours * HOUR_MS) / 1000 });
      model.wait(hours);
      await runClock(BUDGET_MS);
      tick("wait");
    },
  };
  const often = [
    "post",
    "post",
    "propose",
    "propose",
    "propose",
    "accept",
    "accept",
    "deliver",
    "deliver",
    "review",
    "review",
  ];
  const names = [...often, ...Object.keys(verbs)];

  while (ran < steps) {
    const before = ran;
    const name = ever.length === 0 ? "post" : pick(names);
    const step = `seed ${seed}, step ${ran + 1}, ${name}`;
    await verbs[name]!(step);
    if (ran === before) continue;
    if (ran % compareEvery === 0 || ran === steps)
      assert.deepEqual({ step, tasks: await tasksInDatabase(people) }, { step, tasks: tasksInMemory(model) });
    assert.deepEqual(
      { step, wallets: await walletsInDatabase(people) },
      { step, wallets: walletsInMemory(model, people) },
    );
  }
  assert.equal(await feesInDatabase(people), model.feesTaken);
  await drainOps(handlers, BUDGET_MS);
  return outcomes;
}

/** The page is paid, and Stripe's word for it is taken. */
async function pay({ checkoutUrl, checkoutId }: { checkoutUrl: string; checkoutId: string }) {
  await payPage(checkoutUrl);
  await settleCheckout(checkoutId);
}

const walletsInMemory = (model: MarketModel, people: Account[]) =>
  people.map(({ userId }) => [model.credits.get(userId), model.earnings.get(userId)]);
const tasksInMemory = (model: MarketModel) =>
  [...model.tasks.values()].map(({ id, status, budget, held }) => `${id} ${status} ${budget} ${held}`).sort();

async function feesInDatabase(people: Account[]): Promise<number> {
  const owners = people.map(({ userId }) => userId);
  const [row] = await db.execute<{ cents: number }>(sql`
    select coalesce(sum(e.amount), 0)::float8 as cents from tasks t join ledger_journals j on j.ref_id = t.id
      join ledger_entries e on e.journal_id = j.id join ledger_accounts a on a.id = e.account_id and a.kind = 'fees'
     where t.owner_id = any(${sql.param(owners)}::text[])`);
  return row!.cents;
}

async function walletsInDatabase(people: Account[]) {
  const owners = people.map(({ userId }) => userId);
  const wallets = await db.execute<{ owner: string; credits: number; earnings: number }>(sql`
    select owner_id as owner, available::float8 as credits, earnings::float8 from credit_balances
     where owner_id = any(${sql.param(owners)}::text[])`);
  return owners.map((id) => {
    const wallet = wallets.find(({ owner }) => owner === id);
    return [wallet?.credits ?? 0, wallet?.earnings ?? 0];
  });
}

async function tasksInDatabase(people: Account[]) {
  const owners = people.map(({ userId }) => userId);
  const rows = await db.execute<{ line: string }>(sql`
    select concat_ws(' ', t.id, t.status, t.budget_cents, coalesce(a.balance, 0) + coalesce(c.balance, 0)) as line
      from tasks t left join ledger_accounts a on a.code = t.id || ':escrow:usd' left join ledger_accounts c on c.code = t.id || ':card:usd'
     where t.owner_id = any(${sql.param(owners)}::text[])`);
  return rows.map(({ line }) => line).sort();
}
