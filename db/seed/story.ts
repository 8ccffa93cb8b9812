import type { Player } from "./cast";
import { quarrel } from "./dispute";
import { cities } from "./places";
import type { Planned } from "./plan";
import { days, hours, later, type Random } from "./random";
import type { ProposalRow, Rows, TaskRow } from "./rows";
import { aboutPosters, aboutWorkers, botLetters, cancellations, letters, rejections, revisions } from "./voices";

const REVEALED_AFTER_DAYS = 14;
const ACCEPTED_AFTER_HOURS = 48;
/** What off-site pay is promised in, with what a dollar is worth in it. */
const PROMISES: [currency: string, perDollar: number][] = [
  ["USD", 1],
  ["EUR", 0.9],
  ["GBP", 0.8],
  ["KES", 130],
  ["JPY", 150],
];
const STEP = { USD: 5, EUR: 5, GBP: 5, KES: 500, JPY: 500 } as Record<string, number>;
const WAYS_TO_PAY = ["bank transfer", "PayPal", "M-Pesa", "cash on the day"];

type Chosen = { proposal: ProposalRow; worker: Player; at: Date };

/** Tells what became of one planned gig, from its posting to where it stands now, as the rows it leaves behind. */
export class Story {
  private random: Random;
  private now: Date;
  private players: Player[];
  private rows: Rows;

  constructor(random: Random, now: Date, players: Player[], rows: Rows) {
    this.random = random;
    this.now = now;
    this.players = players;
    this.rows = rows;
  }

  tell(planned: Planned) {
    const task = this.post(planned);
    const offers = this.propose(planned, task);
    switch (planned.status) {
      case "open":
        return this.answerSome(task, offers);
      case "expired":
        return this.expire(task);
      case "cancelled":
        return this.cancel(planned, task, offers);
      case "in_progress":
        return this.begin(planned, task, this.choose(planned, task, offers));
      case "delivered":
        return this.deliver(planned, task, this.choose(planned, task, offers));
      case "disputed":
        return this.contest(planned, task, this.choose(planned, task, offers));
      case "completed":
        return this.complete(planned, task, this.choose(planned, task, offers));
    }
  }

  private post({ gig, title, text, city, status, funding, poster, createdAt, budget }: Planned): TaskRow {
    const { random } = this;
    const id = random.id("task", createdAt);
    const isFunded = funding === "credits" || funding === "card";
    const due = status === "expired" ? later(createdAt, days(random.whole(5, 13))) : this.deadline(status, createdAt);
    const task: TaskRow = {
      id,
      posterId: poster.id,
      ownerId: poster.userId,
      byAi: poster.isBot,
      title,
      titleKey: title.toLowerCase().replace(/\s+/g, " ").trim(),
      description: text,
      hope: gig.hope ?? null,
      category: gig.category,
      requiredSkills: gig.skills,
      acceptanceCriteria: gig.criteria ?? [],
      funding,
      budgetCents: isFunded ? budget * 100 : null,
      ...(funding === "offsite" && this.promise(budget, poster)),
      status,
      urgency: random.weighted(["normal", "low", "urgent", "critical"] as const, (one) =>
        one === "normal" ? 12 : one === "critical" ? 1 : 4,
      )!,
      deadline: due,
      maxProposals: random.chance(0.2) ? random.pick([8, 10, 15]) : null,
      ...this.place(city),
      createdAt,
      updatedAt: createdAt,
    };
    this.rows.tasks.push(task);
    if (funding === "credits") this.rows.money.push({ at: createdAt, task, kind: "open", amount: task.budgetCents! });
    const { category, budgetCents, requiredSkills } = task;
    this.note(
      createdAt,
      "task.created",
      poster.id,
      task,
      { category, budgetCents, funding, requiredSkills, posterId: poster.id },
      true,
    );
    return task;
  }

  private deadline(status: Planned["status"], createdAt: Date): Date | null {
    if (status === "completed" || status === "cancelled")
      return this.random.chance(0.5) ? later(createdAt, days(this.random.whole(7, 21))) : null;
    return this.random.chance(0.6) ? later(this.now, days(this.random.between(3, 30))) : null;
  }

  private promise(budget: number, poster: Player): Partial<TaskRow> {
    const [currency, perDollar] = this.random.pick(PROMISES);
    const step = STEP[currency]!;
    return {
      currency,
      promisedAmount: String(Math.max(step, Math.round((budget * perDollar) / step) * step)),
      paymentMethod: this.random.pick(WAYS_TO_PAY),
      contactMethods: `${poster.handle}@example.com`,
    };
  }

  private place(city?: string): Partial<TaskRow> {
    if (!city) return { locationType: "remote" };
    const [latitude, longitude, country] = cities[city]!;
    const nearby = () => this.random.between(-0.03, 0.03);
    const round = (degrees: number) => Math.round(degrees * 10_000) / 10_000;
    return {
      locationType: "local",
      locationName: city,
      country,
      latitude: round(latitude + nearby()),
      longitude: round(longitude + nearby()),
      radiusKm: this.random.pick([2, 5, 10, 25]),
    };
  }

  /** Offers of people and bots who could do it, in the order in which they come in. */
  private propose(planned: Planned, task: TaskRow): { proposal: ProposalRow; by: Player }[] {
    const { random } = this;
    const isTaken = ["completed", "in_progress", "delivered", "disputed"].includes(planned.status);
    const span = Math.min(days(2), (this.now.getTime() - task.createdAt.getTime()) * 0.8);
    const count = isTaken ? random.whole(1, 5) : Math.round(random.between(0, 5.4) * Math.min(1, span / hours(20)));
    const proposers: Player[] = planned.star ? [planned.star] : [];
    const wrote = new Set<string>();
    while (proposers.length < count) {
      const next = random.weighted(this.players, (one) => this.fitness(planned, one, proposers));
      if (!next) break;
      proposers.push(next);
    }
    const moments = proposers.map(() => later(task.createdAt, random.between(0.03, 1) * span)).sort((a, b) => +a - +b);
    const offers = random
      .shuffle(proposers)
      .map((by, i) => ({ by, proposal: this.offer(planned, task, by, moments[i]!, wrote) }));
    task.proposalCount = offers.length;
    return offers;
  }

  private fitness({ gig, city, poster }: Planned, one: Player, taken: Player[]): number {
    if (one.userId === poster.userId || taken.includes(one) || (one.isBot && gig.local)) return 0;
    if (taken.some(({ userId }) => userId === one.userId)) return 0;
    const shared = gig.skills.filter((skill) => one.skills.has(skill)).length;
    if (one.isBot && shared === 0) return 0;
    return one.works * (city && one.city === city ? 40 : 1) * (shared > 0 ? 10 * shared : 0.6);
  }

  private offer(planned: Planned, task: TaskRow, by: Player, at: Date, wrote: Set<string>): ProposalRow {
    const { random } = this;
    const pool = (by.isBot ? botLetters : letters[planned.gig.category]!).filter((letter) => !wrote.has(letter));
    const coverLetter = random.pick(pool.length > 0 ? pool : botLetters);
    wrote.add(coverLetter);
    const asked = random.chance(0.35)
      ? planned.budget
      : Math.round((planned.budget * random.between(0.7, 1.12)) / 5) * 5;
    const isFunded = task.budgetCents !== null;
    const proposal: ProposalRow = {
      id: random.id("prop", at),
      taskId: task.id,
      proposerId: by.id,
      ownerId: by.userId,
      byAi: by.isBot,
      coverLetter,
      amountCents: isFunded ? Math.max(5, asked) * 100 : null,
      proposedText: task.promisedAmount ? `${task.promisedAmount} ${task.currency}` : null,
      estimatedHours: random.pick([null, 1.5, 2, 3, 4, 6, 8, 12]),
      createdAt: at,
    };
    this.rows.proposals.push(proposal);
    const proposedAmountCents = proposal.amountCents;
    this.note(at, "proposal.submitted", by.id, task, {
      proposalId: proposal.id,
      proposedAmountCents,
      ownerId: task.ownerId,
    });
    return proposal;
  }

  /** Somewhere between the offers and now a few are turned down or taken back. */
  private answerSome(task: TaskRow, offers: { proposal: ProposalRow }[]) {
    for (const { proposal } of offers) {
      const decidedAt = later(proposal.createdAt, hours(this.random.between(1, 20)));
      if (decidedAt > this.now || !this.random.chance(0.15)) continue;
      const isTakenBack = this.random.chance(0.3);
      const reason = isTakenBack ? null : this.random.pick(rejections);
      Object.assign(proposal, { status: isTakenBack ? "withdrawn" : "rejected", reason, decidedAt });
      task.proposalCount = task.proposalCount! - 1;
    }
  }

  private choose(planned: Planned, task: TaskRow, offers: { proposal: ProposalRow; by: Player }[]): Chosen {
    const { random } = this;
    const winner =
      offers.find(({ by }) => by === planned.star) ??
      random.weighted(offers, ({ by }) => by.works ** 1.5) ??
      offers[0]!;
    const last = offers.at(-1)!.proposal.createdAt;
    const at = later(last, hours(random.between(0.5, 14)));
    const { proposal, by: worker } = winner;
    Object.assign(proposal, { status: "accepted", decidedAt: at });
    for (const { proposal: other } of offers)
      if (other !== proposal && random.chance(0.4)) {
        Object.assign(other, { status: "rejected", reason: random.pick(rejections), decidedAt: later(at, hours(1)) });
        task.proposalCount = task.proposalCount! - 1;
      }
    Object.assign(task, { acceptedProposalId: proposal.id, startedAt: at, updatedAt: at });
    if (task.funding === "credits")
      this.rows.money.push({
        at,
        task,
        kind: "adjust",
        amount: proposal.amountCents!,
        key: `task.adjust:${proposal.id}`,
      });
    if (task.funding === "card")
      this.rows.money.push({
        at,
        task,
        kind: "pay",
        amount: proposal.amountCents!,
        paymentIntent: `pi_seed_${proposal.id.slice("prop_".length)}`,
      });
    const { amountCents: proposedAmountCents, proposerId } = proposal;
    this.note(
      at,
      "proposal.accepted",
      task.posterId,
      task,
      { proposalId: proposal.id, proposedAmountCents, proposerId },
      true,
    );
    return { proposal, worker, at };
  }

  private begin(planned: Planned, task: TaskRow, chosen: Chosen) {
    if (this.random.chance(0.3))
      this.sendBack(planned, task, chosen, later(chosen.at, hours(this.random.between(2, 8))));
  }

  /** Work that was handed in once and came back; returns when. */
  private sendBack(planned: Planned, task: TaskRow, chosen: Chosen, handedIn: Date, isRejected = false): Date {
    const at = later(handedIn, hours(this.random.between(1, 6)));
    const status = isRejected ? "rejected" : "revision_requested";
    const reason = isRejected ? "Not what was agreed: see the brief." : this.random.pick(revisions);
    this.handIn(planned, task, chosen, handedIn, {
      status,
      reason,
      reasonCode: "incomplete",
      reviewedBy: "poster",
      reviewedAt: at,
    });
    // Only work turned down counts against its worker; a revision is part of the job.
    if (isRejected) this.rows.deeds.push({ kind: "sentBack", worker: chosen.worker, task, at });
    return at;
  }

  private handIn(
    planned: Planned,
    task: TaskRow,
    { proposal, worker }: Chosen,
    at: Date,
    fate: Partial<Rows["deliverables"][number]> = {},
  ): string {
    const id = this.random.id("dlv", at);
    this.rows.deliverables.push({
      ...{ id, taskId: task.id, proposalId: proposal.id, workerId: worker.id, ownerId: worker.userId },
      byAi: worker.isBot,
      content: planned.gig.done,
      format: "text",
      createdAt: at,
      ...fate,
    });
    Object.assign(task, { deliveredAt: at, updatedAt: at });
    const { id: workerId } = worker;
    this.note(at, "deliverable.submitted", workerId, task, {
      deliverableId: id,
      proposalId: proposal.id,
      workerId,
      ownerId: task.ownerId,
    });
    return id;
  }

  /** Handed in within the last hours, so that the clock does not accept it the moment the place opens. */
  private deliver(planned: Planned, task: TaskRow, chosen: Chosen) {
    const at = later(this.now, -hours(this.random.between(0.2, 18)));
    if (this.random.chance(0.3))
      this.sendBack(planned, task, chosen, later(chosen.at, hours(this.random.between(3, 10))));
    this.handIn(planned, task, chosen, at);
  }

  /** Work turned down, and a quarrel about it; the first of the gigs paid from credits has been decided. */
  private contest(planned: Planned, task: TaskRow, chosen: Chosen) {
    const at = this.sendBack(planned, task, chosen, later(chosen.at, days(this.random.between(0.5, 2))), true);
    const contestedAt = later(at, hours(this.random.between(2, 30)));
    Object.assign(task, { updatedAt: contestedAt });
    quarrel(this.rows, this.players, { task, ...chosen, at: contestedAt, note: (...told) => this.note(...told) });
  }

  private complete(planned: Planned, task: TaskRow, chosen: Chosen) {
    const { random, now } = this;
    let handedIn = later(chosen.at, days(random.between(0.1, 3)));
    if (random.chance(0.2))
      handedIn = later(this.sendBack(planned, task, chosen, handedIn), hours(random.between(2, 20)));
    const isSilent = random.chance(0.1);
    const answered = later(handedIn, isSilent ? hours(ACCEPTED_AFTER_HOURS) : hours(random.between(0.5, 30)));
    // Whoever ran out of days hurried.
    const latest = later(now, -hours(random.between(1, 20)));
    const at = answered < latest ? answered : latest;
    if (handedIn >= at) handedIn = later(at, -hours(1));
    const reviewedBy = isSilent && at === answered ? "clock" : "poster";
    const criteria = reviewedBy === "poster" ? task.acceptanceCriteria!.map((_, i) => i) : [];
    const fate = { status: "accepted" as const, reviewedBy, reviewedAt: at, criteria };
    const deliverableId = this.handIn(planned, task, chosen, handedIn, fate);
    const { worker, proposal } = chosen;
    const isFunded = task.funding === "credits" || task.funding === "card";
    const paidCents = isFunded ? proposal.amountCents! : null;
    if (paidCents) this.rows.money.push({ at, task, kind: "release", worker });
    Object.assign(task, { completedAt: at, updatedAt: at });
    if (task.deadline && random.chance(0.25)) task.deadline = later(handedIn, -hours(random.between(0.1, 1)));
    const onTime = !task.deadline || handedIn <= task.deadline;
    this.rows.deeds.push({ kind: "completed", worker, task, at, onTime, delivered: true });
    const payload = { deliverableId, proposalId: proposal.id, workerId: worker.id, paidCents, reviewedBy };
    this.note(at, "deliverable.accepted", task.posterId, task, payload, true);
    this.rate(planned, task, worker, at);
  }

  /** Both sides, one, or none: hidden until both have spoken or their days have passed. */
  private rate({ poster, star }: Planned, task: TaskRow, worker: Player, at: Date) {
    const { random, now, rows } = this;
    const spoken = (["poster", "worker"] as const).filter(() => random.chance(star ? 0.92 : 0.8));
    const words = spoken.map((side) => {
      const createdAt = later(at, hours(random.between(0.3, 60)));
      const stars =
        star && side === "poster"
          ? random.pick([5, 5, 5, 4])
          : random.pick([5, 5, 5, 5, 5, 4, 4, 4, 3, side === "poster" ? 2 : 4]);
      return { side, stars, createdAt };
    });
    const said = words.filter(({ createdAt }) => createdAt < now);
    for (const { side, stars, createdAt } of said) {
      const revealAt = later(createdAt, days(REVEALED_AFTER_DAYS));
      const revealed = said.length === 2 || revealAt <= now;
      const [rater, ratee] = side === "poster" ? [poster, worker] : [worker, poster];
      const comment = random.chance(0.8)
        ? random.pick((side === "poster" ? aboutWorkers : aboutPosters)[stars]!)
        : null;
      const id = random.id("rate", createdAt);
      const who = { raterId: rater.id, rateeId: ratee.id, byAi: rater.isBot };
      rows.ratings.push({ id, taskId: task.id, side, ...who, rating: stars, comment, revealAt, revealed, createdAt });
      if (revealed)
        rows.deeds.push({ kind: "rated", worker, ratee, task, at: createdAt, stars, bySkill: side === "poster" });
    }
  }

  private expire(task: TaskRow) {
    const at = later(task.deadline!, 20_000);
    task.updatedAt = at;
    if (task.funding === "credits") this.rows.money.push({ at, task, kind: "return" });
    this.note(at, "task.expired", task.posterId, task, { ownerId: task.ownerId });
  }

  private cancel(planned: Planned, task: TaskRow, offers: { proposal: ProposalRow; by: Player }[]) {
    const chosen = offers.length > 0 && this.random.chance(0.3) ? this.choose(planned, task, offers) : undefined;
    const at = later(chosen?.at ?? task.createdAt, days(this.random.between(2.1, 4)));
    const closedReason = this.random.pick(cancellations);
    Object.assign(task, { closedReason, updatedAt: at < this.now ? at : this.now });
    if (task.funding === "credits" || (task.funding === "card" && chosen))
      this.rows.money.push({ at: task.updatedAt!, task, kind: "return" });
    this.note(task.updatedAt!, "task.cancelled", task.posterId, task, { reason: closedReason });
  }

  private note(at: Date, name: string, actorId: string, task: TaskRow, payload: object, isPublic = false) {
    this.rows.events.push({
      id: this.random.id("evt", at),
      name,
      actorId,
      subjectId: task.id,
      payload: { taskId: task.id, taskTitle: task.title, ...payload },
      isPublic,
      // Nobody is to be told of it any more.
      deliveredAt: at,
      nextAttemptAt: at,
      createdAt: at,
    });
  }
}
