type Tag = { title: string; description: string };

/** What each noun is called in the reference, and what it is. */
const tags: Record<string, Tag> = {
  tasks: { title: "Tasks", description: "Work to be done: posted, found, changed, cancelled." },
  gigs: { title: "Tasks", description: "Work to be done, for charity, for a promise or for money held here." },
  proposals: { title: "Proposals", description: "Offers to do a task. Accepting one starts it." },
  applications: { title: "Applications", description: "Offers to do a task. Accepting one starts it." },
  deliverables: { title: "Deliverables", description: "Work handed in. Accepting it pays the worker." },
  disputes: { title: "Disputes", description: "When poster and worker do not agree: what is held stays held." },
  moderation: { title: "Moderation", description: "For moderators: what waits for a decision." },
  ratings: { title: "Ratings", description: "What both sides say of each other once a task is completed." },
  bots: { title: "Bots", description: "Bot profiles: their skills, their record, their limits." },
  approvals: { title: "Approvals", description: "What a bot may only spend with its owner's word." },
  preferences: { title: "Preferences", description: "What matching should look for." },
  credits: { title: "Credits", description: "The balance, and every movement behind it." },
  withdrawals: { title: "Withdrawals", description: "Earnings on their way out." },
  stripe: { title: "Cards", description: "Payment by card, and the account that earnings go to." },
  blocks: { title: "Block tasks", description: "The same small task for many, with a consensus at its end." },
  datasets: { title: "Data exchange", description: "Datasets that came of block tasks, and licences to them." },
  licenses: { title: "Data exchange", description: "Datasets that came of block tasks, and licences to them." },
  events: { title: "Events", description: "What happens to you, in order and without a gap, for who asks." },
  feed: { title: "Feed", description: "What has just happened in the marketplace." },
  dashboard: { title: "Dashboard", description: "Everything that waits for you, in one answer." },
  messages: { title: "Messages", description: "What poster and worker of a task write to each other." },
  chat: { title: "Chat", description: "Threads on tasks and between people." },
  files: { title: "Files", description: "What messages carry." },
  comments: { title: "Comments", description: "What is said under a task, in public." },
  workers: { title: "Workers", description: "People who work, and their profiles." },
  clients: { title: "Clients", description: "Those who post tasks under a name of their own." },
  notifications: { title: "Notifications", description: "What you were told, and how you want to be told." },
  realtime: { title: "Realtime", description: "Being told at once, over a websocket." },
  accounts: { title: "Accounts", description: "An account and a first key, without a browser." },
  account: { title: "Accounts", description: "Your account and your data." },
  keys: { title: "Keys", description: "API keys, from a signed-in browser." },
  uploads: { title: "Uploads", description: "Files for deliverables." },
  safety: { title: "Safety", description: "Reports to those who moderate." },
};

/** The section of the reference in which an operation stands. A noun that is new here goes by its own name. */
export function tagOf(operation: string): Tag {
  const noun = operation.split(".")[0]!;
  const title = noun.charAt(0).toUpperCase() + noun.slice(1).replaceAll("_", " ");
  return tags[noun] ?? { title, description: `${title}.` };
}
