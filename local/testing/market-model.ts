/**
 * The market's rules written a second time, in memory and as plainly as they can be: what each command does to states and
 * balances, or the code with which it is refused. A random walk holds the real thing to it.
 */
export type Method = "credits" | "card" | "offsite";
type Proposal = { id: string; worker: string; amount: number | null; status: string };
type Deliverable = { id: string; worker: string; proposal: string; status: string };
export type ModelTask = {
  id: string;
  owner: string;
  status: string;
  /** How it is paid; only credits and a card are ever held here. */
  method: Method;
  budget: number;
  /** In basis points of what the worker is paid, as it was when the way to pay was chosen. */
  fee: number;
  held: number;
  wasStarted: boolean;
  /** In whole hours of the walk's own clock. */
  deadline: number | null;
  startedAt: number | null;
  deliveredAt: number | null;
  chosen: Proposal | null;
  proposals: Proposal[];
  deliverables: Deliverable[];
};
export type Outcome =
  | "done"
  | "NOT_FOUND"
  | "FORBIDDEN"
  | "INVALID_STATE"
  | "DUPLICATE"
  | "INVALID_INPUT"
  | "CONFLICT"
  | "CHECKOUT_REQUIRED"
  | "ONBOARDING_REQUIRED"
  | "INSUFFICIENT_EARNINGS"
  | "INSUFFICIENT_CREDITS";

const ANSWERED_AFTER_HOURS = 48;
const HELD_AT_MOST_HOURS = 85 * 24;
const SMALLEST_WITHDRAWAL = 100;

export class MarketModel {
  hours = 0;
  /** What the platform takes of each way to pay. */
  readonly fees: Record<Method, number>;
  /** What it took so far. */
  feesTaken = 0;
  readonly credits = new Map<string, number>();
  readonly earnings = new Map<string, number>();
  /** Who has told Stripe where their earnings go. */
  readonly onboarded = new Set<string>();
  readonly tasks = new Map<string, ModelTask>();

  constructor(fees: { credits: number; card: number }) {
    this.fees = { ...fees, offsite: 0 };
  }

  /** Takes a task in; the caller learned its id from the real thing. */
  post(id: string, owner: string, fields: Pick<ModelTask, "method" | "budget" | "deadline">) {
    const rest = { status: "open", held: 0, wasStarted: false, startedAt: null, deliveredAt: null, chosen: null };
    const fee = this.fees[fields.method];
    const task: ModelTask = { id, owner, fee, ...fields, ...rest, proposals: [], deliverables: [] };
    this.tasks.set(id, task);
    if (fields.method === "credits") this.#hold(task, fields.budget);
  }
  canPost = (owner: string, budget: number, method: Method): Outcome =>
    method === "credits" && this.credits.get(owner)! < budget ? "INSUFFICIENT_CREDITS" : "done";

  canPropose(task: ModelTask | undefined, worker: string, amount: number | null): Outcome {
    if (!task) return "NOT_FOUND";
    if (amount === null && task.method !== "offsite") return "INVALID_INPUT";
    if (task.owner === worker) return "FORBIDDEN";
    if (task.status !== "open") return "INVALID_STATE";
    if (task.proposals.some((p) => p.worker === worker && isLive(p))) return "DUPLICATE";
    return "done";
  }

  accept(task: ModelTask | undefined, proposal: Proposal, who: string): Outcome {
    if (!task) return "NOT_FOUND";
    if (task.owner !== who) return proposal.worker === who ? "FORBIDDEN" : "NOT_FOUND";
    if (task.status !== "open" || proposal.status !== "pending") return "INVALID_STATE";
    if (task.method === "card") return "CHECKOUT_REQUIRED";
    const amount = proposal.amount ?? task.budget;
    const isHeld = task.method === "credits";
    if (isHeld && amount - task.held > this.credits.get(task.owner)!) return "INSUFFICIENT_CREDITS";
    if (isHeld) this.#hold(task, amount);
    this.#hire(task, proposal);
    return "done";
  }

  /** Accepting by paying: the card pays what is held, whatever the wallet has. */
  hireByCard(task: ModelTask | undefined, proposal: Proposal, who: string): Outcome {
    if (!task) return "NOT_FOUND";
    if (task.owner !== who) return proposal.worker === who ? "FORBIDDEN" : "NOT_FOUND";
    if (task.method !== "card") return "CONFLICT";
    if (task.status !== "open" || proposal.status !== "pending") return "INVALID_STATE";
    task.held = proposal.amount ?? task.budget;
    this.#hire(task, proposal);
    return "done";
  }

  #hire(task: ModelTask, proposal: Proposal) {
    proposal.status = "accepted";
    Object.assign(task, { status: "in_progress", chosen: proposal, wasStarted: true, startedAt: this.hours });
  }

  deposit(who: string, amount: number) {
    this.credits.set(who, this.credits.get(who)! + amount);
  }

  /** Earnings out, to the bank. */
  payOut(who: string, amount: number): Outcome {
    if (amount < SMALLEST_WITHDRAWAL) return "INVALID_INPUT";
    if (!this.onboarded.has(who)) return "ONBOARDING_REQUIRED";
    if (amount > this.earnings.get(who)!) return "INSUFFICIENT_EARNINGS";
    this.earnings.set(who, this.earnings.get(who)! - amount);
    return "done";
  }

  withdraw(task: ModelTask | undefined, proposal: Proposal, who: string): Outcome {
    if (!task) return "NOT_FOUND";
    if (proposal.worker !== who) return task.owner === who ? "FORBIDDEN" : "NOT_FOUND";
    if (proposal.status === "accepted" && task.status === "disputed") {
      for (const one of task.deliverables) if (one.status === "submitted") one.status = "rejected";
      this.#hold(task, 0);
      task.status = "cancelled";
    } else if (proposal.status === "accepted") {
      if (task.status !== "in_progress") return "INVALID_STATE";
      if (task.method === "card") this.#hold(task, 0);
      if (task.method === "credits") {
        if (task.budget - task.held > this.credits.get(task.owner)!) task.budget = task.held;
        this.#hold(task, task.budget);
      }
      Object.assign(task, { status: "open", chosen: null });
    } else if (proposal.status !== "pending") return "INVALID_STATE";
    proposal.status = "withdrawn";
    return "done";
  }

  canDeliver(task: ModelTask | undefined, who: string): Outcome {
    if (!task) return "NOT_FOUND";
    if (!task.chosen) return "INVALID_STATE";
    if (task.chosen.worker !== who) return "FORBIDDEN";
    return task.status === "in_progress" || task.status === "disputed" ? "done" : "INVALID_STATE";
  }
  deliver(task: ModelTask, id: string) {
    for (const one of task.deliverables) if (one.status === "submitted") one.status = "revision_requested";
    task.deliverables.push({ id, worker: task.chosen!.worker, proposal: task.chosen!.id, status: "submitted" });
    const status = task.status === "disputed" ? "disputed" : "delivered";
    Object.assign(task, { status, deliveredAt: this.hours });
  }

  review(task: ModelTask | undefined, deliverable: Deliverable, who: string, accepts: boolean): Outcome {
    if (!task) return "NOT_FOUND";
    if (task.owner !== who) return deliverable.worker === who ? "FORBIDDEN" : "NOT_FOUND";
    if (task.status === "disputed") {
      if (!accepts || deliverable.proposal !== task.chosen!.id) return "INVALID_STATE";
      this.#pay(task, deliverable);
      return "done";
    }
    if (deliverable.status !== "submitted") return "INVALID_STATE";
    if (accepts) this.#pay(task, deliverable);
    else {
      deliverable.status = "revision_requested";
      task.status = "in_progress";
    }
    return "done";
  }

  contest(task: ModelTask | undefined, who: string): Outcome {
    if (!task) return "NOT_FOUND";
    if (task.owner !== who && task.chosen?.worker !== who) return "FORBIDDEN";
    if (task.status !== "in_progress" && task.status !== "delivered") return "INVALID_STATE";
    task.status = "disputed";
    return "done";
  }

  /** A moderator's decision: so many cents of what is held to the worker; null is all of it. */
  decide(task: ModelTask | undefined, share: number | null): Outcome {
    if (!task) return "NOT_FOUND";
    if (task.status !== "disputed") return "INVALID_STATE";
    const paid = share ?? task.held;
    this.#earn(task.chosen!.worker, paid, task.fee);
    task.held -= paid;
    this.#hold(task, 0);
    const isPaid = share !== 0;
    for (const one of task.deliverables) if (one.status === "submitted") one.status = isPaid ? "accepted" : "rejected";
    Object.assign(task, { status: isPaid ? "completed" : "cancelled" });
    return "done";
  }

  cancel(task: ModelTask | undefined, who: string): Outcome {
    if (!task) return "NOT_FOUND";
    if (task.owner !== who) return "FORBIDDEN";
    if (task.status !== "open" && task.status !== "in_progress") return "INVALID_STATE";
    this.#hold(task, 0);
    task.status = "cancelled";
    return "done";
  }

  remove(task: ModelTask | undefined, who: string): Outcome {
    if (!task) return "NOT_FOUND";
    if (task.owner !== who) return "FORBIDDEN";
    if (task.wasStarted) return "INVALID_STATE";
    this.#hold(task, 0);
    this.tasks.delete(task.id);
    return "done";
  }

  rebudget(task: ModelTask | undefined, who: string, budget: number): Outcome {
    if (!task) return "NOT_FOUND";
    if (task.owner !== who) return "FORBIDDEN";
    if (task.status !== "open") return "INVALID_STATE";
    if (budget !== task.budget && task.proposals.some(isLive)) return "INVALID_STATE";
    const isHeld = task.method === "credits";
    if (isHeld && budget - task.held > this.credits.get(who)!) return "INSUFFICIENT_CREDITS";
    task.budget = budget;
    if (isHeld) this.#hold(task, budget);
    return "done";
  }

  /** Another way to pay: what was held goes back, what the new way holds is taken. */
  changeMethod(task: ModelTask | undefined, who: string, method: Method): Outcome {
    if (!task) return "NOT_FOUND";
    if (task.owner !== who) return "FORBIDDEN";
    if (task.status !== "open") return "INVALID_STATE";
    if (method === task.method) return "done";
    if (method === "credits" && task.budget > this.credits.get(who)!) return "INSUFFICIENT_CREDITS";
    this.#hold(task, 0);
    task.method = method;
    task.fee = this.fees[method];
    if (method === "credits") this.#hold(task, task.budget);
    return "done";
  }

  /** Lets so many hours pass, and the clock do its work. */
  wait(hours: number) {
    this.hours += hours;
    for (const task of this.tasks.values()) {
      if (task.status === "open" && task.deadline !== null && task.deadline < this.hours) {
        this.#hold(task, 0);
        task.status = "expired";
      }
      if (task.status === "delivered" && this.hours - task.deliveredAt! >= ANSWERED_AFTER_HOURS)
        this.#pay(task, task.deliverables.at(-1)!);
      // Held for too long: it comes before a moderator.
      if (task.status === "in_progress" && task.held > 0 && this.hours - task.startedAt! >= HELD_AT_MOST_HOURS)
        task.status = "disputed";
    }
  }

  #pay(task: ModelTask, deliverable: Deliverable) {
    this.#earn(deliverable.worker, task.held, task.fee);
    task.held = 0;
    task.status = "completed";
    deliverable.status = "accepted";
  }

  #earn(worker: string, cents: number, bps: number) {
    const fee = Math.floor((cents * bps) / 10_000);
    this.feesTaken += fee;
    this.earnings.set(worker, this.earnings.get(worker)! + cents - fee);
  }

  /** From the wallet and back; what a card paid goes back to the card. */
  #hold(task: ModelTask, amount: number) {
    if (task.method === "credits") this.deposit(task.owner, task.held - amount);
    task.held = amount;
  }
}

const isLive = ({ status }: Proposal) => status === "pending" || status === "accepted";
