import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db";
import { checkouts, files } from "@/db/schema";
import { tellDue } from "@/lib/domain/notifications/tell";
import { settleChargeback } from "@/lib/domain/payments/chargeback";
import { settleCheckout } from "@/lib/domain/payments/checkout";
import { drain } from "@/lib/events/drain";
import { soldBlock } from "@/local/testing/datasets";
import { document, expectDescribed, reader, seen } from "@/local/testing/described";
import { sayFiles, startFileServer, threadOf } from "@/local/testing/files";
import { person } from "@/local/testing/market";
import { type Asked, ask, browserOf, type Caller, keyOf, nobody } from "@/local/testing/request";
import { control, payPage } from "@/local/testing/stripe";
import { exampleOf } from "./examples";
import { gigiac } from "./gigiac";
import { givegigs } from "./givegigs";

const g = (line: string, caller: Caller, body?: unknown, sent?: Asked) =>
  expectDescribed(gigiac, line, caller, body, sent);
const a = (line: string, caller: Caller, body?: unknown) => expectDescribed(givegigs, line, caller, body);

describe("answers are what the OpenAPI document says", () => {
  let poster: Caller;
  let worker: Caller;
  let browser: Caller;
  beforeAll(async () => {
    const owner = await person("Poster", { dollars: 500 });
    poster = await keyOf(owner.userId);
    browser = await browserOf(owner.userId);
    worker = await keyOf((await person("Worker")).userId);
  });

  test("Gigiac: from a task to its ratings", async () => {
    const task = {
      title: "Write a post",
      description: "1,200 words.",
      category: "content-writing",
      required_skills: ["writing"],
    };
    const location = { latitude: 52.5, longitude: 13.4, name: "Berlin", country: "Germany" };
    const { data: made } = await g("POST /api/tasks", poster, {
      ...task,
      budget: 60,
      location,
      metadata: { runId: 1 },
    });
    await g(`PATCH /api/tasks/${made.id}`, poster, { max_proposals: 5, budget: 50, deadline: "2090-01-01" });
    await g(`GET /api/tasks/${made.id}`, nobody);
    await g("GET /api/tasks?limit=2", nobody);
    await g("GET /api/tasks?mine=true&limit=1", poster);
    await g("GET /api/tasks/matched?skills=writing", worker);
    await g("GET /api/tasks/recommended", worker);
    const offer = { task_id: made.id, cover_letter: "I can.", proposed_amount: "45.50", estimated_hours: 3 };
    const { data: proposal } = await g("POST /api/proposals", worker, offer);
    await g("GET /api/proposals?mine=true", worker);
    await g(`GET /api/proposals?task_id=${made.id}`, poster);
    await g(`POST /api/proposals/${proposal.id}/accept`, poster);
    const work = { task_id: made.id, content: "# Done", format: "markdown", notes: "As asked." };
    const { data: first } = await g("POST /api/deliverables", worker, work);
    await g("PATCH /api/deliverables", poster, { deliverable_id: first.id, action: "revision", reason: "Longer." });
    const { data: second } = await g("POST /api/deliverables", worker, work);
    await g(`GET /api/deliverables?task_id=${made.id}`, poster);
    await g(`GET /api/tasks/${made.id}/detail`, poster);
    await g("GET /api/dashboard", poster);
    await g("PATCH /api/deliverables", poster, { deliverable_id: second.id, action: "accept" });
    await g("POST /api/ratings", poster, { task_id: made.id, rating: 5, comment: "Good." });
    await g("POST /api/ratings", worker, { task_id: made.id, rating: 4 });
    await g(`GET /api/ratings?task_id=${made.id}`, poster);
    await g(`GET /api/tasks/${made.id}/detail`, worker);
    await g("POST /api/credits/deposit", poster, { amount: 25 });
    const { data: byCard } = await g("POST /api/tasks", poster, { ...task, budget: 60, payment_method: "card" });
    const { data: wanted } = await g("POST /api/proposals", worker, { ...offer, task_id: byCard.id });
    await g("POST /api/stripe/checkout", poster, { task_id: byCard.id, proposal_id: wanted.id });
    await g("POST /api/credits/setup-auto-refill", poster, { enabled: true, threshold: 20, amount: 50 });
    await g("GET /api/credits/setup-auto-refill", poster);
    await g("GET /api/credits/payments", poster);
    await g("GET /api/credits/balance", worker);
    await g("GET /api/stripe/connect", worker);
    const { onboarding_url } = await g("POST /api/stripe/connect", worker);
    const filledIn = new URLSearchParams({ outcome: "complete" });
    await fetch(onboarding_url, { method: "POST", body: filledIn, redirect: "manual" });
    await g("GET /api/stripe/connect", worker);
    await g("POST /api/withdrawals", worker, { withdraw_all: true });
    await g("GET /api/withdrawals", worker);
    await g("GET /api/credits/transactions", poster);
    await g("GET /api/events?wait=0", worker);
    await g("GET /api/feed", nobody);
    await g("GET /api/realtime", nobody);
    await g("POST /api/realtime/token", worker);
    await g("GET /api/dashboard", worker);
    const { data: spare } = await g("POST /api/tasks", poster, { ...task, budget: 5 });
    await g(`POST /api/tasks/${spare.id}/payment-method`, poster, { payment_method: "offsite" });
    const { data: other } = await g("POST /api/proposals", worker, { task_id: spare.id, cover_letter: "I can." });
    await g("PATCH /api/proposals", poster, { proposal_id: other.id, action: "reject", reason: "Too late." });
    await g(`POST /api/tasks/${spare.id}/cancel`, poster, { reason: "No longer." });
    const { data: gone } = await g("POST /api/tasks", poster, { ...task, budget: 5 });
    await g(`DELETE /api/tasks/${gone.id}`, poster);
  });

  test("Gigiac: from a dispute to its decision", async () => {
    const moderator = await keyOf((await person("Moderator", { role: "moderator" })).userId);
    const { data: made } = await g("POST /api/tasks", poster, {
      title: "Draw a map",
      description: "Of the harbour.",
      category: "design",
      budget: 20,
    });
    const offer = { task_id: made.id, cover_letter: "I can.", proposed_amount: 20 };
    const { data: proposal } = await g("POST /api/proposals", worker, offer);
    await g(`POST /api/proposals/${proposal.id}/accept`, poster);
    await g("POST /api/deliverables", worker, { task_id: made.id, content: "The map." });
    const contest = { reason: "It shows another harbour.", evidence: ["https://example.com/a.png"] };
    const { dispute } = (await g(`POST /api/tasks/${made.id}/contest`, poster, contest)).data;
    await g(`POST /api/disputes/${dispute.id}/statements`, worker, { text: "It is the one you named." });
    await g("GET /api/disputes?mine=true", worker);
    await g(`GET /api/disputes/${dispute.id}`, poster);
    await g("GET /api/moderation/disputes?status=open", moderator);
    await g("GET /api/moderation/chargebacks?status=open", moderator);
    await g("GET /api/moderation/fraud-warnings", moderator);
    await g(`GET /api/moderation/disputes/${dispute.id}`, moderator);
    const decision = { outcome: "split", worker_cents: 1200, reason: "The brief names two." };
    const { data } = await g(`POST /api/moderation/disputes/${dispute.id}/decide`, moderator, decision);
    expect(data.decision).toMatchObject({ worker_cents: 1200, poster_cents: 800 });
  });

  test("Gigiac: from a chargeback to what the bank is told", async () => {
    const moderator = await keyOf((await person("Moderator", { role: "moderator" })).userId);
    const page = await g("POST /api/credits/deposit", poster, { amount: 25 });
    await payPage(page.checkout_url);
    await settleCheckout(page.checkout_id);
    const [paid] = await db.select().from(checkouts).where(eq(checkouts.id, page.checkout_id));
    const { id } = await control("dispute", { payment_intent: paid!.paymentIntent, inquiry: true });
    await settleChargeback(id);
    const { data } = await g(`GET /api/moderation/chargebacks/${id}`, moderator);
    const told = { ...data.draft, statement: "They were spent.", submit: true };
    const answered = await g(`POST /api/moderation/chargebacks/${id}/answer`, moderator, told);
    expect(answered.data).toMatchObject({ statement: "They were spent.", is_final: true });
    await g(`GET /api/moderation/chargebacks/${id}`, moderator);
  });

  test("Gigiac: bots and preferences", async () => {
    const about = {
      name: "Quill",
      description: "Writes.",
      model: "any",
      framework: "none",
      skills: [{ slug: "writing", level: 4 }],
    };
    const { data: bot } = await g("POST /api/bot-profiles", poster, about);
    await g("GET /api/bot-profiles", poster);
    await g(`GET /api/bot-profiles/${bot.id}`, poster);
    await g(`PATCH /api/bot-profiles/${bot.id}`, poster, { description: "Writes well." });
    const itself = { "x-api-key": bot.api_key };
    await g("GET /api/bots/me/skills", itself);
    await g("GET /api/bots/me/accepted-tasks", itself);
    await g(`GET /api/bots/${bot.id}/skills`, nobody);
    await g("GET /api/preferences", itself);
    await g("PATCH /api/preferences", itself, {
      min_budget: 20,
      categories: ["design"],
      availability: { days: ["mon"] },
    });
    await g(`DELETE /api/bot-profiles/${bot.id}`, poster);
  });

  test("both: a bot's limits, what waits for its owner, and the owner's answer", async () => {
    const about = { name: "Buyer", description: "Buys.", model: "any", framework: "none" };
    const { data: bot } = await g("POST /api/bot-profiles", poster, about);
    const itself = { "x-api-key": bot.api_key };
    const limits = { daily_max_cents: 9000, require_approval_above_cents: 2000, allowed_categories: ["Errands"] };
    expect(await g("POST /api/bots/me/commissioning", { ...poster, "x-bot-id": bot.id }, limits)).toMatchObject({
      ...limits,
      allowed_categories: ["errands"],
      bot_id: bot.id,
    });
    await g("GET /api/bots/me/commissioning", itself);
    const gig = { title: "Buy a stamp", description: "A blue one.", category: "errands", budget: 45 };
    const waits = await g("POST /api/tasks", itself, gig);
    expect(waits).toMatchObject({ status: "pending_approval", approval_id: expect.stringMatching(/^appr_/) });
    const escrow = { ...gig, title: "Buy two", fundingType: "ESCROW" };
    const too = await a("POST /api/ai/tasks", itself, escrow);
    expect(too).toMatchObject({ success: true, status: "pending_approval" });
    expect((await g("GET /api/approvals", itself)).count).toBe(2);
    await g("GET /api/dashboard", poster);
    const { data: done } = await g(`POST /api/approvals/${waits.approval_id}/resolve`, poster, { decision: "approve" });
    expect(done).toMatchObject({ status: "approved", amount: 45, amount_cents: 4500 });
    const no = { decision: "reject", reason: "One is enough." };
    await g(`POST /api/approvals/${too.approvalId}/resolve`, poster, no);
    await g("GET /api/approvals?status=all", poster);
    expect(await g(`GET /api/bots/${bot.id}/spending`, poster)).toMatchObject({
      daily: { limit: 90, spent: 45, remaining: 45, spent_cents: 4500 },
      pending_approvals: 0,
    });
  });

  test("a 202 is kept under its Idempotency-Key, rehearsed without a trace, and a limit is refused in either dialect", async () => {
    const owner = await person("Careful", { dollars: 100 });
    const { data: bot } = (
      await ask(gigiac, "POST /api/bot-profiles", await keyOf(owner.userId), {
        body: { name: "B", description: "b", model: "m", framework: "f" },
      })
    ).json;
    const itself = { "x-api-key": bot.api_key };
    await g("POST /api/bots/me/commissioning", itself, { per_task_max_cents: 5000, require_approval_above_cents: 0 });
    const body = { title: "T", description: "D", category: "errands", budget: 10 };
    const post = (headers: object) => ask(gigiac, "POST /api/tasks", { ...itself, ...headers }, { body });
    const rehearsed = await post({ "dry-run": "true" });
    expect([rehearsed.status, rehearsed.json.dry_run, rehearsed.json.postings]).toEqual([202, true, []]);
    const [once, again] = [await post({ "idempotency-key": "k1" }), await post({ "idempotency-key": "k1" })];
    expect([once.status, again.status, again.json.approval_id]).toEqual([202, 202, once.json.approval_id]);
    expect((await g("GET /api/approvals", itself)).count).toBe(1);
    const dear = await ask(givegigs, "POST /api/ai/tasks", itself, {
      body: { ...body, budget: 50.01, fundingType: "ESCROW" },
    });
    expect(dear.status).toBe(403);
    expect(dear.json).toMatchObject({ code: "SPENDING_LIMIT_EXCEEDED", remainingCents: 5000, amountCents: 5001 });
  });

  test("Gigiac: deleting an account", async () => {
    const { userId } = await person("Leaver");
    await g("DELETE /api/account", await keyOf(userId), { email: `${userId}@example.com` });
  });

  test("GiveGigs: from registering to a finished task", async () => {
    const { apiKey } = await a("POST /api/ai/register", nobody, { email: "agent@example.com", botName: "Agent" });
    const agent = { "x-api-key": apiKey };
    const { task } = await a("POST /api/ai/tasks", agent, {
      title: "Plant trees",
      description: "Fifty oaks.",
      skillsNeeded: "gardening",
      fundingType: "OFFSITE_PAY",
      promisedAmount: "45.00",
      contactMethods: "agent@example.com",
      locationType: "LOCAL",
      latitude: 40.7,
      longitude: -73.9,
      country: "United States",
      expiresInDays: 30,
      metadata: { deep: { er: [1, null] } },
    });
    await a("POST /api/ai/tasks", agent, { taskId: task.taskId, hope: "Shade." });
    await a("GET /api/ai/tasks?skill=garden", nobody);
    const { application } = await a(`POST /api/ai/tasks/${task.id}/applications`, worker, { message: "I will." });
    await a(`GET /api/ai/tasks/${task.id}`, agent);
    await a(`GET /api/ai/tasks/${task.id}/applications`, worker);
    await a(`PATCH /api/ai/tasks/${task.id}/applications/${application.id}`, agent, { status: "ACCEPTED" });
    await a(`PATCH /api/ai/tasks/${task.id}`, agent, { status: "COMPLETED" });
  });

  test("GiveGigs: comments", async () => {
    const { task } = await a("POST /api/ai/tasks", poster, { title: "Say something", description: "Anything." });
    const at = `/api/ai/tasks/${task.id}/comments`;
    const { comment } = await a(`POST ${at}`, worker, { content: "Is it urgent?" });
    const { comment: answer } = await a(`POST ${at}`, poster, { content: "No.", parentId: comment.id });
    await a(`PATCH ${at}/${comment.id}`, worker, { content: "Is it very urgent?" });
    const { comment: judged } = await a(`POST ${at}/${answer.id}/vote`, worker, { value: 1 });
    expect(judged).toMatchObject({ score: 1, myVote: 1 });
    expect(await a(`GET ${at}?sort=controversial`, nobody)).toMatchObject({ comments: [{ replies: [{}] }] });
    await a(`DELETE ${at}/${answer.id}`, poster);
    expect((await a(`GET /api/ai/tasks/${task.id}`, nobody)).task.commentCount).toBe(1);
  });

  test("GiveGigs: chat, from an open thread to a hire", async () => {
    const posted = {
      title: "Paint the fence",
      description: "Green.",
      fundingType: "OFFSITE_PAY",
      promisedAmount: "40",
    };
    const { task } = await a("POST /api/ai/tasks", poster, { ...posted, contactMethods: "Here." });
    const { application } = await a(`POST /api/ai/tasks/${task.id}/applications`, worker, { message: "I will." });
    const { thread } = await a("POST /api/ai/chat", poster, { taskId: task.id });
    await a("POST /api/ai/chat", poster, { taskId: task.id });
    const at = `/api/ai/chat/${thread.id}`;
    const { invite } = await a(`POST ${at}/invite`, poster, { maxUses: 10, expiresInHours: 48 });
    await a(`GET ${at}/invite`, poster);
    const token = invite.inviteUrl.split("/").at(-1);
    await a(`GET /api/ai/chat/join/${token}`, nobody);
    await a(`POST /api/ai/chat/join/${token}`, worker);
    await a(`DELETE ${at}/invite/${invite.id}`, poster);
    const { message } = await a(`POST ${at}`, worker, { content: "Here is a sketch: https://example.com/1" });
    await a(`POST ${at}`, poster, { content: "Good.", replyToId: message.id });
    await a("GET /api/ai/chat/unread", poster);
    await a(`GET ${at}/messages?after=1`, poster);
    await a(`POST ${at}/read`, poster, { seq: 2 });
    expect(await a(`GET ${at}?limit=2`, poster)).toMatchObject({ hasMore: true, messages: [{}, { replyTo: {} }] });
    await a(`DELETE ${at}/messages/${message.id}`, poster);
    const targetUserId = application.userId;
    expect((await a(`POST ${at}/hire`, poster, {})).thread).toMatchObject({ status: "HIRED" });
    await a(`POST ${at}/captain`, poster, { targetUserId, action: "promote" });
    await a(`PATCH ${at}`, poster, { archived: true, name: "Fence" });
    await a("GET /api/ai/chat?type=TASK&status=ARCHIVED", poster);
    const { data: told } = await g(`POST /api/tasks/${task.id}/messages`, poster, { body: "Thank you." });
    await g(`GET /api/tasks/${task.id}/messages?limit=2`, worker);
    await g(`PATCH /api/tasks/${task.id}/messages/${told.id}`, worker);
    await a(`PATCH /api/ai/tasks/${task.id}`, poster, { status: "COMPLETED" });
    await a(`POST ${at}/remove`, poster, { targetUserId });
  });

  test("GiveGigs: notifications", async () => {
    const { task } = await a("POST /api/ai/tasks", poster, { title: "Say more", description: "Anything." });
    await a(`POST /api/ai/tasks/${task.id}/comments`, worker, { content: "Like what?" });
    await drain(10_000);
    await tellDue(10_000);
    const { notifications, unreadCount } = await a("GET /api/notifications?unread=true&limit=1", poster);
    expect(notifications).toMatchObject([{ notificationType: "COMMENT_RECEIVED", senderName: "Worker", isAi: true }]);
    const at = `/api/notifications/${notifications[0].id}`;
    expect(await a(`PATCH ${at}`, browser)).toMatchObject({
      notification: { isRead: true },
      unreadCount: unreadCount - 1,
    });
    await a(`DELETE ${at}`, poster);
    await a("POST /api/notifications/read-all", poster);
    await a(
      "POST /api/notifications/push-subscriptions",
      browser,
      exampleOf("notifications.subscribe_to_push", "camel"),
    );
    const { subscriptions } = await a("GET /api/notifications/push-subscriptions", browser);
    await a("DELETE /api/notifications/push-subscriptions", browser, { id: subscriptions[0].id });
    const { preferences } = await a("GET /api/notifications/preferences", worker);
    await a("POST /api/notifications/mutes", worker, {
      ...(exampleOf("notifications.mute", "camel") as object),
      muted: false,
    });
    const changed = await a("PATCH /api/notifications/preferences", worker, {
      enableEmail: false,
      muteThreadIds: ["thread_01k9y5t8w3a7c2e4g6h8j0k1m3"],
    });
    expect(changed.preferences).toEqual({
      ...preferences,
      enableEmail: false,
      muteThreadIds: "thread_01k9y5t8w3a7c2e4g6h8j0k1m3",
      muteThreadIdList: ["thread_01k9y5t8w3a7c2e4g6h8j0k1m3"],
    });
  });

  test("Gigiac: a file that is given to be attached", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    const text = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nLine 1\r\n--x--\r\n';
    await g("POST /api/upload", await keyOf((await person()).userId), undefined, { text, headers });
  });

  test("Gigiac: a file that a message carries", async () => {
    const server = await startFileServer();
    const ada = await person();
    await sayFiles(ada, await threadOf(ada), [server.put("/steps.csv", "Date,Steps")]);
    await server.stop();
    const [file] = await db.select().from(files).where(eq(files.ownerId, ada.userId));
    expect(await g(`GET /api/files/${file!.id}`, await keyOf(ada.userId))).toEqual(Buffer.from("Date,Steps"));
  });

  test("Gigiac: a block task from its post to a contested payout", async () => {
    const poster = await keyOf((await person("Poster", { dollars: 50 })).userId);
    const block = { title: "Late?", description: "Say so.", mode: "consensus", response_type: "boolean" };
    const more = { worker_count: 3, budget_per_worker: 1, license: { type: "CC-BY-4.0", price: 5 } };
    const { data: made } = await g("POST /api/block-tasks", poster, { ...block, ...more });
    await g("GET /api/block-tasks?mode=consensus&limit=1", nobody);
    await g(`GET /api/block-tasks/${made.id}`, nobody);
    const crowd = await Promise.all(["One", "Two", "Three"].map(async (name) => keyOf((await person(name)).userId)));
    for (const [n, who] of crowd.entries())
      await g(`POST /api/block-tasks/${made.id}/respond`, who, { answers: n < 2 });
    await g(`POST /api/block-tasks/${made.id}/consensus`, poster);
    const { data: results } = await g(`GET /api/block-tasks/${made.id}/results`, poster);
    expect(results.items).toMatchObject([{ item_id: "1", answer: true, votes: { true: 2, false: 1 } }]);
    await g(`POST /api/block-tasks/${made.id}/payouts`, poster);
    await g(`GET /api/block-tasks/${made.id}/results`, crowd[2]!);
    const { data: contest } = await g(`POST /api/block-tasks/${made.id}/contest`, crowd[2]!, { reason: "It was not." });
    const moderator = await keyOf((await person("Mo", { role: "moderator" })).userId);
    await g("GET /api/moderation/block-contests", moderator);
    await g(`GET /api/moderation/block-contests/${contest.id}`, moderator);
    await g(`POST /api/moderation/block-contests/${contest.id}/decide`, moderator, {
      outcome: "upheld",
      reason: "So.",
    });
    const { data: other } = await g("POST /api/block-tasks", poster, { ...block, ...more });
    await g(`POST /api/block-tasks/${other.id}/cancel`, poster);
    const survey = { ...block, mode: "survey", response_type: "number", worker_count: 1, budget_per_worker: 1 };
    const { data: asked } = await g("POST /api/block-tasks", poster, survey);
    await g(`POST /api/block-tasks/${asked.id}/respond`, crowd[0]!, { answers: 3 });
    await expect
      .poll(async () => (await ask(gigiac, `GET /api/block-tasks/${asked.id}/results`, poster)).status)
      .toBe(200);
    await g(`GET /api/block-tasks/${asked.id}/results`, poster);
  });

  test("Gigiac: a block task's dataset, and licences to it", async () => {
    const [seller, buyer] = [await person("Seller", { dollars: 20 }), await person("Buyer", { dollars: 20 })];
    const crowd = await Promise.all(["One", "Two"].map((name) => person(name)));
    const { blockId, offer } = await soldBlock(seller, crowd, { license: { type: "CC-BY-4.0", price: 5 } });
    const [owner, other, key] = [await keyOf(seller.userId), await keyOf(crowd[0]!.userId), await keyOf(buyer.userId)];
    await g("GET /api/data-exchange?sort=price&license_type=CC-BY-4.0&limit=2", nobody);
    await g("GET /api/data-exchange?mine=true", owner);
    await g(`GET /api/data-exchange/${offer.datasetId}`, nobody);
    await g(`PATCH /api/data-exchange/${offer.datasetId}`, owner, { price: 6 });
    const { data: terms } = await g(`GET /api/block-tasks/${blockId}/license`, key);
    const wish = { accept_terms_hash: terms.terms.sha256 };
    const { data: ordered } = await g(`POST /api/block-tasks/${blockId}/license`, other, {
      ...wish,
      payment_method: "card",
    });
    expect(ordered.checkout_url).toMatch(/^http/);
    const { data: bought } = await g(`POST /api/block-tasks/${blockId}/license`, key, wish);
    await g("GET /api/licenses", key);
    await g(`GET /api/licenses/${bought.license.certificate}/certificate`, nobody);
    await g("GET /api/royalties", other);
    for (const format of ["json", "jsonl", "csv", "croissant"])
      await g(`GET /api/block-tasks/${blockId}/dataset?format=${format}`, key);
  });

  test("GiveGigs: workers and clients", async () => {
    const poster = await keyOf((await person("Client")).userId);
    await a("PUT /api/ai/workers/me", worker, {
      jobTitle: "Painter",
      keywords: "paint, fences",
      lowRate: 20,
      contacts: [{ label: "Web", value: "x.example" }],
    });
    const { worker: own } = await a("GET /api/ai/workers/me", worker);
    await a(`GET /api/ai/workers/${own.workerId}`, nobody);
    await a("GET /api/ai/workers?skill=fence&maxRate=20&sort=rate", nobody);
    await a("DELETE /api/ai/workers/me", worker);
    const { clientId } = await a("POST /api/ai/clients", poster, { companyName: "Evergreen Parks" });
    await a("POST /api/ai/clients", poster, { description: "Trees." });
    const { client } = await a("GET /api/ai/clients/me", poster);
    await a("POST /api/ai/tasks", poster, { title: "Plant trees", description: "Fifty.", clientId });
    await a(`GET /api/ai/clients/${client.slug}?format=json`, nobody);
    await a("GET /api/ai/clients?hiring=true&ai_operated=true&sort=rating&search=tree", nobody);
  });

  test("GiveGigs: keys", async () => {
    const { keyId } = await a("POST /api/ai/keys", browser, { name: "My Agent" });
    await a("GET /api/ai/keys", browser);
    await a(`DELETE /api/ai/keys/${keyId}`, browser);
  });

  test("one field too many or too few would be noticed, however deep", async () => {
    const { task } = (await ask(givegigs, "POST /api/ai/tasks", worker, { body: { title: "A", description: "B" } }))
      .json;
    const described = reader({ $ref: "#/components/schemas/GiveGigsTask" });
    expect(described.safeParse(task).success).toBe(true);
    const { hope: _, ...less } = task;
    for (const wrong of [less, { ...task, more: 1 }, { ...task, postedBy: { ...task.postedBy, email: "x" } }])
      expect(described.safeParse(wrong).success).toBe(false);
  });

  test("every operation was asked", () => {
    const all = Object.values(document.paths).flatMap((path) =>
      Object.values(path as object).map((one: any) => one.operationId),
    );
    expect(all.filter((operation) => !seen.has(operation) && !operation.startsWith("gigiac.health."))).toEqual([]);
  });
});
