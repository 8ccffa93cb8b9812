"use server";

import { datasetHref } from "@/components/datasets/dataset";
import { buyLicense } from "@/lib/domain/datasets/buy";
import { editDataset } from "@/lib/domain/datasets/edit";
import { fieldsOf } from "@/lib/surfaces/action";
import { type DeedState, perform } from "@/lib/surfaces/deed";
import { amountIn } from "@/lib/surfaces/form";

/** Buys with credits, or sends the browser to the page on which the card is charged. */
export async function buy(_: DeedState, form: FormData): Promise<DeedState> {
  const { datasetId, blockId, acceptTermsHash, paymentMethod } = fieldsOf(form);
  const back = datasetHref(String(datasetId));
  return perform(
    buyLicense,
    { blockId, acceptTermsHash, paymentMethod },
    { to: ({ checkoutUrl }: { checkoutUrl: string | null }) => checkoutUrl ?? `${back}?done=bought`, back },
  );
}

export async function offer(_: DeedState, form: FormData): Promise<DeedState> {
  const { datasetId, price, listed } = fieldsOf(form);
  const back = datasetHref(String(datasetId));
  return perform(
    editDataset,
    { datasetId, price: amountIn(price), listed: listed === undefined ? undefined : listed === "true" },
    { to: `${back}?done=saved`, back },
  );
}
