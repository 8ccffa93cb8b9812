import { randomBytes } from "node:crypto";
import { z } from "zod";
import { newId } from "@/db/id";
import { insertRow } from "@/db/insert";
import { type BlockRules, blockItems, blockModes, blockTasks, payoutPolicies, responseTypes } from "@/db/schema";
import { type Account, type Context, isAi } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { dollars, dollarsOrNothing, instant, line, MAX_CENTS, text, wholeCents } from "@/lib/core/fields";
import { allInvalid, invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { together } from "@/lib/core/together";
import { feeBpsOf } from "@/lib/domain/money/fees";
import { credits, escrow, transfer } from "@/lib/domain/money/ledger";
import { spend } from "@/lib/domain/spending/spend";
import { category } from "@/lib/domain/tasks/categories";
import { refusePast } from "@/lib/domain/tasks/fields";
import { MAX_DESCRIPTION, MAX_TITLE } from "@/lib/domain/tasks/task";
import { readAnswer } from "./answers";
import { Block } from "./block";
import { METHODS, type Method, type ResponseType } from "./consensus/block";
import { LICENSE_TYPES } from "./licenses";
import {
  DEFAULT_K,
  DEFAULT_TEXT,
  LEAST_K,
  MAX_ITEM_ID,
  MAX_ITEMS,
  MAX_LABELS,
  MAX_OPTION,
  MAX_OPTIONS,
  MAX_PROMPT,
  MAX_TEXT,
  MAX_WORKERS,
} from "./limits";
import { loadBlockJson } from "./queries";

const option = line(MAX_OPTION);
const options = z.array(option).min(2).max(MAX_OPTIONS);
const itemId = z
  .string()
  .trim()
  .regex(/^[\w.:-]{1,100}$/, `must be 1 to ${MAX_ITEM_ID} letters, digits, or _ . : -`);

const itemInput = z.object({
  id: itemId.optional(),
  prompt: text(MAX_PROMPT),
  options: options.nullish(),
  gold: z.unknown().optional().meta({ description: "The right answer, where you know it; no worker sees it." }),
});

/** Which methods count which answers, beside `auto`. */
const METHODS_FOR: Record<ResponseType, readonly Method[]> = {
  boolean: ["majority", "weighted_vote", "one_coin", "dawid_skene"],
  choice: ["majority", "weighted_vote", "one_coin", "dawid_skene", "wins"],
  multi_choice: ["majority", "weighted_vote", "one_coin", "dawid_skene", "exact_set"],
  number: ["mean", "median"],
  text: ["vote", "medoid"],
  ranking: ["borda"],
};
const hasOptions = (type: ResponseType) => type === "choice" || type === "multi_choice" || type === "ranking";

const input = {
  title: line(MAX_TITLE),
  description: text(MAX_DESCRIPTION),
  category: category.default("ai-training"),
  mode: z.enum(blockModes),
  responseType: z.enum(responseTypes),
  options: options
    .optional()
    .meta({ description: "For choice, multi_choice and ranking, unless each item has its own." }),
  items: z
    .array(itemInput)
    .min(1)
    .max(MAX_ITEMS)
    .optional()
    .meta({ description: "What is asked. Left out: one item, made from the title." }),
  workerCount: z.int().min(1).max(MAX_WORKERS),
  budgetPerWorker: dollars.optional().meta({ description: "Dollars for each worker." }),
  budgetPerWorkerCents: wholeCents.optional(),
  agreementThreshold: z.number().min(0).max(1).default(0.5),
  payoutPolicy: z.enum(payoutPolicies).optional().meta({ description: "Default: agreement; of a survey always all." }),
  deadline: instant.nullish().meta({
    description:
      "What was answered by then is counted; the places that are left go back. Without any answer the block expires.",
  }),
  license: z
    .object({ type: z.enum(LICENSE_TYPES), price: dollarsOrNothing })
    .nullish()
    .meta({
      description: "Under which the result is offered in the data exchange, and for how many dollars; 0 is free.",
    }),
  method: z.enum(METHODS).optional(),
  minConfidence: z.number().min(0.5).max(1).optional(),
  scale: z.enum(["nominal", "ordinal", "interval", "ratio"]).nullish(),
  pairwise: z.boolean().default(false).meta({ description: "Each item sets two options against each other." }),
  number: z
    .object({
      min: z.number().optional(),
      max: z.number().optional(),
      step: z.number().positive().optional(),
      tolerance: z.number().min(0).optional(),
    })
    .nullish(),
  maxLength: z.int().min(1).max(MAX_TEXT).default(DEFAULT_TEXT),
  earlyStop: z
    .object({ minResponses: z.int().min(2).max(MAX_WORKERS), confidence: z.number().min(0.5).max(0.999) })
    .nullish()
    .meta({
      description:
        "From so many responses on, no more are taken once every item is this certain; a higher value buys more answers.",
    }),
  maxBotShare: z.number().min(0).max(1).default(1),
  privacy: z
    .object({
      k: z.int().min(LEAST_K).max(100).default(DEFAULT_K),
      quasiIdentifiers: z.array(itemId).max(20).default([]),
    })
    .nullish(),
};
type Input = z.output<z.ZodObject<typeof input>>;
type Item = { itemId: string; prompt: string; options: string[] | null; gold: { answer: never } | null };

export const postBlock = command({
  name: "blocks.post",
  summary: "Create a block task.",
  description:
    `One task for many workers: each answers every item, once, and the answers are made into one result. \`worker_count\` × \`budget_per_worker\` is moved from your credits and held before this answers. ` +
    `At most ${MAX_ITEMS} items, 8 MB of JSON, ${MAX_WORKERS} workers and ${MAX_LABELS} answers in all. About one item in ten with a \`gold\` answer, three at least, tells careless workers from careful ones. ` +
    "A survey has no consensus: it refuses `method`, `min_confidence`, `early_stop` and any policy but `all`.",
  access: "account",
  mayWait: true,
  input,
  output: { block: Block },
  async run(ctx, asked) {
    const payCents = payOf(asked);
    refusePast("deadline", asked.deadline, ctx.now);
    const items = itemsOf(asked);
    refuseContradictions(asked, items);
    const blockId = await insertBlock(ctx, asked, items, payCents);
    return { block: await loadBlockJson(ctx.db, ctx.casing, blockId) };
  },
});

function payOf({ budgetPerWorker, budgetPerWorkerCents, workerCount }: Input): number {
  const named = [budgetPerWorker, budgetPerWorkerCents].filter((cents) => cents !== undefined);
  if (named.length === 0) throw invalid("budgetPerWorker", "is required: dollars, or budget_per_worker_cents");
  if (new Set(named).size > 1) throw invalid("budgetPerWorker", "is named twice, with different amounts");
  if (named[0]! * workerCount > MAX_CENTS)
    throw invalid("budgetPerWorker", `times worker_count must be at most ${MAX_CENTS / 100} dollars`);
  return named[0]!;
}

function itemsOf(asked: Input): Item[] {
  const given: z.output<typeof itemInput>[] = asked.items ?? [{ prompt: asked.title }];
  const problems = new Map<string, string>();
  const seen = new Set<string>();
  const items = given.map((item, n): Item => {
    const id = item.id ?? String(n + 1);
    if (seen.has(id)) problems.set(`items.${n}.id`, `is ${id}, as another's`);
    seen.add(id);
    const own = item.options ?? null;
    const open = asked.responseType === "boolean" ? [] : (own ?? asked.options ?? []);
    if (own && new Set(own).size < own.length) problems.set(`items.${n}.options`, "names an option twice");
    if (own && !hasOptions(asked.responseType))
      problems.set(`items.${n}.options`, `goes with choice, multi_choice and ranking only`);
    if (hasOptions(asked.responseType) && open.length === 0)
      problems.set(`items.${n}.options`, "is required: the block has no options of its own");
    if (asked.pairwise && open.length !== 2) problems.set(`items.${n}.options`, "must be two, where items are pairs");
    const gold = item.gold === undefined || item.gold === null ? null : goldOf(asked, open, item.gold);
    if (gold && "wrong" in gold) problems.set(`items.${n}.gold`, gold.wrong);
    return { itemId: id, prompt: item.prompt, options: own, gold: gold && "answer" in gold ? (gold as never) : null };
  });
  refuseAll(problems);
  return items;
}

function goldOf(asked: Input, open: readonly string[], value: unknown): { answer: unknown } | { wrong: string } {
  const rules = { responseType: asked.responseType, number: asked.number ?? null, maxLength: asked.maxLength };
  const read = readAnswer(rules as Parameters<typeof readAnswer>[0], open, value);
  return typeof read === "object" && read !== null && "wrong" in read ? read : { answer: read };
}

function refuseAll(problems: Map<string, string>) {
  if (problems.size === 0) return;
  const details = [...problems].slice(0, 20).map(([path, message]) => ({ path, message }));
  throw new Refusal("INVALID_INPUT", details.map(({ path, message }) => `${path} ${message}`).join("; "), { details });
}

/** What single fields cannot know of each other. */
function refuseContradictions(asked: Input, items: Item[]) {
  const { responseType: type, number } = asked;
  if (items.length * asked.workerCount > MAX_LABELS)
    throw invalid("workerCount", `times the number of items must be at most ${MAX_LABELS}`);
  if (asked.options && new Set(asked.options).size < asked.options.length)
    throw invalid("options", "names an option twice");
  if (asked.options && !hasOptions(type)) throw invalid("options", "goes with choice, multi_choice and ranking only");
  if (asked.pairwise && type !== "choice") throw invalid("pairwise", "goes with choice only");
  if (number && type !== "number") throw invalid("number", "goes with number answers only");
  if (number?.min !== undefined && number.max !== undefined && number.min >= number.max)
    throw invalid("number.max", "must be more than number.min");
  if (asked.mode === "survey") {
    const refused = (["method", "minConfidence", "earlyStop"] as const).filter(
      (name) => asked[name] !== undefined && asked[name] !== null,
    );
    if (refused.length > 0) throw allInvalid([...refused], "goes with consensus only: a survey has no right answer");
    if (asked.payoutPolicy && asked.payoutPolicy !== "all")
      throw invalid("payoutPolicy", "must be all in a survey: every valid response is paid in full");
    const gold = items.findIndex((item) => item.gold !== null);
    if (gold >= 0) throw invalid(`items.${gold}.gold`, "goes with consensus only: a survey has no right answer");
  } else if (asked.privacy) throw invalid("privacy", "goes with survey only");
  if (asked.method && asked.method !== "auto" && !METHODS_FOR[type].includes(asked.method))
    throw invalid("method", `must be auto, ${METHODS_FOR[type].join(", ")} for ${type} answers`);
  if (asked.method === "wins" && !asked.pairwise) throw invalid("method", "can be wins only where items are pairs");
  if (asked.earlyStop && !["boolean", "choice", "multi_choice"].includes(type))
    throw invalid("earlyStop", "goes with boolean, choice and multi_choice only");
  if (asked.earlyStop && asked.earlyStop.minResponses > asked.workerCount)
    throw invalid("earlyStop.minResponses", "must be at most worker_count");
  const known = new Set(items.map(({ itemId: id }) => id));
  const strange = asked.privacy?.quasiIdentifiers.find((id) => !known.has(id));
  if (strange !== undefined) throw invalid("privacy.quasiIdentifiers", `names ${strange}, which is no item`);
}

const CHUNK = 1_000;

async function insertBlock(ctx: Context<Account>, asked: Input, items: Item[], payCents: number): Promise<string> {
  const { actor, db, now } = ctx;
  const rules: BlockRules = {
    method: asked.method ?? "auto",
    minConfidence: asked.minConfidence ?? 0.8,
    scale: asked.scale ?? null,
    pairwise: asked.pairwise,
    number: (asked.number as BlockRules["number"]) ?? null,
    maxLength: asked.maxLength,
    earlyStop: asked.earlyStop ?? null,
    privacy: asked.privacy ?? { k: DEFAULT_K, quasiIdentifiers: [] },
  };
  const block = {
    id: newId("block"),
    posterId: actor.actorId,
    ownerId: actor.userId,
    byAi: isAi(actor),
    title: asked.title,
    description: asked.description,
    category: asked.category,
    mode: asked.mode,
    responseType: asked.responseType,
    options: asked.options ?? [],
    rules,
    itemCount: items.length,
    goldCount: items.filter(({ gold }) => gold !== null).length,
    workerCount: asked.workerCount,
    maxBots: Math.floor(asked.maxBotShare * asked.workerCount + 1e-9),
    payCents,
    feeBps: feeBpsOf("credits"),
    agreementThreshold: asked.agreementThreshold,
    payoutPolicy: asked.mode === "survey" ? ("all" as const) : (asked.payoutPolicy ?? ("agreement" as const)),
    deadline: asked.deadline ?? null,
    licenseType: asked.license?.type ?? null,
    licenseCents: asked.license?.price ?? null,
    secret: randomBytes(32),
    createdAt: now,
    updatedAt: now,
  };
  const cents = payCents * asked.workerCount;
  await insertRow(db, blockTasks, block);
  await spend(ctx, { cents, on: block });
  for (let from = 0; from < items.length; from += CHUNK)
    await db
      .insert(blockItems)
      .values(items.slice(from, from + CHUNK).map((item, n) => ({ blockId: block.id, position: from + n, ...item })));
  await together([
    transfer(ctx, {
      key: `block.fund:${block.id}`,
      kind: "block.fund",
      ref: block.id,
      moves: [{ source: credits(actor.userId), target: escrow(block.id, actor.userId), amount: cents }],
    }),
    ctx.emit(
      "block_task.created",
      {
        blockId: block.id,
        title: block.title,
        category: block.category,
        mode: block.mode,
        workerCount: block.workerCount,
        budgetPerWorkerCents: payCents,
        posterId: actor.actorId,
      },
      { actorId: actor.actorId, subjectId: block.id },
    ),
  ]);
  return block.id;
}
