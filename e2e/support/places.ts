import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { client, gigiac } from "./api";

/** The people of the demo marketplace who look at the pages. */
export const VIEWERS = {
  nobody: null,
  mara: { email: "mara@example.com", password: "mara-hires-people" },
  tomas: { email: "tomas@example.com", password: "tomas-does-the-work" },
  kwame: { email: "kwame@example.com", password: "kwame-runs-three-bots" },
  ines: { email: "ines@example.com", password: "ines-keeps-the-peace" },
} as const;
export type ViewerName = keyof typeof VIEWERS;

/** A page to look at: the route file it is of, who looks, and its address or how to find one. */
export type Place = { route: string; viewer: ViewerName; at: string | ((page: Page) => Promise<string>); name: string };

/** Reads an API as whoever is signed in on this page. */
const read = (page: Page, path: string): Promise<any> => page.request.get(path).then((answer) => answer.json());

const first = (query: string, to: (item: any) => string) => async (page: Page) => {
  const { data } = await read(page, query);
  if (!data[0]) throw new Error(`the demo data has nothing for ${query}`);
  return to(data[0]);
};
const gig = (query: string) => first(`/api/tasks?limit=1&${query}`, ({ id }) => `/gigs/${id}`);
const workIn = (state: string) => async (page: Page) => {
  const { data } = await read(page, "/api/proposals?mine=true&limit=100&status=accepted");
  for (const { task_id } of data)
    if ((await read(page, `/api/tasks/${task_id}`)).data.status === state) return `/gigs/${task_id}`;
  throw new Error(`the demo data has no ${state} work`);
};

/** The page of somebody who posted something: of a bot, or of a person. */
const ofPoster = (isBot: boolean, to: (id: string) => string) => async (page: Page) => {
  const { data } = await read(page, "/api/tasks?limit=100");
  return to(data.find(({ poster }: any) => poster.is_bot === isBot).poster.id);
};

const threadThat =
  (query: string, holds: (thread: any) => boolean = () => true) =>
  async (page: Page) => {
    const { threads } = await read(page, `/api/ai/chat?limit=100&${query}`);
    return `/chat/${threads.find(holds).id}`;
  };
const workerId = async (page: Page, name: string): Promise<string> =>
  (await read(page, `/api/ai/workers?name=${encodeURIComponent(name)}`)).workers[0].workerId;
const workerWho = (name: string) => async (page: Page) => `/people/${await workerId(page, name)}`;

const disputeThat = (status: string) =>
  first(`/api/moderation/disputes?limit=1&status=${status}`, ({ id }) => `/dashboard/moderation/${id}`);

const CARD_THAT_CONTESTS = "4000000000000259";

/** The page of a payment that its bank contests, which no demo data can hold: somebody new makes one, where there is none yet. */
async function chargeback(page: Page): Promise<string> {
  const list = () => read(page, "/api/moderation/chargebacks?limit=1");
  if ((await list()).data.length === 0) {
    const email = `contester-${Date.now()}@example.com`;
    // Without the page's cookie: a moderator's is taken from our own pages alone.
    const { apiKey } = (await client()("POST /api/ai/register", { email, botName: "Contester" })).json;
    const { checkout_url } = (await gigiac(apiKey)("POST /api/credits/deposit", { amount: 25 })).json;
    await page.request.post(checkout_url, { form: { card_number: CARD_THAT_CONTESTS } });
    await expect.poll(async () => (await list()).data.length, { timeout: 30_000 }).toBe(1);
  }
  return `/dashboard/moderation/chargebacks/${(await list()).data[0].id}`;
}

/** A bot with an account of its own, as a client of the API. */
const stranger = async (name: string) =>
  gigiac(
    (await client()("POST /api/ai/register", { email: `${name}-${Date.now()}@example.com`, botName: name })).json
      .apiKey,
  );

/** A dataset that somebody holds a licence to, made by bots where there is none yet. Answers the certificate's code. */
async function certificate(page: Page): Promise<{ datasetId: string; code: string; blockId: string; openId: string }> {
  const [owner, worker, buyer] = [await stranger("Owner"), await stranger("Worker"), await stranger("Buyer")];
  const { checkout_url } = (await owner("POST /api/credits/deposit", { amount: 5 })).json;
  await page.request.post(checkout_url, { form: { card_number: "4242424242424242" } });
  const asked = {
    title: "Is this review about delivery?",
    description: "Say so.",
    mode: "consensus",
    response_type: "boolean",
  };
  const items = ["Came two days late.", "Nice colour."].map((prompt, n) => ({ id: `r${n}`, prompt }));
  const body = { ...asked, items, worker_count: 1, budget_per_worker: 1, license: { type: "CC-BY-4.0", price: 0 } };
  await expect.poll(async () => (await owner("GET /api/credits/balance")).json.available_cents).toBe(500);
  const { id } = (await owner("POST /api/block-tasks", body)).json.data;
  await worker(`POST /api/block-tasks/${id}/respond`, { answers: { r0: true, r1: false } });
  expect((await owner(`POST /api/block-tasks/${id}/payouts`)).status).toBe(200);
  const { dataset_id, terms } = (await buyer(`GET /api/block-tasks/${id}/license`)).json.data;
  const { license } = (await buyer(`POST /api/block-tasks/${id}/license`, { accept_terms_hash: terms.sha256 })).json
    .data;
  const open = await owner("POST /api/block-tasks", { ...body, response_type: "choice", options: ["yes", "no"] });
  return { datasetId: dataset_id, code: license.certificate, blockId: id, openId: open.json.data.id };
}

/** A payout of a block task that one of its workers contests: bots make one, as no demo data holds it. */
async function blockContest(page: Page): Promise<string> {
  const owner = await stranger("Owner");
  const { checkout_url } = (await owner("POST /api/credits/deposit", { amount: 5 })).json;
  await page.request.post(checkout_url, { form: { card_number: "4242424242424242" } });
  await expect.poll(async () => (await owner("GET /api/credits/balance")).json.available_cents).toBe(500);
  const asked = { title: "Late or not?", description: "Say so.", mode: "consensus", response_type: "boolean" };
  const { id } = (await owner("POST /api/block-tasks", { ...asked, worker_count: 3, budget_per_worker: 1 })).json.data;
  const workers = await Promise.all(["One", "Two", "Three"].map(stranger));
  for (const [n, worker] of workers.entries()) await worker(`POST /api/block-tasks/${id}/respond`, { answers: n < 2 });
  expect((await owner(`POST /api/block-tasks/${id}/payouts`)).status).toBe(200);
  const made = await workers[2]!(`POST /api/block-tasks/${id}/contest`, { reason: "It can be read both ways." });
  return `/dashboard/moderation/block-contests/${made.json.data.id}`;
}

/** Results are their poster's: one who is signed in asks for three answers, and bots give them. */
async function ownResults(page: Page): Promise<string> {
  const headers = { Origin: new URL(page.url()).origin, "Sec-Fetch-Site": "same-origin" };
  const send = (path: string, data: object) =>
    page.request.post(path, { data, headers }).then((answer) => answer.json());
  const asked = { title: "Late or not?", description: "Say so.", mode: "consensus", response_type: "boolean" };
  const { id } = (await send("/api/block-tasks", { ...asked, worker_count: 3, budget_per_worker: 1 })).data;
  for (const name of ["One", "Two", "Three"])
    await (await stranger(name))(`POST /api/block-tasks/${id}/respond`, { answers: name !== "Three" });
  await send(`/api/block-tasks/${id}/consensus`, {});
  return `/blocks/${id}/results`;
}

const place = (
  viewer: ViewerName,
  route: string,
  at: Place["at"] = route,
  name = typeof at === "string" ? at : route,
) => ({
  ...{ viewer, route, at, name },
});

/** Every page there is, as those see it for whom it differs. */
export const PLACES: Place[] = [
  place("nobody", "/"),
  place("nobody", "/gigs"),
  place("nobody", "/gigs", "/gigs?place=local&view=map", "local gigs with a map"),
  place("nobody", "/gigs", "/gigs?search=no-such-gig-anywhere", "no gigs found"),
  place("nobody", "/gigs/[taskId]", gig("status=open"), "an open gig"),
  place("nobody", "/gigs/[taskId]", gig("status=completed"), "a finished gig"),
  place(
    "nobody",
    "/ai/gigs/tasks/[taskId]",
    first("/api/tasks?limit=1", ({ id }) => `/ai/gigs/tasks/${id}`),
  ),
  place(
    "nobody",
    "/people/[userId]",
    ofPoster(false, (id) => `/people/${id}`),
  ),
  place("nobody", "/people"),
  place("nobody", "/people", "/people?minRate=90&maxRate=20&name=x", "rates the wrong way round"),
  place("nobody", "/people/[userId]", workerWho("tomás"), "a worker's profile"),
  place("nobody", "/clients"),
  place("nobody", "/clients", "/clients?search=nobody-is-called-so", "no clients found"),
  place("nobody", "/clients/[slug]", "/clients/lindqvist-editions"),
  place(
    "nobody",
    "/bots/[botId]",
    ofPoster(true, (id) => `/bots/${id}`),
  ),
  place("nobody", "/blocks", "/blocks?status=cancelled&search=nothing", "no block tasks found"),
  place(
    "nobody",
    "/blocks/[blockId]",
    async (page) => `/blocks/${(await certificate(page)).blockId}`,
    "a paid block task",
  ),
  place(
    "tomas",
    "/blocks/[blockId]/answer",
    async (page) => `/blocks/${(await certificate(page)).openId}/answer`,
    "an answer sheet",
  ),
  place("mara", "/blocks/[blockId]/results", ownResults, "results of a block task of mine"),
  place("nobody", "/data-exchange", "/data-exchange?search=no-such-data", "no datasets found"),
  place(
    "nobody",
    "/data-exchange/[datasetId]",
    async (page) => `/data-exchange/${(await certificate(page)).datasetId}`,
  ),
  place("nobody", "/licenses/[code]", async (page) => `/licenses/${(await certificate(page)).code}`),
  place("tomas", "/dashboard/data"),
  place("nobody", "/docs"),
  place("nobody", "/docs/api"),
  place("nobody", "/docs/api/[api]/[tag]", "/docs/api/gigiac/credits"),
  place("nobody", "/docs/api/[api]/[tag]", "/docs/api/givegigs/keys"),
  place("nobody", "/terms"),
  place("nobody", "/privacy"),
  place("nobody", "/sign-in"),
  place("nobody", "/sign-in", "/sign-in?error=LINK_FIRST"),
  place("nobody", "/sign-up"),
  place("nobody", "/forgot"),
  place("nobody", "/reset", "/reset?token=x"),
  place("nobody", "/verify", "/verify?token=x"),
  place("nobody", "/unsubscribe", "/unsubscribe?token=x"),
  place("nobody", "/claim"),
  place("nobody", "/claim", "/claim?token=x"),
  place("nobody", "/goodbye"),
  place("nobody", "/chat/join/[token]", "/chat/join/spring-issue"),
  place("nobody", "/mailbox"),
  place("nobody", "404", "/nothing-here"),
  place("nobody", "404", "/gigs/nothing-here"),
  place("nobody", "404", "/chat/join/nothing-here"),
  place("mara", "/"),
  place("mara", "/gigs/new"),
  place("mara", "/gigs/[taskId]", gig("mine=true&status=open"), "a gig of mine that is open"),
  place("mara", "/gigs/[taskId]", gig("mine=true&status=delivered"), "work to review"),
  place("mara", "/gigs/[taskId]", gig("mine=true&status=completed"), "a gig of mine that is finished"),
  place(
    "mara",
    "/gigs/[taskId]/edit",
    first("/api/tasks?mine=true&limit=1&status=open", ({ id }) => `/gigs/${id}/edit`),
  ),
  place("mara", "/dashboard"),
  place("mara", "/dashboard/gigs"),
  place("mara", "/dashboard/money"),
  place("mara", "/dashboard/money/earnings"),
  place("mara", "/dashboard/work", "/dashboard/work", "no work yet"),
  place("mara", "/dashboard/preferences"),
  place("mara", "/notifications"),
  place("mara", "/notifications", "/notifications?show=unread&kind=reviews", "nothing is unread"),
  place("mara", "/settings/notifications"),
  place("mara", "/chat"),
  place("mara", "/chat/[threadId]", threadThat("type=TASK"), "the chat of a gig of mine"),
  place(
    "mara",
    "/chat/[threadId]",
    threadThat("type=DIRECT", ({ participantCount }) => participantCount > 2),
    "a chat of several",
  ),
  place("mara", "/gigs/new", async (page) => `/gigs/new?for=${await workerId(page, "tomás")}`, "a gig for somebody"),
  place("mara", "/people/[userId]", workerWho("tomás"), "somebody to write to"),
  place("mara", "/settings/client"),
  place("mara", "/settings/worker", "/settings/worker", "no worker profile yet"),
  place("tomas", "/settings/worker"),
  place("mara", "/settings/account"),
  place("mara", "/settings/account/delete", "/settings/account/delete", "what must be settled first"),
  place("mara", "/settings/keys"),
  place("mara", "/settings/sessions"),
  place("mara", "/sign-out"),
  place("mara", "404", "/dashboard/nothing-here"),
  place("mara", "404", "/chat/nothing-here"),
  place("tomas", "/chat/[threadId]", threadThat("type=TASK"), "the chat of a gig I was hired for"),
  place("tomas", "/chat/join/[token]", "/chat/join/spring-issue", "an invite"),
  place("tomas", "/dashboard"),
  place("tomas", "/dashboard/work"),
  place("tomas", "/gigs/[taskId]", workIn("in_progress"), "a gig I was hired for"),
  place("tomas", "/gigs/[taskId]", workIn("completed"), "a gig I was paid for"),
  place("tomas", "/gigs/[taskId]", gig("status=open&sort=budget"), "a gig to propose on"),
  place("kwame", "/dashboard/bots"),
  place("kwame", "/dashboard/bots/new"),
  place(
    "kwame",
    "/dashboard/bots/[botId]",
    first("/api/bot-profiles", ({ id }) => `/dashboard/bots/${id}`),
  ),
  place(
    "kwame",
    "/dashboard/bots/[botId]/edit",
    first("/api/bot-profiles", ({ id }) => `/dashboard/bots/${id}/edit`),
  ),
  place("ines", "/dashboard/moderation"),
  place("ines", "/dashboard/moderation", "/dashboard/moderation?status=ended", "disputes that ended"),
  place("ines", "/dashboard/moderation/block-contests", "/dashboard/moderation/block-contests?status=dismissed"),
  place("ines", "/dashboard/moderation/block-contests/[contestId]", blockContest, "a contested block payout"),
  place("ines", "/dashboard/moderation/chargebacks"),
  place(
    "ines",
    "/dashboard/moderation/chargebacks",
    "/dashboard/moderation/chargebacks?status=warned",
    "fraud reports",
  ),
  place("ines", "/dashboard/moderation/chargebacks/[chargebackId]", chargeback, "a payment that is contested"),
  place("ines", "/dashboard/moderation/[disputeId]", disputeThat("open"), "a dispute to decide"),
  place("ines", "/dashboard/moderation/[disputeId]", disputeThat("ended"), "a dispute that was decided"),
];

/** Routes that show nothing of their own: they lead on at once, or need a visit to another provider first. */
const PASSAGES = ["/settings", "/sign-up/finish"];

/** The routes of all pages of the app, read from its files. */
export function routesOfApp(): string[] {
  const files = readdirSync("app", { recursive: true, encoding: "utf8" }).filter(
    (file) => path.basename(file) === "page.tsx",
  );
  const routes = files.map((file) => `/${path.dirname(file)}`.replace(/\/(\([^)]*\)|\.)(?=\/|$)/g, "") || "/");
  return routes.filter((route) => !PASSAGES.includes(route)).sort();
}
