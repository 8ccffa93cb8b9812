import { randomBytes } from "node:crypto";
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { newId } from "@/db/id";
import { insertRow } from "@/db/insert";
import {
  actors,
  blockItems,
  blockResponses,
  blockTasks,
  botProfiles,
  datasets,
  datasetVersions,
  users,
} from "@/db/schema";
import type { DatasetQuality } from "@/db/schema/datasets";
import { Breath } from "@/lib/core/breath";
import type { Context } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import type { BlockRow } from "@/lib/domain/blocks/block";
import { type Answer, type BlockResult, type Item, optionsOf, type Spec } from "@/lib/domain/blocks/consensus/block";
import { findResult } from "@/lib/domain/blocks/result";
import type { SurveyItem, SurveyResult } from "@/lib/domain/blocks/survey";
import { checksums, linesOf, nameOf, type Row } from "./files";
import { Redactor } from "./pii";
import { datasetPseudonym, sharable, toTheHour } from "./privacy";
import { isVerified, qualityOf } from "./quality";

/** Up to so many answers a dataset is made in the transaction that pays for the block; of more the clock makes it at once after. */
export const PUBLISHED_AT_ONCE = 5_000;
/** Rows that anybody may see. */
const SAMPLES = 5;

type Ctx = Context<any>;

/**
 * A paid block that has a licence becomes a dataset, in the transaction of the payout; of a large one the row says that it is due,
 * for writing it down takes longer than whoever pays should wait, and than its locks should last.
 */
export async function publishPaid(ctx: Ctx, block: BlockRow): Promise<void> {
  if (block.licenseType === null) return;
  if (block.itemCount * block.taken <= PUBLISHED_AT_ONCE) return publish(ctx, block);
  await ctx.db.update(blockTasks).set({ datasetDue: true }).where(eq(blockTasks.id, block.id));
}

/** Makes the dataset of a block that is due, or a new version of it. False: it is not due any more. */
export const publishDue = (blockId: string): Promise<boolean> =>
  transact({ kind: "system", job: "datasets" }, async (ctx) => {
    const [block] = await ctx.db
      .select()
      .from(blockTasks)
      .where(and(eq(blockTasks.id, blockId), eq(blockTasks.datasetDue, true)))
      .for("update", { skipLocked: true });
    if (!block) return false;
    await ctx.db.update(blockTasks).set({ datasetDue: false }).where(eq(blockTasks.id, blockId));
    await publish(ctx, block);
    return true;
  });

/** Ids of blocks of which a dataset is to be made, the longest waiting first. */
export const unpublished = (without: string[], limit: number) =>
  sql`select id from block_tasks where dataset_due and id <> all(${sql.param(without)}::text[]) order by paid_at limit ${limit}`;

/** Writes a version of the block's dataset down, and the dataset itself where there is none. The block's row must be locked. */
async function publish(ctx: Ctx, block: BlockRow): Promise<void> {
  const { db, now } = ctx;
  const [owner] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, block.ownerId), isNull(users.deletedAt)));
  const [known] = await db.select().from(datasets).where(eq(datasets.blockId, block.id)).for("update");
  // Nobody could be paid for it.
  if (!owner && !known) return;
  const secret = known?.secret ?? randomBytes(32);
  const made = await make(ctx, block, secret);
  if (made.rows === 0) return;
  const datasetId = known?.id ?? newId("data");
  const [last] = known
    ? await db
        .select()
        .from(datasetVersions)
        .where(eq(datasetVersions.datasetId, datasetId))
        .orderBy(desc(datasetVersions.number))
        .limit(1)
    : [];
  if (last && last.content === made.content && last.responses === made.responses) return;
  const number = (last?.number ?? 0) + 1;
  // What a later version takes back is a break with the one before.
  const version = `${number}.0.0`;
  const { content, responses, files, rows, pii, quality, meta } = made;
  const digest = `sha256:${files[nameOf("answers", "json")]!.sha256}`;
  const figures = { ...made.figures, version, digest, quality, redactedCount: pii.redacted, updatedAt: now };
  if (known) await db.update(datasets).set(figures).where(eq(datasets.id, datasetId));
  else
    await insertRow(db, datasets, {
      id: datasetId,
      blockId: block.id,
      ownerId: block.ownerId,
      posterId: block.posterId,
      byAi: block.byAi,
      category: block.category,
      mode: block.mode,
      responseType: block.responseType,
      licenseType: block.licenseType!,
      priceCents: block.licenseCents!,
      secret,
      createdAt: now,
      ...figures,
    });
  await db.insert(datasetVersions).values({
    datasetId,
    version,
    number,
    digest,
    rows,
    content,
    responses,
    files,
    pii,
    quality,
    meta,
    createdAt: now,
  });
  if (known) return;
  await ctx.emit(
    "dataset.listed",
    {
      datasetId,
      blockId: block.id,
      title: figures.title,
      ownerId: block.ownerId,
      licenseType: block.licenseType!,
      priceCents: block.licenseCents!,
    },
    { actorId: block.posterId, subjectId: datasetId },
  );
}

type Given = {
  ownerId: string;
  byAi: boolean;
  mayShare: boolean;
  answers: Answer[];
  createdAt: Date;
  model: string | null;
};

/** Everything of a version but its name. */
async function make({ db }: Ctx, block: BlockRow, secret: Buffer) {
  const items = await db
    .select()
    .from(blockItems)
    .where(eq(blockItems.blockId, block.id))
    .orderBy(asc(blockItems.position));
  const given: Given[] = await db
    .select({
      ownerId: blockResponses.ownerId,
      byAi: blockResponses.byAi,
      mayShare: blockResponses.mayShare,
      answers: blockResponses.answers,
      createdAt: blockResponses.createdAt,
      model: botProfiles.model,
    })
    .from(blockResponses)
    .innerJoin(actors, eq(actors.id, blockResponses.actorId))
    .leftJoin(botProfiles, eq(botProfiles.id, blockResponses.actorId))
    .where(eq(blockResponses.blockId, block.id))
    .orderBy(blockResponses.slot);
  const stored = (await findResult(db, block.id, block.resultVersion))!.result;
  const isGold = new Set(items.filter(({ gold }) => gold !== null).map(({ itemId }) => itemId));
  const spec: Pick<Spec, "responseType" | "options" | "items"> = {
    responseType: block.responseType,
    options: block.options,
    items: items.map(
      ({ itemId, options, gold }): Item => ({
        id: itemId,
        ...(options && { options }),
        ...(gold && { gold: gold.answer }),
      }),
    ),
  };
  const redactor = new Redactor();
  const title = redactor.text("title", block.title).slice(0, 200);
  const description = redactor.text("description", block.description);
  const breath = new Breath();
  const asked = await eachOf(
    breath,
    items.filter(({ itemId }) => !isGold.has(itemId)),
    ({ itemId, prompt, options }): Asked => ({
      id: itemId,
      prompt: redactor.text(itemId, prompt),
      names: namesOf(redactor, spec, { id: itemId, ...(options && { options }) }),
    }),
  );
  const isSurvey = block.mode === "survey";
  const { k } = block.rules.privacy;
  const bots = given.filter(({ byAi }) => byAi).length;
  const isTold = !isSurvey || [bots, given.length - bots].every((n) => n === 0 || n >= k);
  const rowOf = isSurvey ? surveyRow(stored as SurveyResult, redactor) : consensusRow(stored as BlockResult, redactor);
  const rows = await eachOf(breath, asked, rowOf);
  const raw = isSurvey ? await rawRows(block, items, asked, given, secret, redactor) : { rows: [], warnings: [] };
  const quality: DatasetQuality = isSurvey
    ? { ...NO_QUALITY, k, warnings: raw.warnings }
    : qualityOf(spec as Spec, stored as BlockResult);
  const itemIds = asked.map(({ id }) => id);
  const content = linesOf(rows);
  const responses = raw.rows.length === 0 ? null : linesOf(raw.rows);
  return {
    rows: rows.length,
    content,
    responses,
    files: await checksums(block.mode, { answers: content, responses }, itemIds),
    pii: redactor.scan,
    quality,
    meta: {
      humans: isTold ? given.length - bots : 0,
      bots: isTold ? bots : 0,
      models: isTold ? [...new Set(given.flatMap(({ model }) => (model ? [model] : [])))].sort() : [],
      responseType: block.responseType,
      itemIds,
    },
    figures: {
      title,
      description,
      verified: !isSurvey && isVerified(quality),
      itemCount: asked.length,
      responseCount: given.length,
      botCount: isTold ? bots : null,
      rawCount: raw.rows.length,
      sampleRows: rows.slice(0, SAMPLES),
    },
  };
}

const NO_QUALITY: DatasetQuality = {
  method: null,
  nEffective: null,
  verifiedShare: null,
  krippendorffAlpha: null,
  alphaCi95: null,
  percentAgreement: null,
  goldItems: 0,
  goldAccuracy: null,
  k: null,
  warnings: [],
};

type Asked = { id: string; prompt: string; names: Map<string, string> };
type Shown = (answer: Answer) => unknown;

/** How options are called in what is published; none where answers are no options. */
const namesOf = (redactor: Redactor, spec: Pick<Spec, "responseType" | "options">, item: Item): Map<string, string> =>
  spec.responseType === "boolean" ? new Map() : redactor.options(item.id, optionsOf(spec as Spec, item));

/** An answer as it may be published: options by their names there, free text without personal data. */
const shownIn =
  ({ id, names }: Asked, redactor: Redactor): Shown =>
  (answer) => {
    if (Array.isArray(answer)) return answer.map((one) => names.get(one) ?? one);
    return typeof answer === "string" ? (names.get(answer) ?? redactor.text(id, answer)) : answer;
  };

const renamed = <T>(record: Record<string, T>, { names }: Asked): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [names.get(name) ?? name, value]));

/** Made one after the other, with a turn for others in between. */
async function eachOf<T, U>(breath: Breath, all: readonly T[], make: (one: T) => U): Promise<U[]> {
  const made: U[] = [];
  for (const one of all) {
    made.push(make(one));
    if (breath.isDue) await breath.taken();
  }
  return made;
}

function consensusRow({ items }: BlockResult, redactor: Redactor): (item: Asked) => Row {
  const byId = new Map(items.map((item) => [item.itemId, item]));
  return (item) => {
    const { answer, confidence, votes, n, status } = byId.get(item.id)!;
    return {
      item_id: item.id,
      prompt: item.prompt,
      answer: shownIn(item, redactor)(answer),
      confidence,
      votes: votes ? renamed(votes, item) : null,
      n,
      status,
    };
  };
}

/** What was answered, as counted: groups below k were left out when it was. */
function surveyRow({ items }: SurveyResult, redactor: Redactor): (item: Asked) => Row {
  const byId = new Map(items.map((item) => [item.itemId, item]));
  return (item) => {
    const counted = byId.get(item.id)!;
    return {
      item_id: item.id,
      prompt: item.prompt,
      n: counted.n,
      missing: counted.missing,
      summary: summaryOf(item, counted, redactor),
    };
  };
}

function summaryOf(item: Asked, counted: SurveyItem, redactor: Redactor): Row | null {
  const { options, numbers, texts, otherTexts, ranking } = counted;
  const name = (option: string) => item.names.get(option) ?? option;
  if (options)
    return {
      options: options.map(({ option, all, humans, bots, simultaneousCi95 }) => ({
        option: name(option),
        ...all,
        simultaneous_ci95: simultaneousCi95,
        humans: humans.count,
        bots: bots.count,
      })),
    };
  if (numbers) return { ...numbers.all, histogram: numbers.histogram };
  if (texts)
    return {
      texts: texts.map(({ text, count }) => ({ text: redactor.text(item.id, text), count })),
      other_texts: otherTexts,
    };
  if (ranking)
    return { order: ranking.order.map(name), points: renamed(ranking.points, item), is_tied: ranking.isTied };
  return null;
}

/** Single responses of those who agreed to it, as far as nobody can be told by them. */
async function rawRows(
  block: BlockRow,
  items: { itemId: string }[],
  asked: Asked[],
  given: Given[],
  secret: Buffer,
  redactor: Redactor,
): Promise<{ rows: Row[]; warnings: string[] }> {
  const { k, quasiIdentifiers } = block.rules.privacy;
  const place = new Map(items.map(({ itemId }, at) => [itemId, at]));
  const agreed = given
    .filter(({ mayShare }) => mayShare)
    .map((row) => ({ ...row, worker: datasetPseudonym(secret, row.ownerId) }))
    // In no order that tells who came first.
    .sort((a, b) => (a.worker < b.worker ? -1 : 1));
  const { rows, uniform } = sharable(agreed, {
    total: given.length,
    k,
    groupOf: ({ answers }) => JSON.stringify(quasiIdentifiers.map((id) => answers[place.get(id)!] ?? null)),
    saidOf: ({ answers }) =>
      JSON.stringify(answers.filter((_, at) => !quasiIdentifiers.includes(items[at]?.itemId ?? ""))),
  });
  const bots = rows.filter(({ byAi }) => byAi).length;
  const isTold = [bots, rows.length - bots].every((n) => n === 0 || n >= k);
  const breath = new Breath();
  const shown: Row[] = [];
  for (const { worker, createdAt, byAi, answers } of rows) {
    const said = await eachOf(breath, asked, (item) => [
      item.id,
      shownIn(item, redactor)(answers[place.get(item.id)!] ?? null),
    ]);
    shown.push({
      worker,
      answered_at: toTheHour(createdAt),
      is_bot: isTold ? byAi : null,
      answers: Object.fromEntries(said),
    });
  }
  return {
    rows: shown,
    warnings: uniform.length > 0 && quasiIdentifiers.length > 0 ? ["UNIFORM_GROUPS"] : [],
  };
}
