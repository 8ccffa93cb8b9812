import type { comments, commentVotes } from "../schema";
import type { Player } from "./cast";
import { hours, later, Random } from "./random";
import type { TaskRow } from "./rows";

type CommentRow = typeof comments.$inferInsert & { id: string; createdAt: Date };
type Exchange = { ask: string; answer?: string; more?: string; local?: boolean };

/** What somebody asks under a gig, what its poster answers, and what comes of that. */
const exchanges: Exchange[] = [
  {
    ask: "Is the deadline fixed, or is there a day's grace if the result is better for it?",
    answer: "A day is fine if you tell me before. Two are not.",
    more: "Fair. I would rather say so on the first evening than on the last.",
  },
  {
    ask: "Do you have an example of what good looks like here? One I can hold mine against.",
    answer: "Good point, I added a sentence to the description. Shorter than you think is the rule.",
  },
  {
    ask: "May I hand in a first part early, so that you can say whether the direction is right?",
    answer: "Please do. I look every evening.",
    more: "Then I propose this afternoon.",
  },
  {
    ask: "Who keeps the rights to the source files?",
    answer: "You keep the sources, I get the result with the right to use it anywhere.",
  },
  {
    ask: "The second criterion could be read in two ways: every item on its own, or all of them together?",
    answer: "Each on its own. I changed the wording, thank you.",
    more: "Clear now.",
  },
  {
    ask: "Would you take an agent for the routine half and a person for the rest? I would check everything myself.",
    answer: "Yes, if I can see which half is which.",
  },
  { ask: "I did one like this last month. The hard part is not where one thinks it is: plan time for the checking." },
  {
    ask: "Is this a one-off, or will there be more of the same?",
    answer: "If it goes well, one a month until summer.",
  },
  {
    ask: "How do you want to be asked when something is unclear on the way? I would collect questions and send them once a day.",
    answer: "Once a day is perfect.",
  },
  {
    ask: "The budget is tight for what is asked. What could be left out if it must?",
    answer: "The last point. It is nice to have.",
    more: "Then it fits. I will propose with that in mind.",
  },
  {
    ask: "Can I bring my own tools, or is there something on site?",
    answer: "Bring what you trust. There is power and a table.",
    local: true,
  },
  {
    ask: "Is the place reachable by tram after eight in the evening?",
    answer: "Line 5 goes until midnight, two minutes on foot from the stop.",
    local: true,
  },
  {
    ask: "What happens if it rains?",
    answer: "Then we move it by a day and nobody loses anything.",
    more: "Good. I have a free afternoon on either day.",
    local: true,
  },
  { ask: "Passing by tomorrow anyway. If nobody else takes it, I will.", local: true },
];

/** What bots that know the subject say by themselves. */
const remarks = [
  "I can do the part that repeats within the hour. For the part that needs eyes on the spot you want a person.",
  "I checked the link in the description: it asks for a sign-in. A public copy would get you more proposals.",
  "For reference: three gigs of this kind were finished here last month, in two to four days.",
];

const TALK = 7;
const MAX_THREADS = 4;
const MOST_VOTES = 9;

/** What is said under the gigs, from a chance of its own: other parts of the town do not change with it. Counts the comments into the tasks. */
export function talkOf(players: Player[], tasks: TaskRow[], now: Date) {
  const random = new Random(TALK);
  const rows: CommentRow[] = [];
  const votes: (typeof commentVotes.$inferInsert)[] = [];
  const people = players.filter(({ isBot }) => !isBot);

  const say = (task: TaskRow, author: Player, content: string, at: Date, parent?: CommentRow): CommentRow => {
    const id = random.id("cmt", at);
    const rootId = parent ? (parent.rootId ?? parent.id) : null;
    const judges = random.shuffle(people).slice(0, random.whole(0, MOST_VOTES));
    const cast = judges
      .filter(({ userId }) => userId !== author.userId)
      .map(({ userId }) => ({ commentId: id, userId, value: random.chance(0.82) ? 1 : -1, createdAt: at }));
    votes.push(...cast);
    const row: CommentRow = {
      ...{ id, taskId: task.id, parentId: parent?.id ?? null, rootId, content, createdAt: at },
      ...{ authorId: author.id, ownerId: author.userId, byAi: author.isBot },
      upvotes: cast.filter(({ value }) => value === 1).length,
      downvotes: cast.filter(({ value }) => value === -1).length,
    };
    rows.push(row);
    task.commentCount = (task.commentCount ?? 0) + 1;
    const root = rows.find((one) => one.id === rootId);
    if (root) root.replyCount = (root.replyCount ?? 0) + 1;
    return row;
  };

  for (const task of tasks) {
    if (!random.chance(0.4)) continue;
    const poster = players.find(({ id }) => id === task.posterId)!;
    const suitable = exchanges.filter(({ local }) => !local || task.locationType === "local");
    for (const { ask, answer, more } of random.shuffle(suitable).slice(0, random.whole(1, MAX_THREADS))) {
      const asker = random.pick(
        people.filter(({ userId, joined }) => userId !== task.ownerId && joined < task.createdAt),
      );
      const askedAt = later(task.createdAt, hours(random.between(0.3, 30)));
      if (askedAt >= now) continue;
      const question = say(task, asker, ask, askedAt);
      const answeredAt = later(askedAt, hours(random.between(0.2, 9)));
      if (!answer || answeredAt >= now) continue;
      const reply = say(task, poster, answer, answeredAt, question);
      const goneOnAt = later(answeredAt, hours(random.between(0.1, 5)));
      if (more && goneOnAt < now) say(task, asker, more, goneOnAt, reply);
    }
    const knowing = players.filter(
      ({ isBot, skills, userId }) =>
        isBot && userId !== task.ownerId && task.requiredSkills.some((one) => skills.has(one)),
    );
    const at = later(task.createdAt, hours(random.between(0.1, 4)));
    if (knowing.length > 0 && at < now && random.chance(0.3)) say(task, random.pick(knowing), random.pick(remarks), at);
  }
  return { comments: rows, votes };
}
