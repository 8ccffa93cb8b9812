import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { blockResponses, blockTasks, datasets, datasetVersions, events, licenses } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account, Actor } from "@/lib/core/context";
import { databaseError } from "@/lib/core/errors";
import { run } from "@/lib/core/run";
import { deleteAccount } from "@/lib/domain/accounts/delete";
import { verifyLedger } from "@/lib/domain/money/verify";
import { runClock } from "@/lib/events/clock";
import { refusal } from "@/local/testing/accounts";
import { answeredBlock, buy, offerOf, soldBlock } from "@/local/testing/datasets";
import { bot, person } from "@/local/testing/market";
import { type DatasetFile, downloadDataset } from "./download";
import { editDataset } from "./edit";
import { listDatasets } from "./list";
import { loadDataset } from "./load";
import { datasetPseudonym } from "./privacy";

const nobody = { kind: "anyone" } as const;
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code ?? error,
  );
let poster: Account;
let crowd: Account[];
beforeAll(async () => {
  crowd = await Promise.all(Array.from({ length: 12 }, (_, n) => person(`Worker ${n}`)));
});
beforeEach(async () => {
  poster = await person("Pia", { dollars: 200 });
});
afterEach(async () => {
  clock.reset();
  expect((await verifyLedger()).violations).toEqual([]);
});

const three = () => crowd.slice(0, 3);
const rowOf = async (blockId: string) => (await db.select().from(datasets).where(eq(datasets.blockId, blockId)))[0]!;
const fetchFile = async (who: Actor, blockId: string, fields: object = {}): Promise<DatasetFile> =>
  (await run<any>(downloadDataset, who, { blockId, ...fields })).file;
const rowsOf = async (who: Actor, blockId: string, fields: object = {}) =>
  JSON.parse((await fetchFile(who, blockId, fields)).bytes.toString());
const load = (who: Actor, datasetId: string) => run<any>(loadDataset, who, { datasetId });

/** A block of so many items of which one in two is about delivery; of each worker one answer in twenty is wrong, of each others. */
const long = (n: number) => ({
  items: Array.from({ length: n }, (_, at) => ({ id: `r${at}`, prompt: `Review ${at}` })),
});
const nearlyRight = (n: number) => (worker: number) => ({
  answers: Object.fromEntries(
    Array.from({ length: n }, (_, at) => [`r${at}`, (at % 2 === 0) === ((at + worker) % 20 !== 0) ? "yes" : "no"]),
  ),
});

describe("a block with a licence, once it is paid,", () => {
  test("is a listed dataset, in the same transaction, without its known answers", async () => {
    const blockId = await answeredBlock(poster, three());
    expect(await codeOf(offerOf(poster, blockId))).toBe("NOT_FOUND");
    const { offer } = await soldBlock(poster, three());
    expect(offer).toMatchObject({
      type: "CC-BY-4.0",
      priceCents: 4900,
      listed: true,
      version: "1.0.0",
      soldCount: 0,
      exclusiveAvailable: null,
      split: { ownerCents: 3920, platformCents: 490, workersCents: 490 },
      isOwner: true,
      ownLicense: null,
    });
    const seen = await load(nobody, offer.datasetId);
    expect(seen).toMatchObject({
      dataset: { itemCount: 2, responseCount: 3, verified: false, quality: { goldItems: 1, goldAccuracy: 1 } },
      preview: [
        { item_id: "r1", prompt: "Came two days late.", answer: "yes", votes: { yes: 3, no: 0 }, n: 3 },
        { item_id: "r2", answer: "no" },
      ],
      versions: [{ version: "1.0.0", rows: 2 }],
      redacted: null,
      isOwner: false,
    });
    expect(JSON.stringify(seen)).not.toMatch(/never arrived|secret/);
    const told = await db.select().from(events).where(eq(events.subjectId, offer.datasetId));
    expect(told.map(({ name }) => name)).toEqual(["dataset.listed"]);
  });

  test("one without a licence is none; a large one is made by the clock at once after", async () => {
    const plain = await answeredBlock(poster, three(), { license: null });
    expect(await codeOf(offerOf(poster, plain))).toBe("NOT_FOUND");
    const blockId = await answeredBlock(poster, three());
    await db.update(blockTasks).set({ status: "paid", datasetDue: true }).where(eq(blockTasks.id, blockId));
    expect((await runClock(5_000)).datasets).toBe(1);
    expect(await rowOf(blockId)).toMatchObject({ listed: true, version: "1.0.0" });
    expect((await runClock(5_000)).datasets).toBe(0);
    // Back to what the books say of it.
    await db.update(blockTasks).set({ status: "completed" }).where(eq(blockTasks.id, blockId));
  });

  test("may call itself consensus-verified where it has earned it", async () => {
    const { offer } = await soldBlock(poster, crowd.slice(0, 7), long(40), nearlyRight(40));
    const { dataset } = await load(nobody, offer.datasetId);
    expect(dataset).toMatchObject({ verified: true, quality: { verifiedShare: 1 } });
    expect(dataset.quality.nEffective).toBeGreaterThan(3);
    const page = await run<any>(listDatasets, nobody, { verified: true, limit: 100 });
    expect(page.items.map(({ id }: any) => id)).toContain(offer.datasetId);
  });

  test("has personal data taken out of what is published, and says how much and, to its owner, where", async () => {
    const items = [{ id: "t1", prompt: "Call +49 30 1234567. What is wrong?" }];
    const fields = { responseType: "text", options: undefined, items };
    const { blockId, offer } = await soldBlock(poster, three(), fields, () => ({
      answers: { t1: "Write to ada@example.com" },
    }));
    expect(await rowsOf(poster, blockId)).toMatchObject([
      { prompt: "Call [phone]. What is wrong?", answer: "Write to [email]" },
    ]);
    expect((await load(nobody, offer.datasetId)).dataset.redactedCount).toBe(2);
    expect((await load(poster, offer.datasetId)).redacted).toEqual([
      { itemId: "t1", kind: "phone" },
      { itemId: "t1", kind: "email" },
    ]);
    expect(JSON.stringify(await load(nobody, offer.datasetId))).not.toMatch(/ada@|1234567/);
  });
});

describe("a survey's dataset", () => {
  const survey = {
    mode: "survey",
    payoutPolicy: "all",
    items: [
      { id: "age", prompt: "Are you over 40?" },
      { id: "tea", prompt: "Do you drink tea?" },
    ],
  };
  const answers = (n: number) => ({
    answers: { age: n < 6 ? "yes" : "no", tea: n % 2 === 0 ? "yes" : "no" },
    mayShare: n < 7,
  });

  test("has what was answered in sum, and single responses of those alone who agreed", async () => {
    const { blockId } = await soldBlock(poster, crowd, survey, answers);
    const [age] = await rowsOf(poster, blockId);
    expect(age).toMatchObject({
      item_id: "age",
      n: 12,
      missing: 0,
      summary: { options: [{ option: "yes", count: 6 }, {}] },
    });
    const raw = await rowsOf(poster, blockId, { part: "responses" });
    expect(raw).toHaveLength(7);
    const { secret } = await rowOf(blockId);
    const [block] = await db.select().from(blockTasks).where(eq(blockTasks.id, blockId));
    expect(raw.map(({ worker }: any) => worker).sort()).toEqual(
      crowd
        .slice(0, 7)
        .map(({ userId }) => datasetPseudonym(secret, userId))
        .sort(),
    );
    expect(raw.map(({ worker }: any) => worker)).not.toContain(datasetPseudonym(block!.secret, crowd[0]!.userId));
    for (const { answered_at } of raw) expect(answered_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:00:00Z$/);
    expect((await fetchFile(poster, blockId, { part: "responses", format: "csv" })).bytes.toString()).toMatch(
      /^worker,answered_at,is_bot,answers\.age,answers\.tea\r\nw_[0-9a-f]{16},/,
    );
  });

  test("leaves out groups below k, and shows no single response where the rest could be told by the totals", async () => {
    const privacy = { k: 5, quasiIdentifiers: ["age"] };
    const grouped = await soldBlock(poster, crowd, { ...survey, privacy }, (n) => ({ ...answers(n), mayShare: true }));
    // Six over 40 and six not: both are shown.
    expect(await rowsOf(poster, grouped.blockId, { part: "responses" })).toHaveLength(12);
    const few = await soldBlock(poster, crowd, { ...survey, privacy }, (n) => ({ ...answers(n), mayShare: n < 10 }));
    // Six over 40; the four others who agreed are too few.
    const raw = await rowsOf(poster, few.blockId, { part: "responses" });
    expect(raw.map((row: any) => row.answers.age)).toEqual(Array(6).fill("yes"));
    const none = await soldBlock(poster, crowd.slice(0, 6), survey, (n) => ({ ...answers(n), mayShare: n < 5 }));
    // Five agreed; the sixth would be told by the totals.
    expect(await codeOf(fetchFile(poster, none.blockId, { part: "responses" }))).toBe("NOT_FOUND");
  });

  test("loses who deletes their account: the key of the names is gone, and a later version is without their row", async () => {
    const leaver = await person("Leaver");
    const twelve = [leaver, ...crowd.slice(1)];
    const { blockId } = await soldBlock(poster, twelve, survey, (n) => ({ ...answers(n), mayShare: n < 7 }));
    const before = await rowOf(blockId);
    const old = datasetPseudonym(before.secret, leaver.userId);
    expect(JSON.stringify(await rowsOf(poster, blockId, { part: "responses" }))).toContain(old);
    await run(deleteAccount, leaver, { email: `${leaver.userId}@example.com`, giveUp: true });
    const after = await rowOf(blockId);
    expect(after.secret.equals(before.secret)).toBe(false);
    await runClock(5_000);
    const raw = await rowsOf(poster, blockId, { part: "responses" });
    expect([(await rowOf(blockId)).version, raw.length]).toEqual(["2.0.0", 6]);
    expect(JSON.stringify(raw)).not.toContain(old);
    expect(await rowsOf(poster, blockId, { part: "responses", version: "1.0.0" })).toHaveLength(7);
    const kept = await db.select().from(blockResponses).where(eq(blockResponses.ownerId, leaver.userId));
    expect(kept).toMatchObject([{ mayShare: false }]);
  });
});

describe("downloading", () => {
  test("is for the owner and holders; its files are those whose checksums are published", async () => {
    const { blockId, offer } = await soldBlock(poster, three());
    const buyer = await person("Bea", { dollars: 60 });
    expect(await codeOf(fetchFile(nobody, blockId))).toBe("UNAUTHENTICATED");
    expect(await codeOf(fetchFile(buyer, blockId))).toBe("LICENSE_REQUIRED");
    expect(await codeOf(fetchFile(crowd[0]!, blockId))).toBe("LICENSE_REQUIRED");
    await buy(buyer, { blockId, offer });
    const described = JSON.parse((await fetchFile(nobody, blockId, { format: "croissant" })).bytes.toString());
    expect(described.distribution).toHaveLength(3);
    for (const { "@id": name, sha256, contentSize, contentUrl } of described.distribution) {
      const format = name.split(".").at(-1);
      expect(contentUrl).toContain(`/api/block-tasks/${blockId}/dataset?format=${format}&version=1.0.0`);
      for (const who of [poster, buyer, await bot(buyer)]) {
        const file = await fetchFile(who, blockId, { format });
        expect(createHash("sha256").update(file.bytes).digest("hex")).toBe(sha256);
        expect([file.sha256, contentSize]).toEqual([sha256, `${file.bytes.length} B`]);
      }
    }
    expect(`sha256:${(await fetchFile(buyer, blockId)).sha256}`).toBe(offer.digest);
    expect(await codeOf(fetchFile(buyer, blockId, { version: "9.0.0" }))).toBe("NOT_FOUND");
    expect(await codeOf(fetchFile(buyer, blockId, { version: "1" }))).toBe("INVALID_INPUT");
    expect(await codeOf(fetchFile(buyer, "block_00000000000000000000000000"))).toBe("NOT_FOUND");
  });

  test("Croissant says what it requires", async () => {
    const { blockId } = await soldBlock(poster, three());
    const file = await fetchFile(nobody, blockId, { format: "croissant" });
    const json = JSON.parse(file.bytes.toString());
    expect(file.mediaType).toBe('application/ld+json; profile="http://mlcommons.org/croissant/1.1"');
    expect(json).toMatchObject({
      "@type": "sc:Dataset",
      "dct:conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
      name: "Is this review about delivery?",
      license: "https://spdx.org/licenses/CC-BY-4.0.html",
      creator: { name: "Pia" },
      version: "1.0.0",
      datePublished: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      "rai:annotationsPerItem": "3",
    });
    for (const name of ["@context", "description", "url", "citeAs"]) expect(json[name]).toBeTruthy();
    for (const object of json.distribution)
      expect(Object.keys(object)).toEqual(
        expect.arrayContaining(["@id", "contentUrl", "encodingFormat", "sha256", "contentSize"]),
      );
    const files = new Set(json.distribution.map((object: any) => object["@id"]));
    for (const { field } of json.recordSet)
      for (const { dataType, source } of field) {
        expect(dataType).toMatch(/^sc:/);
        expect(files).toContain(source.fileObject["@id"]);
        expect(source.extract.column).toEqual(expect.any(String));
      }
    const heading = (await fetchFile(poster, blockId, { format: "csv" })).bytes.toString().split("\r\n")[0];
    expect(json.recordSet[0].field.map(({ name }: any) => name).join()).toBe(heading);
  });

  test("a title of script tags and answers that are formulas are text in every format", async () => {
    const text = '=HYPERLINK("http://x.example","<script>alert(1)</script>")';
    const fields = { title: "<script>alert(1)</script>", responseType: "text", options: undefined };
    const { blockId } = await soldBlock(poster, three(), { ...fields, items: [{ id: "t1", prompt: "=1+1" }] }, () => ({
      answers: { t1: text },
    }));
    const csv = (await fetchFile(poster, blockId, { format: "csv" })).bytes.toString();
    expect(csv).toContain(`t1,'=1+1,"'=HYPERLINK(""http://x.example""`);
    expect(await rowsOf(poster, blockId)).toMatchObject([{ prompt: "=1+1", answer: text }]);
  });
});

describe("offering", () => {
  test("is its owner's to change, never what was sold, and nobody finds what is not listed", async () => {
    const { blockId, offer } = await soldBlock(poster, three());
    const { datasetId } = offer;
    const buyer = await person("Bea", { dollars: 60 });
    const { license } = await buy(buyer, { blockId, offer });
    const edit = (who: Account, fields: object) => run<any>(editDataset, who, { datasetId, ...fields });
    expect(await codeOf(edit(await person(), { price: 1 }))).toBe("FORBIDDEN");
    expect(await codeOf(edit(await bot(poster), { price: 1 }))).toBe("FORBIDDEN");
    expect((await edit(poster, { price: 12.5, listed: false })).dataset).toMatchObject({
      priceCents: 1250,
      listed: false,
    });
    const stranger = await person();
    const refused = [
      load(stranger, datasetId),
      load(nobody, datasetId),
      offerOf(stranger, blockId),
      fetchFile(stranger, blockId),
      fetchFile(nobody, blockId, { format: "croissant" }),
      edit(stranger, { listed: true }),
      buy(stranger, { blockId, offer }),
    ];
    expect(new Set(await Promise.all(refused.map(codeOf)))).toEqual(new Set(["NOT_FOUND"]));
    const listed = (page: any) => page.items.map(({ id }: any) => id).includes(datasetId);
    expect(listed(await run(listDatasets, nobody, { limit: 100 }))).toBe(false);
    expect(listed(await run(listDatasets, poster, { mine: true }))).toBe(true);
    expect(await rowsOf(buyer, blockId)).toHaveLength(2);
    expect((await load(buyer, datasetId)).ownLicense).toEqual(license);
  });

  test("is found by category, licence, words and price, page after page", async () => {
    const word = `Zebra${Date.now().toString(36)}`;
    const made: string[] = [];
    for (const [price, type] of [
      [30, "CC-BY-4.0"],
      [10, "ODbL-1.0"],
      [20, "CC-BY-4.0"],
    ] as const) {
      clock.advance(10);
      const { offer } = await soldBlock(poster, three(), { title: `${word} ${price}`, license: { type, price } });
      made.push(offer.datasetId);
    }
    const ids = async (fields: object) =>
      (await run<any>(listDatasets, nobody, { search: word, ...fields })).items.map(({ id }: any) => id);
    expect(await ids({})).toEqual([made[2], made[1], made[0]]);
    expect(await ids({ sort: "price" })).toEqual([made[1], made[2], made[0]]);
    expect(await ids({ licenseType: "CC-BY-4.0", category: "ai-training" })).toEqual([made[2], made[0]]);
    expect(await ids({ category: "errands" })).toEqual([]);
    for (const sort of ["newest", "price"]) {
      const all = await ids({ sort });
      const first = await run<any>(listDatasets, nobody, { search: word, sort, limit: 1 });
      const next = await run<any>(listDatasets, nobody, { search: word, sort, limit: 2, cursor: first.nextCursor });
      expect([...first.items, ...next.items].map(({ id }: any) => id)).toEqual(all);
    }
    expect(await codeOf(run(listDatasets, nobody, { mine: true }))).toBe("UNAUTHENTICATED");
  });
});

describe("the database itself", () => {
  test("refuses to change or remove a version, a licence or a share; a version goes only with its dataset", async () => {
    const { blockId, offer } = await soldBlock(poster, three());
    await buy(await person("Bea", { dollars: 60 }), { blockId, offer });
    const told = async (query: ReturnType<typeof sql>) =>
      db.execute(query).then(
        () => "done",
        (error) => databaseError(error)?.code,
      );
    const { datasetId } = offer;
    for (const query of [
      sql`update dataset_versions set rows = 0 where dataset_id = ${datasetId}`,
      sql`delete from dataset_versions where dataset_id = ${datasetId}`,
      sql`update licenses set price_cents = 0 where dataset_id = ${datasetId}`,
      sql`delete from licenses where dataset_id = ${datasetId}`,
      sql`update license_shares set cents = 1 where license_id in (select id from licenses where dataset_id = ${datasetId})`,
      sql`delete from license_shares where license_id in (select id from licenses where dataset_id = ${datasetId})`,
    ])
      expect(await told(query)).toBe("DS001");
    const unsold = await soldBlock(poster, three());
    expect(await told(sql`delete from datasets where id = ${unsold.offer.datasetId}`)).toBe("done");
    expect(
      await db.select().from(datasetVersions).where(eq(datasetVersions.datasetId, unsold.offer.datasetId)),
    ).toEqual([]);
  });

  test("an owner who leaves sells no more; what was sold stays", async () => {
    const { blockId, offer } = await soldBlock(poster, three());
    const buyer = await person("Bea", { dollars: 60 });
    await buy(buyer, { blockId, offer });
    await run(deleteAccount, poster, { email: `${poster.userId}@example.com`, giveUp: true });
    expect(await codeOf(buy(await person("Late", { dollars: 60 }), { blockId, offer }))).toBe("NOT_FOUND");
    expect(await rowsOf(buyer, blockId)).toHaveLength(2);
    expect(await db.select().from(licenses).where(eq(licenses.datasetId, offer.datasetId))).toHaveLength(1);
    expect(await refusal(run(loadDataset, nobody, { datasetId: offer.datasetId }))).toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
