import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { messages, proposals, tasks, threadInvites, threadParticipants, threads } from "@/db/schema";
import { MAX_PARTICIPANTS } from "@/db/schema/chat";
import { clock } from "@/lib/core/clock";
import type { Account, Actor } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { deleteAccount } from "@/lib/domain/accounts/delete";
import { deleteBot } from "@/lib/domain/bots/delete";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { codeOf, refusal } from "@/local/testing/accounts";
import { bot, hired, person, postTask, propose, worker } from "@/local/testing/market";
import { deleteMessage } from "./delete-message";
import { editThread } from "./edit";
import { hireInThread } from "./hire";
import { loadThread } from "./history";
import { createInvite, listInvites, revokeInvite } from "./invite";
import { joinThread, loadInvitation } from "./join";
import { listThreads } from "./list";
import { appointCaptain, removeParticipant } from "./members";
import { openThread } from "./open";
import { countUnread, markRead } from "./read";
import { sendMessage } from "./send";

afterAll(closeDatabase);
afterEach(() => clock.reset());

let owner: Account;
let captain: Account;
let member: Account;
let stranger: Account;
let threadId: string;
const sentence = async (work: Promise<unknown>): Promise<string> => (await refusal(work)).message;
const say = async (who: Actor, content: string): Promise<any> =>
  (await run<any>(sendMessage, who, { threadId, content })).message;
const read = (who: Actor, fields: object = {}) => run<any>(loadThread, who, { threadId, ...fields });
const texts = async (who: Actor): Promise<string[]> => (await read(who)).messages.map(({ content }: any) => content);
const unread = async (who: Actor): Promise<number> => (await run<any>(countUnread, who, {})).unreadCount;
const remove = (who: Actor, whom: Account) =>
  run<any>(removeParticipant, who, { threadId, targetUserId: whom.actorId });
const appoint = (who: Actor, whom: Account, action = "promote") =>
  run<any>(appointCaptain, who, { threadId, targetUserId: whom.actorId, action });
const erase = (who: Actor, messageId: string) => run<any>(deleteMessage, who, { threadId, messageId });
const invite = async (fields: object = {}, who: Actor = owner): Promise<any> =>
  (await run<any>(createInvite, who, { threadId, ...fields })).invite;
const tokenOf = ({ inviteUrl }: any): string => inviteUrl.split("/").at(-1);
const join = (who: Actor, token: string) => run<any>(joinThread, who, { token });
const open = (who: Actor, fields: object) => run<any>(openThread, who, fields);
const participants = async () => {
  const [thread] = await db.select().from(threads).where(eq(threads.id, threadId));
  const live = await db.select().from(threadParticipants).where(eq(threadParticipants.threadId, threadId));
  return { counted: thread!.participantCount, live: live.filter(({ removedAt }) => removedAt === null).length };
};

beforeEach(async () => {
  owner = await bot(await person("Owner's owner"), "Owner");
  captain = await worker("Captain");
  member = await bot(await person("Member's owner"), "Member");
  stranger = await person("Stranger");
  const others = [captain.actorId, member.actorId];
  threadId = (await open(owner, { participantIds: others, name: "Team" })).thread.id;
  await appoint(owner, captain);
});

describe("captains", () => {
  test("are made and unmade by the owner alone, and told of in the thread", async () => {
    expect((await appoint(owner, member)).thread.participants).toContainEqual(
      expect.objectContaining({ userId: member.actorId, role: "CAPTAIN" }),
    );
    expect((await appoint(owner, member, "demote")).thread.participants).toContainEqual(
      expect.objectContaining({ userId: member.actorId, role: "MEMBER" }),
    );
    await appoint(owner, member, "demote");
    expect(await texts(owner)).toEqual([
      "Captain is a captain now.",
      "Member is a captain now.",
      "Member is no longer a captain.",
    ]);
    for (const who of [captain, member]) expect(await codeOf(appoint(who, member))).toBe("FORBIDDEN");
    expect(await codeOf(appoint(stranger, member))).toBe("NOT_FOUND");
    expect(await codeOf(appoint(owner, owner))).toBe("INVALID_STATE");
    expect(await sentence(appoint(owner, stranger))).toMatch("targetUserId names nobody in this thread");
  });

  test("may be named by the key they act through", async () => {
    await say(member, "Here.");
    const { keyId } = member as Extract<Account, { kind: "bot" }>;
    const wire = { threadId, targetApiKeyId: keyId, action: "promote" };
    expect((await run<any>(appointCaptain, owner, wire)).thread.participants).toContainEqual(
      expect.objectContaining({ userId: member.actorId, apiKeyId: keyId, role: "CAPTAIN" }),
    );
    expect(await sentence(run(appointCaptain, owner, { threadId, action: "promote" }))).toMatch(
      "targetUserId or targetApiKeyId is required",
    );
  });
});

describe("removal", () => {
  test("is the owner's of anybody, a captain's of members, one's own of oneself", async () => {
    expect(await codeOf(remove(member, captain))).toBe("FORBIDDEN");
    expect(await codeOf(remove(captain, owner))).toBe("FORBIDDEN");
    expect(await codeOf(remove(owner, owner))).toBe("FORBIDDEN");
    expect(await codeOf(remove(stranger, member))).toBe("NOT_FOUND");
    await remove(captain, member);
    expect(await participants()).toEqual({ counted: 2, live: 2 });
    expect(await sentence(remove(owner, member))).toMatch("targetUserId names nobody");
    await remove(captain, captain);
    expect(await texts(owner)).toEqual(["Captain is a captain now.", "Member was removed.", "Captain left."]);
  });

  test("of one captain by another is refused", async () => {
    await appoint(owner, member);
    expect(await codeOf(remove(captain, member))).toBe("FORBIDDEN");
    await remove(owner, captain);
  });

  test("ends everything from that moment, and others no longer find the thread by who is in it", async () => {
    await say(owner, "Before");
    await remove(owner, member);
    for (const work of [
      () => read(member),
      () => say(member, "Still here?"),
      () => run(markRead, member, { threadId }),
    ])
      expect(await codeOf(work())).toBe("NOT_FOUND");
    expect((await run<any>(listThreads, member, {})).items).toEqual([]);
    expect(await unread(member)).toBe(0);
    const others = [captain.actorId, member.actorId];
    expect((await open(owner, { participantIds: others })).existing).toBe(false);
  });

  test("and speaking at the same moment: what was said was said before", async () => {
    const rush = Array.from({ length: 20 }, () => codeOf(say(member, "Quick")));
    await remove(owner, member);
    const after = await codeOf(say(member, "Late"));
    await Promise.all(rush);
    expect(after).toBe("NOT_FOUND");
    const said = await db.select().from(messages).where(eq(messages.threadId, threadId)).orderBy(messages.seq);
    const gone = said.find(({ content }) => content === "Member was removed.")!;
    expect(said.filter(({ senderId, seq }) => senderId === member.actorId && seq > gone.seq)).toEqual([]);
  });
});

describe("deleted messages", () => {
  test("are hidden from everybody, by the owner and captains alone, and no longer wait for anybody", async () => {
    const first = await say(member, "Rude");
    const second = await say(member, "Fine");
    expect(await unread(owner)).toBe(2);
    expect(await codeOf(erase(member, first.id))).toBe("FORBIDDEN");
    expect(await codeOf(erase(stranger, first.id))).toBe("NOT_FOUND");
    await erase(captain, first.id);
    expect(await unread(owner)).toBe(1);
    expect(await unread(member)).toBe(1);
    expect(await texts(owner)).toEqual(["Captain is a captain now.", "Fine"]);
    expect(await codeOf(erase(owner, first.id))).toBe("NOT_FOUND");
    await erase(owner, second.id);
    expect(await unread(owner)).toBe(0);
    expect(await unread(captain)).toBe(1);
    const [told] = (await read(owner)).messages;
    expect(await codeOf(erase(owner, told.id))).toBe("FORBIDDEN");
    expect(await codeOf(erase(owner, "msg_0"))).toBe("NOT_FOUND");
  });

  test("deleted twice at once count once", async () => {
    const said = await say(member, "Rude");
    const codes = await Promise.all([erase(owner, said.id), erase(captain, said.id)].map(codeOf));
    expect(codes.sort()).toEqual(["NOT_FOUND", "done"]);
    expect(await unread(owner)).toBe(0);
  });
});

describe("a name and an archive", () => {
  const edit = (who: Actor, fields: object) => run<any>(editThread, who, { threadId, ...fields });

  test("the name is the owner's, the archive everybody's own and over when something is said", async () => {
    expect((await edit(owner, { name: "  Garden  team " })).thread.name).toBe("Garden team");
    expect(await codeOf(edit(captain, { name: "Mine" }))).toBe("FORBIDDEN");
    expect(await sentence(edit(owner, { name: "x".repeat(201) }))).toMatch("name must be at most 200 characters");
    expect((await edit(captain, { archived: true })).thread.status).toBe("ARCHIVED");
    const listed = async (who: Actor, status: string) =>
      (await run<any>(listThreads, who, { status })).items.map(({ id }: any) => id);
    expect(await listed(captain, "ARCHIVED")).toEqual([threadId]);
    expect(await listed(captain, "ACTIVE")).toEqual([]);
    expect(await listed(owner, "ACTIVE")).toEqual([threadId]);
    await say(owner, "News");
    expect(await listed(captain, "ACTIVE")).toEqual([threadId]);
    await edit(captain, { archived: true });
    expect((await edit(captain, { archived: false })).thread.status).toBe("ACTIVE");
    expect((await edit(owner, { name: null, archived: true })).thread).toMatchObject({
      name: null,
      status: "ARCHIVED",
    });
  });
});

describe("invites", () => {
  test("let people in who have the link, with everything that was said before", async () => {
    await say(owner, "Welcome");
    const made = await invite({ maxUses: 2, expiresInHours: 48 });
    expect(made).toMatchObject({ maxUses: 2, uses: 0, inviteUrl: expect.stringMatching(/\/chat\/join\/\w{32}$/) });
    const token = tokenOf(made);
    const look = async () => (await run<any>(loadInvitation, { kind: "anyone" }, { token })).invite;
    expect(await look()).toMatchObject({
      threadType: "DIRECT",
      threadName: "Team",
      participantCount: 3,
      invitedBy: { name: "Owner", isAi: true },
      usesLeft: 2,
      isUsable: true,
      reason: null,
    });
    expect(await join(stranger, token)).toMatchObject({
      joined: true,
      thread: { participantCount: 4, myRole: "MEMBER" },
    });
    expect(await join(stranger, token)).toMatchObject({ joined: false });
    expect(await texts(stranger)).toEqual(["Captain is a captain now.", "Welcome", "Stranger joined by an invite."]);
    expect(await look()).toMatchObject({ usesLeft: 1 });
    expect(await participants()).toEqual({ counted: 4, live: 4 });
    const [row] = await db.select().from(threadInvites).where(eq(threadInvites.id, made.id));
    expect(JSON.stringify(row)).not.toContain(token);
  });

  test("are made, listed and taken back by the owner alone", async () => {
    const made = await invite();
    for (const who of [captain, member]) expect(await codeOf(invite({}, who))).toBe("FORBIDDEN");
    expect(await codeOf(invite({}, stranger))).toBe("NOT_FOUND");
    expect((await run<any>(listInvites, owner, { threadId })).invites).toMatchObject([{ id: made.id, maxUses: null }]);
    expect(await codeOf(run(listInvites, captain, { threadId }))).toBe("FORBIDDEN");
    const revoke = (who: Actor, inviteId = made.id) => run(revokeInvite, who, { threadId, inviteId });
    expect(await codeOf(revoke(captain))).toBe("FORBIDDEN");
    expect(await codeOf(revoke(owner, "inv_0"))).toBe("NOT_FOUND");
    await revoke(owner);
    expect((await run<any>(listInvites, owner, { threadId })).invites).toEqual([]);
    expect(await sentence(join(stranger, tokenOf(made)))).toBe("This invite was taken back.");
  });

  test("end with their time and their uses, and an unknown one is none", async () => {
    const short = tokenOf(await invite({ expiresInHours: 1 }));
    clock.advance(3_600_001);
    expect(await sentence(join(stranger, short))).toBe("This invite has expired.");
    const once = tokenOf(await invite({ maxUses: 1 }));
    await join(await person(), once);
    expect(await sentence(join(stranger, once))).toBe("This invite was used up.");
    expect(await codeOf(join(stranger, "nothing"))).toBe("NOT_FOUND");
    expect(await codeOf(run(loadInvitation, { kind: "anyone" }, { token: "x".repeat(5000) }))).toBe("NOT_FOUND");
    expect(await codeOf(join({ kind: "anyone" }, once))).toBe("UNAUTHENTICATED");
    expect(await sentence(invite({ maxUses: 101 }))).toMatch("maxUses must be at most 100");
    expect(await sentence(invite({ expiresInHours: 9000 }))).toMatch("expiresInHours must be at most 8760");
    expect(await participants()).toEqual({ counted: 4, live: 4 });
  });

  test("do not let in again whom somebody removed, but whoever left by themselves", async () => {
    const token = tokenOf(await invite());
    await remove(owner, member);
    expect(await sentence(join(member, token))).toBe("You were removed from this conversation.");
    await remove(captain, captain);
    await say(owner, "Meanwhile");
    expect(await join(captain, token)).toMatchObject({ joined: true, thread: { myRole: "MEMBER" } });
    expect(await texts(captain)).toContain("Meanwhile");
  });

  test("a hundred who come at once by one with ten uses: ten come in", async () => {
    const token = tokenOf(await invite({ maxUses: 10 }));
    const people = await Promise.all(Array.from({ length: 100 }, (_, n) => person(`P${n}`)));
    const answers = await Promise.all(
      people.map((who) =>
        join(who, token).then(
          () => "in",
          () => "out",
        ),
      ),
    );
    expect(answers.filter((answer) => answer === "in")).toHaveLength(10);
    expect(await participants()).toEqual({ counted: 13, live: 13 });
    const [row] = await db.select().from(threadInvites).where(eq(threadInvites.threadId, threadId));
    expect(row!.uses).toBe(10);
  });

  test("the hundred-and-first participant is refused, also in a rush", async () => {
    const token = tokenOf(await invite());
    const people = await Promise.all(Array.from({ length: 110 }, (_, n) => person(`P${n}`)));
    const answers = await Promise.all(
      people.map((who) =>
        join(who, token).then(
          () => "in",
          (error) => error.message,
        ),
      ),
    );
    expect(answers.filter((answer) => answer === "in")).toHaveLength(MAX_PARTICIPANTS - 3);
    const full =
      "This conversation is full: it holds at most 100 participants, and that of a task keeps a place for whoever is hired.";
    expect(new Set(answers)).toEqual(new Set(["in", full]));
    expect(await participants()).toEqual({ counted: MAX_PARTICIPANTS, live: MAX_PARTICIPANTS });
  });
});

test("whoever deletes their account is out of every thread, their words stay, their invites end", async () => {
  const leaver = captain;
  await say(leaver, "Remember me.");
  const other = (await open(leaver, { participantIds: [owner.actorId] })).thread.id;
  const made = (await run<any>(createInvite, leaver, { threadId: other })).invite;
  const email = `${leaver.userId}@example.com`;
  await run(deleteAccount, leaver, { email });
  expect(await participants()).toEqual({ counted: 2, live: 2 });
  const said = (await read(owner)).messages.at(-1);
  expect(said).toMatchObject({ content: "Remember me.", senderName: "Deleted account" });
  expect(await sentence(join(stranger, tokenOf(made)))).toBe("This invite was taken back.");
});

describe("hiring in a task's thread", () => {
  let poster: Account;
  const hire = (fields: object = {}, who: Actor = poster) => run<any>(hireInThread, who, { threadId, ...fields });

  beforeEach(async () => {
    poster = await person("Poster", { dollars: 100 });
  });
  /** The poster's thread of an open task, which these have joined by an invite. */
  async function talks(...who: Account[]): Promise<any> {
    const task = await postTask(poster, { budget: 10 });
    threadId = (await open(poster, { taskId: task.id })).thread.id;
    const token = tokenOf(await invite({}, poster));
    for (const one of who) await join(one, token);
    return task;
  }

  test("accepts the application, holds the money and marks the thread", async () => {
    const task = await talks(member, stranger);
    const offer = await propose(member, task.id, { proposedAmount: 40 });
    expect(await hire()).toMatchObject({
      thread: { status: "HIRED", participantCount: 3 },
      application: { id: offer.id, status: "ACCEPTED" },
    });
    const [after] = await db.select().from(tasks).where(eq(tasks.id, task.id));
    expect(after).toMatchObject({ status: "in_progress", acceptedProposalId: offer.id });
    expect((await texts(poster)).at(-1)).toBe("Member was hired.");
    expect(await hire({ userId: member.actorId })).toMatchObject({ application: { id: offer.id } });
    expect((await run<any>(listThreads, poster, { status: "HIRED" })).items).toMatchObject([{ id: threadId }]);
    expect(await codeOf(remove(poster, member))).toBe("INVALID_STATE");
    await remove(poster, stranger);
  });

  test("names one of several applicants, and refuses whoever has not applied", async () => {
    const task = await talks(member, stranger);
    expect(await sentence(hire())).toMatch("userId must name an applicant: nobody has applied");
    await propose(member, task.id);
    const wanted = await propose(stranger, task.id);
    expect(await sentence(hire())).toMatch("userId must name one of several applicants");
    for (const { actorId } of [captain, poster])
      expect(await sentence(hire({ userId: actorId }))).toMatch("userId names nobody with a live application");
    expect(await sentence(hire({ userId: "a", apiKeyId: "b" }))).toMatch("cannot be combined");
    expect(await codeOf(hire({}, member))).toBe("FORBIDDEN");
    expect(await codeOf(hire({}, captain))).toBe("NOT_FOUND");
    expect(await hire({ userId: stranger.actorId })).toMatchObject({ application: { id: wanted.id } });
    expect(await codeOf(hire({ userId: member.actorId }))).toBe("INVALID_STATE");
  });

  test("finds an applicant by what the application says of it, in the thread or not, and lets it in", async () => {
    const task = await talks();
    const key = "key_of_the_application";
    const asKey: Account = { kind: "bot", userId: member.userId, actorId: member.actorId, keyId: key, role: "member" };
    const first = await propose(asKey, task.id, { proposedAmount: 10 });
    expect(await sentence(hire({ apiKeyId: "key_of_nobody" }))).toMatch(
      "apiKeyId names nobody with a live application",
    );
    expect(await hire({ apiKeyId: key })).toMatchObject({ application: { id: first.id } });
    expect(await texts(member)).toEqual(["Member was hired."]);
    const other = await talks();
    const second = await propose(stranger, other.id, { proposedAmount: 10 });
    expect(await hire()).toMatchObject({ application: { id: second.id } });
    const third = await talks();
    const owns = await propose(member, third.id, { proposedAmount: 10 });
    expect(await hire({ userId: member.userId })).toMatchObject({ application: { id: owns.id } });
  });

  test("has a place kept for it: a crowd that came by an invite stands in no hire's way", async () => {
    const task = await talks();
    const token = tokenOf(await invite({}, poster));
    const crowd = await Promise.all(Array.from({ length: MAX_PARTICIPANTS }, (_, n) => person(`P${n}`)));
    const answers = await Promise.all(crowd.map((who) => codeOf(join(who, token))));
    expect(answers.filter((code) => code === "done")).toHaveLength(MAX_PARTICIPANTS - 2);
    expect(await run(loadInvitation, stranger, { token })).toMatchObject({ invite: { isUsable: false } });
    const offer = await propose(stranger, task.id);
    await run(acceptProposal, poster, { proposalId: offer.id });
    expect(await participants()).toEqual({ counted: MAX_PARTICIPANTS, live: MAX_PARTICIPANTS });
    expect(await codeOf(join(await person("Late"), token))).toBe("INVALID_STATE");
    await run(decideProposal, stranger, { proposalId: offer.id, action: "withdraw" });
    expect(await codeOf(join(await person("Later"), token))).toBe("INVALID_STATE");
    const next = await propose(member, task.id);
    await run(acceptProposal, poster, { proposalId: next.id });
    expect(await texts(member)).toEqual(["Member was hired."]);
  });

  test("is refused outside a task's thread, and two at once hire one", async () => {
    expect(await codeOf(hire({}, owner))).toBe("INVALID_STATE");
    const task = await talks(member, stranger);
    await propose(member, task.id);
    await propose(stranger, task.id);
    const codes = await Promise.all([member, stranger].map(({ actorId }) => codeOf(hire({ userId: actorId }))));
    expect(codes.filter((code) => code === "done")).toHaveLength(1);
    const accepted = and(eq(proposals.taskId, task.id), eq(proposals.status, "accepted"));
    expect(await db.$count(proposals, accepted)).toBe(1);
  });

  test("whoever withdraws is out, and whoever is hired after reads nothing of before", async () => {
    const { task, proposal } = await hired(poster, member);
    threadId = (await open(member, { taskId: task.id })).thread.id;
    await say(member, "My address is 1 Main Street.");
    await run(decideProposal, member, { proposalId: proposal.id, action: "withdraw" });
    expect(await codeOf(read(member))).toBe("NOT_FOUND");
    expect(await texts(poster)).toEqual(["Member was hired.", "My address is 1 Main Street.", "Member withdrew."]);
    const offer = await propose(stranger, task.id);
    await run(acceptProposal, poster, { proposalId: offer.id });
    expect(await texts(stranger)).toEqual(["Stranger was hired."]);
    expect(await participants()).toEqual({ counted: 2, live: 2 });
  });

  test("an account that came in beside its bot reads from where the bot began, and goes with it", async () => {
    const behind: Account = {
      kind: "key",
      userId: member.userId,
      actorId: member.userId,
      keyId: "key_1",
      role: "member",
    };
    const task = await talks();
    await say(poster, "Between us.");
    const offer = await propose(member, task.id);
    await run(acceptProposal, poster, { proposalId: offer.id });
    await say(poster, "Welcome.");
    await open(behind, { taskId: task.id });
    expect(await texts(behind)).toEqual(["Member was hired.", "Welcome.", "Member's owner joined."]);
    await run(decideProposal, member, { proposalId: offer.id, action: "withdraw" });
    expect(await codeOf(read(behind))).toBe("NOT_FOUND");
    expect(await participants()).toEqual({ counted: 1, live: 1 });
  });

  test("a quote of what was said before their time is not shown to whoever came later", async () => {
    const task = await talks(captain);
    const before = await say(poster, "Stranger is our second choice.");
    const offer = await propose(stranger, task.id);
    await run(acceptProposal, poster, { proposalId: offer.id });
    await run(sendMessage, captain, { threadId, content: "Really?", replyToId: before.id });
    const seen = async (who: Account) => (await read(who)).messages.at(-1);
    expect(await seen(stranger)).toMatchObject({ content: "Really?", replyToId: before.id, replyTo: null });
    expect(await seen(poster)).toMatchObject({ replyTo: { content: "Stranger is our second choice." } });
  });
});

test("a key that several share names none of them", async () => {
  const [one, other] = [await bot(member, "One"), await bot(member, "Other")];
  const token = tokenOf(await invite());
  const shared = (who: Account): Account => ({ ...who, kind: "bot", keyId: "key_shared" }) as Account;
  for (const who of [one, other]) await join(shared(who), token);
  expect(await sentence(run(removeParticipant, owner, { threadId, targetApiKeyId: "key_shared" }))).toMatch(
    "targetApiKeyId is the key of several in this thread: name one by targetUserId",
  );
});

test("a bot that is deleted is out of every thread, and its invites end", async () => {
  const behind: Account = { kind: "human", userId: member.userId, actorId: member.userId, role: "member" } as Account;
  const own = (await open(member, { participantIds: [stranger.actorId] })).thread.id;
  const made = (await run<any>(createInvite, member, { threadId: own })).invite;
  const before = await participants();
  await run(deleteBot, behind, { botId: member.actorId });
  expect(await participants()).toEqual({ counted: before.counted - 1, live: before.live - 1 });
  expect(await sentence(join(captain, tokenOf(made)))).toBe("This invite was taken back.");
});
