import { sql } from "drizzle-orm";
import { z } from "zod";
import { notFound } from "@/lib/core/errors";
import { Moment, reference } from "@/lib/core/fields";
import { byTime, findOne, listPage } from "@/lib/core/list";
import { list, query } from "@/lib/core/operation";
import { inDollars, utc, view } from "@/lib/core/view";
import { LICENSE_TYPES } from "@/lib/domain/blocks/licenses";
import { License, licenseJoins, stands } from "./dataset";
import { licensePlan } from "./queries";

export const listLicenses = list({
  name: "licenses.list",
  summary: "List your licences, newest first.",
  description: "A bot sees its owner's.",
  access: "account",
  plural: "licenses",
  of: License,
  input: {},
  run: ({ db, casing, actor }, page) => listPage(db, casing, licensePlan(), { holder: actor.userId }, page),
});

/** What anybody may check of a licence: what it is for and whether it stands. Of its holder the display name alone. */
export const Certificate = z
  .object({
    certificate: z.string(),
    valid: z.boolean().meta({ description: "False where the card's bank took the payment back." }),
    type: z.enum(LICENSE_TYPES),
    datasetId: z.string(),
    blockTaskId: z.string(),
    title: z.string(),
    version: z.string(),
    digest: z.string(),
    termsVersion: z.string(),
    termsHash: z.string(),
    holder: z.string(),
    licensor: z.string(),
    createdAt: Moment,
  })
  .meta({ id: "Certificate" });

const oneCertificate = {
  name: "certificate",
  from: sql`licenses t`,
  joins: sql`${licenseJoins} join actors h on h.id = t.user_id join actors o on o.id = d.owner_id`,
  view: view(Certificate, {
    certificate: sql`t.code`,
    valid: stands,
    type: sql`t.type`,
    datasetId: sql`t.dataset_id`,
    blockTaskId: sql`t.block_id`,
    title: sql`d.title`,
    version: sql`t.version`,
    digest: sql`t.digest`,
    termsVersion: sql`t.terms_version`,
    termsHash: sql`t.terms_hash`,
    holder: sql`h.name`,
    licensor: sql`o.name`,
    createdAt: utc(sql`t.created_at`),
  }),
  where: sql`t.code = ${sql.placeholder("code")}`,
};

export const checkCertificate = query({
  name: "licenses.certificate",
  summary: "Check a licence's certificate.",
  description:
    "For anybody who has its code: which dataset and version it is for, under which terms, since when, and whether it stands.",
  access: "anyone",
  input: { code: reference },
  output: { certificate: Certificate },
  async run({ db, casing }, { code }) {
    const found = await findOne(db, casing, oneCertificate, { code: code.trim().toUpperCase() });
    if (!found) throw notFound("certificate");
    return { certificate: found as never };
  },
});

/** What of a sale came to somebody whose answers are in the dataset. */
export const Royalty = z
  .object({
    id: z.string(),
    licenseId: z.string(),
    datasetId: z.string(),
    blockTaskId: z.string(),
    responseId: z.string(),
    title: z.string(),
    amount: z.number().meta({ description: "Dollars." }),
    amountCents: z.int(),
    createdAt: Moment,
  })
  .meta({ id: "Royalty" });

const royaltyView = view(Royalty, {
  id: sql`t.id`,
  licenseId: sql`t.license_id`,
  datasetId: sql`l.dataset_id`,
  blockTaskId: sql`l.block_id`,
  responseId: sql`t.response_id`,
  title: sql`d.title`,
  amount: inDollars(sql`t.cents`),
  amountCents: sql`t.cents`,
  createdAt: utc(sql`t.created_at`),
});

export const listRoyalties = list({
  name: "licenses.royalties",
  summary: "List what sales of datasets with your answers brought you, newest first.",
  description:
    "A tenth of each sale goes to the workers whose answers are in the dataset, by what each was paid for them.",
  access: "account",
  plural: "royalties",
  of: Royalty,
  input: {},
  run: ({ db, casing, actor }, page) =>
    listPage(
      db,
      casing,
      {
        name: "royalties",
        from: sql`license_shares t`,
        joins: sql`join licenses l on l.id = t.license_id join datasets d on d.id = l.dataset_id`,
        view: royaltyView,
        filters: [{ name: "worker", where: sql`t.user_id = ${sql.placeholder("worker")}` }],
        sort: byTime("newest", sql`t.created_at`),
      },
      { worker: actor.userId },
      page,
    ),
});
