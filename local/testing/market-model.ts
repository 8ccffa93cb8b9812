/**
 * The market's rules written a second time, in memory and as plainly as they can be: what each command does to states and
 * balances, or the code with which it is refused. A random walk holds the real thing to it.
 */
type Proposal = { id: string; worker: string; amount: number | null; status: string };
type Deliverable = { id: string; worker: string; proposal: string; status: string };
export type ModelTask = {
  id: string;
  owner: string;
  status: string;
  isFunded: boolean;
  budget: number;
  held: number;
  wasStarted: boolean;
  /** In whole hours of the walk's own clock. */
  deadline: number | null;
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
  | "INSUFFICIENT_CREDITS";

const ANSWERED_AFTER_HOURS = 48;

export class MarketModel {
  hours = 0;
  readonly credits = new Map<string, number>();
  readonly earnings = new Map<string, number>();
  readonly tasks = new Map<string, ModelTask>();

  /** Takes a task in; the caller learned its id from the real thing. */
  post(id: string, owner: string, fields: Pick<ModelTask, "isFunded" | "budget" | "deadline">) {
    const rest = { status: "open", held: 0, wasStarted: false, deliveredAt: null, chosen: null };
    const task: ModelTask = { id, owner, ...fields, ...rest, proposals: [], deliverables: [] };
    this.tasks.set(id, task);
    if (fields.isFunded) this.#hold(task, fields.budget);
  }
  canPost = (owner: string, budget: number, isFunded: boolean): Outcome =>
    isFunded && this.credits.get(owner)! < budget ? "INSUFFICIENT_CREDITS" : "done";

  canPropose(task: ModelTask | undefined, worker: string, amount: number | null): Outcome {
    if (!task) return "NOT_FOUND";
    if (amount === null && task.isFunded) return "INVALID_INPUT";
    if (task.owner === worker) return "FORBIDDEN";
    if (task.status !== "open") return "INVALID_STATE";
    if (task.proposals.some((p) => p.worker === worker && isLive(p))) return "DUPLICATE";
    return "done";
  }

  accept(task: ModelTask | undefined, proposal: Proposal, who: string): Outcome {
    if (!task) return "NOT_FOUND";
    if (task.owner !== who) return proposal.worker === who ? "FORBIDDEN" : "NOT_FOUND";
    if (task.status !== "open" || proposal.status !== "pending") return "INVALID_STATE";
    const amount = proposal.amount ?? task.budget;
    if (task.isFunded && amount - task.held > this.credits.get(task.owner)!) return "INSUFFICIENT_CREDITS";
    if (task.isFunded) this.#hold(task, amount);
    proposal.status = "accepted";
    Object.assign(task, { status: "in_progress", chosen: proposal, wasStarted: true });
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
      if (task.isFunded) {
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
    const worker = task.chosen!.worker;
    this.earnings.set(worker, this.earnings.get(worker)! + paid);
    this.credits.set(task.owner, this.credits.get(task.owner)! + task.held - paid);
    const isPaid = share !== 0;
    for (const one of task.deliverables) if (one.status === "submitted") one.status = isPaid ? "accepted" : "rejected";
    Object.assign(task, { held: 0, status: isPaid ? "completed" : "cancelled" });
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
    if (task.isFunded && budget - task.held > this.credits.get(who)!) return "INSUFFICIENT_CREDITS";
    task.budget = budget;
    if (task.isFunded) this.#hold(task, budget);
    return "done";
  }

  refund(task: ModelTask | undefined, who: string, isFunded: boolean): Outcome {
    if (!task) return "NOT_FOUND";
    if (task.owner !== who) return "FORBIDDEN";
    if (task.status !== "open") return "INVALID_STATE";
    if (isFunded && !task.isFunded && task.budget > this.credits.get(who)!) return "INSUFFICIENT_CREDITS";
    task.isFunded = isFunded;
    this.#hold(task, isFunded ? Math.max(task.held, task.budget) : 0);
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
    }
  }

  #pay(task: ModelTask, deliverable: Deliverable) {
    this.earnings.set(deliverable.worker, this.earnings.get(deliverable.worker)! + task.held);
    task.held = 0;
    task.status = "completed";
    deliverable.status = "accepted";
  }

  #hold(task: ModelTask, amount: number) {
    this.credits.set(task.owner, this.credits.get(task.owner)! - (amount - task.held));
    task.held = amount;
  }
}

const isLive = ({ status }: Proposal) => status === "pending" || status === "accepted";
