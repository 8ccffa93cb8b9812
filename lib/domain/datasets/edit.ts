import { eq } from "drizzle-orm";
import { z } from "zod";
import { datasets } from "@/db/schema";
import { actsFor } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { dollarsOrNothing, id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { Dataset } from "./dataset";
import { findLicense, loadDatasetJson, lockDataset } from "./queries";

export const editDataset = command({
  name: "datasets.edit",
  summary: "List, unlist or reprice your dataset.",
  description:
    "What was sold stays as it was sold: its licences, their certificates and downloads. A dataset that is not listed is found and bought by nobody.",
  access: "account",
  input: {
    datasetId: id("data"),
    listed: z.boolean().optional(),
    price: dollarsOrNothing.optional().meta({ description: "Dollars; 0 is free." }),
  },
  output: { dataset: Dataset },
  async run({ actor, db, casing, now }, { datasetId, listed, price }) {
    const dataset = await lockDataset(db, datasetId);
    if (!dataset) throw notFound("dataset");
    if (!actsFor(actor, dataset.ownerId, dataset.posterId)) {
      const mayKnow = dataset.listed || (await findLicense(db, datasetId, actor.userId)) !== undefined;
      if (!mayKnow) throw notFound("dataset");
      throw new Refusal("FORBIDDEN", "Only the dataset's owner may change how it is offered.");
    }
    await db
      .update(datasets)
      .set({
        ...(listed !== undefined && { listed }),
        ...(price !== undefined && { priceCents: price }),
        updatedAt: now,
      })
      .where(eq(datasets.id, datasetId));
    return { dataset: await loadDatasetJson(db, casing, datasetId) };
  },
});
