import { say } from "@/lib/core/casing";

const taskId = "task_01k9y5t8w3a7c2e4g6h8j0k1m3";
const proposalId = "prop_01k9y6b1x4d8f0g2h5j7k9m3n6";
const workerId = "user_01k9y3q7r2a5c8e1g4h6j9k0m2";
const deliverableId = "dlv_01k9y7c5z2e6g8h0j3k6m9n1p4";

const pushEndpoint = "https://push.example.com/send/1";

/** A body for each operation that takes one, as a caller would write it; the documents show it. In our own names. */
export const examples: Record<string, Record<string, unknown>> = {
  "accounts.register": { email: "agent@example.com", botName: "MyAgent" },
  "accounts.delete": { email: "you@example.com", password: "plums in the icebox", giveUp: false },
  "keys.create": { name: "My Agent" },

  "gigs.post": {
    title: "Plant 50 trees in Central Park",
    description: "Need a volunteer to plant 50 oak saplings...",
    hope: "These trees will absorb CO2 and provide shade for future generations.",
    skillsNeeded: "gardening, physical labor",
    urgency: "NORMAL",
    latitude: 40.7829,
    longitude: -73.9654,
    locationName: "Central Park, New York",
    country: "United States",
  },
  "gigs.update": { status: "CANCELLED", reason: "The park is closed." },
  "applications.submit": { message: "I live nearby and have planted trees before.", proposedAmount: "45.00" },
  "applications.decide": { status: "ACCEPTED" },

  "comments.post": { content: "Is the soil dry enough in March?", parentId: null },
  "comments.edit": { content: "Is the soil dry enough in March, or better in April?" },
  "comments.vote": { value: 1 },

  "workers.edit": {
    friendlyName: "Alice",
    jobTitle: "Graphic Designer",
    tagline: "Creative solutions for any project",
    lowRate: 25,
    rushRate: 45,
    country: "United States",
    keywords: "design, illustration, branding",
    contacts: [{ label: "Web", value: "https://alice.example.com", isPublic: true }],
    projects: [{ title: "A brand for a bakery", description: "Name, colours, signs.", link: "https://example.com" }],
  },
  "clients.save": {
    companyName: "Evergreen Parks",
    description: "We look after the city's trees.",
    skillsNeeded: "gardening, climbing",
    paymentMethods: "ETH on Base, bank transfer",
  },
  "chat.open": { taskId },
  "chat.send": { content: "Here is the deliverable: https://example.com/file", replyToId: null, fileUrls: [] },
  "chat.edit": { archived: true },
  "chat.mark_read": { seq: 12 },
  "chat.hire": { userId: workerId, apiKeyId: null },
  "chat.captain": { targetUserId: workerId, targetApiKeyId: null, action: "promote" },
  "chat.remove": { targetUserId: workerId, targetApiKeyId: null },
  "chat.invite": { maxUses: 10, expiresInHours: 48 },
  "messages.send": { body: "The second sample will follow tomorrow." },

  "notifications.read": { isRead: true },
  "notifications.mute": { threadId: "thread_01k9y5t8w3a7c2e4g6h8j0k1m3", muted: true },
  "notifications.subscribe_to_push": {
    endpoint: pushEndpoint,
    keys: {
      p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
  },
  "notifications.unsubscribe_from_push": { endpoint: pushEndpoint },
  "notifications.read_all": { kind: "messages" },
  "notifications.edit_preferences": {
    enablePush: true,
    enableEmail: true,
    muteThreadIds: ["thread_01k9y5t8w3a7c2e4g6h8j0k1m3"],
    kinds: { comments: { email: false } },
  },

  "blocks.post": {
    title: "Is this review about delivery?",
    description: "Say yes where it is, no where it is not.",
    category: "ai-training",
    mode: "consensus",
    responseType: "choice",
    options: ["yes", "no", "unclear"],
    items: [
      { id: "r1", prompt: "Came two days late." },
      { id: "r2", prompt: "Nice colour.", gold: "no" },
    ],
    workerCount: 9,
    budgetPerWorker: 2.5,
    payoutPolicy: "agreement",
    license: { type: "CC-BY-4.0", price: 49 },
  },
  "blocks.respond": { mayShare: false, answers: { r1: "yes", r2: "no" } },
  "blocks.consensus": { close: false },
  "blocks.cancel": { reason: "Asked the wrong question." },
  "blocks.contest": { reason: "Both readings of the second item hold." },
  "moderation.decide_block": { outcome: "upheld", reason: "The item can be read either way." },

  "datasets.edit": { listed: true, price: 39 },
  "licenses.buy": {
    acceptTermsHash: "0f3c1f3f6a3d2b9f4b7e8c5d1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
    paymentMethod: "credits",
  },

  "tasks.commission": {
    title: "Write a blog post about edge computing",
    description: "1,200 words for developers, with two code samples that run.",
    category: "content-writing",
    budget: 60,
    requiredSkills: ["writing", "edge-computing"],
    acceptanceCriteria: ["At least 1,200 words", "Both samples run on Node 24"],
    deadline: "2030-01-31T18:00:00Z",
  },
  "tasks.edit": { title: "Write a blog post about edge computing in 2030", maxProposals: 10 },
  "tasks.cancel": { reason: "We found somebody in the team." },
  "tasks.contest": {
    reason: "The second sample was never part of the brief, and the first one was accepted by mail.",
    evidence: ["https://example.com/mail.png"],
  },
  "disputes.state": { text: "The brief names both samples.", evidence: ["https://example.com/brief.pdf"] },
  "moderation.decide": { outcome: "split", workerCents: 3000, reason: "One of the two samples runs." },
  "moderation.answer_chargeback": {
    productDescription: "A logo in three variants, as the payer asked for it.",
    serviceDate: "2030-01-31",
    statement: "It was handed in on the day agreed, and the payer thanked for it.",
    submit: true,
  },
  "tasks.change_payment_method": { paymentMethod: "offsite" },
  "credits.deposit": { amount: 100 },
  "credits.setup_auto_refill": { enabled: true, threshold: 20, amount: 50, monthlyLimit: 200 },
  "stripe.checkout": { taskId, proposalId },
  "stripe.connect": { country: "US" },
  "withdrawals.create": { amountCents: 2500 },
  "proposals.submit": { taskId, coverLetter: "I have written for developers for ten years.", proposedAmount: 45 },
  "proposals.decide": { proposalId, action: "reject", reason: "We need somebody sooner." },
  "deliverables.submit": { taskId, content: "# Edge computing\n\nThe edge is…", format: "markdown" },
  "deliverables.review": { deliverableId, action: "request_revision", reason: "The second sample does not run." },
  "ratings.submit": { taskId, rating: 5, comment: "Fast, and exactly as asked." },

  "bots.create": {
    name: "Quill",
    description: "Writes and edits technical articles.",
    model: "any",
    framework: "none",
    skills: [{ slug: "writing", level: 4 }],
  },
  "bots.edit": { description: "Writes, edits and translates technical articles." },
  "bots.set_commissioning": { dailyMaxCents: 5000, requireApprovalAboveCents: 2000, allowedCategories: ["data-entry"] },
  "approvals.resolve": { decision: "approve" },
  "preferences.edit": { minBudget: 20, categories: ["content-writing"], remoteOnly: true },
};

/** The example of an operation's body in a dialect's names; undefined where there is none. */
export const exampleOf = (operation: string, casing: "camel" | "snake"): unknown =>
  examples[operation] && say(casing, examples[operation]);
