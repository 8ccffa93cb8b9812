import { sha256 } from "@/lib/auth/secrets";
import { hashOf } from "@/lib/domain/chat/thread";
import type { messages, threadInvites, threadParticipants, threads } from "../schema";
import type { Player } from "./cast";
import { hours, later, Random } from "./random";
import type { ProposalRow, TaskRow } from "./rows";

type ThreadRow = typeof threads.$inferInsert & { id: string; createdAt: Date; lastMessageAt: Date; lastSeq: number };
type PartRow = typeof threadParticipants.$inferInsert & { lastReadSeq: number };
type MessageRow = typeof messages.$inferInsert & { id: string; createdAt: Date };
type Rows = {
  threads: ThreadRow[];
  participants: PartRow[];
  messages: MessageRow[];
  invites: (typeof threadInvites.$inferInsert)[];
};

/** Of a chance of its own: other parts of the town do not change with it. */
const CHATS = 31;
/** What is younger has not been read by everybody. */
const FRESH_HOURS = 40;
/** What is so old that nobody asks any more. */
const MOST_OPENED = 70;
/** The last part of the address by which anybody may join one of the conversations. */
export const DEMO_INVITE = "spring-issue";

/** Who speaks: the first one of the thread, the second, the third; `to` answers the line so many before. */
type Line = { by: 0 | 1 | 2; text: string; to?: number };
const line = (by: Line["by"], text: string, to?: number): Line => ({ by, text, ...(to && { to }) });

/** What poster and worker write to each other once somebody is hired. */
const beginnings: Line[][] = [
  [
    line(0, "Good to have you. Everything I know about it stands in the description; ask if something is missing."),
    line(
      1,
      "Thank you. One question before I begin: is there something I should look at so that it fits what you have?",
    ),
    line(0, "Yes: https://example.com/guidelines. Two pages, the second one matters."),
    line(1, "Read it. That answers the rest too.", 1),
  ],
  [
    line(1, "I have started. You see a first piece tonight."),
    line(0, "Perfect. No need to make it pretty before I have said whether the direction is right."),
    line(1, "Then I send it rough."),
    line(0, "Rough is good 🙂"),
  ],
  [
    line(0, "When do you think you will hand in?"),
    line(
      1,
      "A day before the deadline, if nothing comes between.\nIf something does, you hear of it the same evening.",
    ),
    line(0, "Thank you. That is all I need."),
  ],
  [
    line(1, "The second criterion could be meant in two ways. I take the stricter one unless you say otherwise."),
    line(0, "The stricter one. Good that you ask.", 1),
    line(1, "Noted."),
  ],
];
const middles: Line[][] = [
  [
    line(1, "Half done. The first half took longer than I thought, the second will not."),
    line(0, "No hurry. Better right than early."),
  ],
  [
    line(0, "How is it going?"),
    line(1, "Well. I found two places that contradict each other and wrote down both."),
    line(0, "I did not know that. Take the newer one.", 1),
  ],
  [
    line(1, "A small thing: the link in the description asks for a sign-in. Could you send me a copy?"),
    line(0, "Of course: https://example.com/shared/copy. Open to anybody until Friday."),
  ],
];
const endings: Line[][] = [
  [
    line(1, "Handed in. Tell me if anything reads oddly."),
    line(0, "It is just what I wanted. Thank you!"),
    line(1, "With pleasure. Until the next one."),
  ],
  [
    line(1, "It is on the gig's page now."),
    line(0, "Looked through it once, nothing to complain about. Accepting it in a moment."),
  ],
];

/** What some of the town have to say to each other beside any gig; the demo accounts are among them. */
const meetings: {
  who: string[];
  name?: string;
  lines: Line[];
  hoursAgo: number;
  unread?: number;
  archivedBy?: string;
}[] = [
  {
    who: ["mara", "tomas"],
    hoursAgo: 3,
    unread: 2,
    lines: [
      line(0, "Hi Tomás, your last translation is online now: https://example.com/es. Readers like it."),
      line(1, "I saw! The photographs suit it."),
      line(0, "Would you take another one of the same length in December?"),
      line(
        1,
        "Gladly. Two things I would do differently this time:\n1. the glossary first,\n2. one voice for all captions.",
        1,
      ),
      line(0, "Both make sense. I post it on Monday and write to you."),
      line(1, "Monday is good."),
      line(1, "And if you know somebody who needs Spanish voices: I have a microphone now 🎙️"),
    ],
  },
  {
    who: ["mara", "seun"],
    hoursAgo: 30,
    lines: [
      line(1, "The pictures of the market are done. There are forty; you said thirty."),
      line(0, "Send all forty. I cannot choose before I have seen them."),
      line(1, "As you like."),
    ],
  },
  {
    who: ["mara", "lucia", "aiko"],
    name: "Video for the spring issue",
    hoursAgo: 9,
    unread: 1,
    lines: [
      line(0, "Lucía, Aiko: you know each other's work, so I thought we talk here together."),
      line(1, "Good idea. I need the drawings as layers, if that is possible."),
      line(2, "It is. Which size?"),
      line(1, "4096 wide, the height does not matter.", 1),
      line(2, "You have them on Thursday."),
      line(1, "Then the cut is ready on Sunday."),
    ],
  },
  {
    who: ["kwame", "ngoc"],
    hoursAgo: 6,
    unread: 1,
    lines: [
      line(0, "Could you try the sign-up once more? I changed what happens when the code is wrong."),
      line(1, "Done. It says the right thing now, but the button stays grey for two seconds afterwards."),
      line(0, "Which browser?"),
      line(1, "Firefox on Android. Not in Chrome."),
    ],
  },
  {
    who: ["ines", "priya"],
    hoursAgo: 52,
    lines: [
      line(1, "Is it allowed to post the same gig for two cities?"),
      line(0, "Yes, when they are two pieces of work. Say so in the title."),
      line(1, "Clear. Thank you."),
    ],
  },
  {
    who: ["mara", "ines"],
    hoursAgo: 400,
    archivedBy: "mara",
    lines: [line(0, "Thank you for looking into it so quickly."), line(1, "That is what I am here for.")],
  },
];

/** Conversations: of the gigs somebody was hired for lately, and of people who write to each other. */
export function chatsOf(players: Player[], tasks: TaskRow[], proposals: ProposalRow[], now: Date): Rows {
  const random = new Random(CHATS);
  const rows: Rows = { threads: [], participants: [], messages: [], invites: [] };
  const playerOf = new Map(players.map((player) => [player.id, player]));
  const proposalOf = new Map(proposals.map((proposal) => [proposal.id, proposal]));
  const hired = tasks
    .filter(({ acceptedProposalId, startedAt }) => acceptedProposalId && startedAt)
    .sort((a, b) => b.startedAt!.getTime() - a.startedAt!.getTime())
    .slice(0, MOST_OPENED);
  for (const task of hired) {
    const poster = playerOf.get(task.posterId)!;
    const worker = playerOf.get(proposalOf.get(task.acceptedProposalId!)!.proposerId)!;
    const lines = [...random.pick(beginnings)];
    if (random.chance(0.6)) lines.push(...random.pick(middles));
    const until = task.completedAt ?? now;
    if (task.status === "completed") lines.push(...random.pick(endings));
    const start = task.startedAt!;
    const gap = Math.min(hours(random.between(0.2, 9)), (until.getTime() - start.getTime()) / (lines.length + 1));
    const times = lines.map((_, n) => later(start, gap * (n + random.between(0.6, 1))));
    tell(random, rows, now, { who: [poster, worker], task, lines, begun: start, times });
  }
  for (const { who, lines, hoursAgo, ...meeting } of meetings) {
    const them = who.map((handle) => players.find((player) => player.handle === handle)!);
    const end = later(now, -hours(hoursAgo));
    const times = lines.map((_, n) => later(end, -hours(0.4) * (lines.length - 1 - n)));
    tell(random, rows, now, { who: them, lines, begun: later(times[0]!, -60_000), times, ...meeting });
  }
  const { id: threadId, ownerId, createdAt } = rows.threads.find(({ name }) => name !== null)!;
  rows.invites.push({
    ...{ id: random.id("inv", createdAt), threadId, tokenHash: sha256(DEMO_INVITE), createdById: ownerId, createdAt },
  });
  return rows;
}

type Told = {
  who: Player[];
  task?: TaskRow;
  name?: string;
  lines: Line[];
  begun: Date;
  times: Date[];
  /** How many of the last ones its first one has not read. */
  unread?: number;
  archivedBy?: string;
};

function tell(random: Random, rows: Rows, now: Date, { who, task, name, lines, begun, times, ...told }: Told) {
  const [owner, other] = who as [Player, Player];
  const threadId = random.id("thread", begun);
  const said: MessageRow[] = [];
  const say = (sender: Player, at: Date, content: string, more: Partial<MessageRow> = {}) => {
    said.push({
      ...{ id: random.id("msg", at), threadId, seq: said.length + 1, content, createdAt: at },
      ...{ senderId: sender.id, ownerId: sender.userId, byAi: sender.isBot, ...more },
    });
  };
  if (task) say(owner, begun, `${other.name} was hired.`, { isSystem: true });
  const offset = said.length;
  for (const [n, { by, text, to }] of lines.entries()) {
    if (times[n]! > now) break;
    const answered = to === undefined ? undefined : said[offset + n - to];
    say(who[by]!, times[n]!, text, { replyToId: answered?.id ?? null });
  }
  const last = said.at(-1);
  rows.threads.push({
    ...{ id: threadId, ownerId: owner.id, name: name ?? null, createdAt: begun },
    ...(task ? { kind: "task", taskId: task.id } : { kind: "direct", peopleHash: hashOf(who.map(({ id }) => id)) }),
    lastSeq: said.length,
    lastMessageAt: last?.createdAt ?? begun,
    participantCount: who.length,
  });
  const isFresh = last !== undefined && last.createdAt > later(now, -hours(FRESH_HOURS));
  for (const one of who) {
    // What waits is the end of it that others said.
    const own = said.findLastIndex(({ senderId }) => senderId === one.id) + 1;
    const waits = told.unread !== undefined && one === owner ? told.unread : isFresh && random.chance(0.4) ? 1 : 0;
    rows.participants.push({
      ...{ threadId, actorId: one.id, userId: one.userId, byAi: one.isBot, joinedAt: begun },
      role: one === owner ? "owner" : "member",
      lastReadSeq: Math.max(own, said.length - waits),
      archivedSeq: one.handle === told.archivedBy ? said.length : null,
    });
  }
  for (const message of said) {
    const reader = rows.participants.find((row) => row.threadId === threadId && row.actorId !== message.senderId)!;
    if (task && !message.isSystem && reader.lastReadSeq >= message.seq)
      message.readAt = later(message.createdAt, 900_000);
  }
  rows.messages.push(...said);
}
