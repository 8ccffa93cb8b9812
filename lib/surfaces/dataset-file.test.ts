import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { soldBlock } from "@/local/testing/datasets";
import { person } from "@/local/testing/market";
import { ask, type Caller, keyOf, nobody } from "@/local/testing/request";
import { gigiac } from "./gigiac";

async function offered() {
  const [seller, buyer] = [await person("Seller", { dollars: 20 }), await person("Buyer", { dollars: 60 })];
  const made = await soldBlock(seller, [await person("One"), await person("Two")]);
  return { ...made, owner: await keyOf(seller.userId), key: await keyOf(buyer.userId) };
}
const get = (blockId: string, caller: Caller, query = "", headers: Record<string, string> = {}) =>
  ask(gigiac, `GET /api/block-tasks/${blockId}/dataset${query}`, caller, { headers });

test("a file is answered with its checksum as its ETag, and not again to whoever has it", async () => {
  const { blockId, offer, owner } = await offered();
  const file = await get(blockId, owner);
  expect(file.headers).toMatchObject({
    ETag: `"${offer.digest}"`,
    "Content-Type": "application/json",
    "Content-Length": String(file.bytes!.length),
    "Content-Disposition": expect.stringMatching(/^attachment; filename="data_\w+-1\.0\.0-answers\.json"/),
    "X-Content-Type-Options": "nosniff",
  });
  expect(`sha256:${createHash("sha256").update(file.bytes!).digest("hex")}`).toBe(offer.digest);
  for (const format of ["json", "jsonl", "csv", "croissant"]) {
    const first = await get(blockId, owner, `?format=${format}`);
    const again = await get(blockId, owner, `?format=${format}`, { "if-none-match": first.headers.ETag! });
    expect([first.status, again.status, again.bytes]).toEqual([200, 304, undefined]);
  }
  expect((await get(blockId, owner, "?format=csv")).headers["Content-Type"]).toBe("text/csv; charset=utf-8");
  expect((await get(blockId, nobody, "?format=croissant")).headers["Content-Type"]).toBe(
    'application/ld+json; profile="http://mlcommons.org/croissant/1.1"',
  );
});

test("who holds no licence is told so, and who does not say who they are", async () => {
  const { blockId, key } = await offered();
  expect(await get(blockId, key)).toMatchObject({ status: 403, json: { code: "LICENSE_REQUIRED", price_cents: 4900 } });
  expect(await get(blockId, nobody)).toMatchObject({ status: 401, json: { code: "UNAUTHENTICATED" } });
  expect(await get(blockId, key, "?format=xml")).toMatchObject({ status: 400, json: { code: "INVALID_INPUT" } });
});

test("a licence bought twice names its certificate; under the same Idempotency-Key it is the same answer", async () => {
  const { blockId, offer, key } = await offered();
  const body = { accept_terms_hash: offer.terms.sha256 };
  const buy = (headers: Record<string, string> = {}) =>
    ask(gigiac, `POST /api/block-tasks/${blockId}/license`, key, { body, headers });
  const first = await buy({ "idempotency-key": "one" });
  expect(first).toMatchObject({ status: 201, json: { data: { license: { type: "CC-BY-4.0" }, checkout_url: null } } });
  expect(await buy({ "idempotency-key": "one" })).toMatchObject({ status: 201, body: first.body });
  expect(await buy()).toMatchObject({
    status: 409,
    json: { code: "DUPLICATE", certificate: first.json.data.license.certificate },
  });
});
