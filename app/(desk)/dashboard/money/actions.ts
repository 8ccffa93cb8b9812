"use server";

import { paths } from "@/components/layout/links";
import { deposit } from "@/lib/domain/payments/deposit";
import { type DeedState, perform } from "@/lib/surfaces/deed";
import { amountIn } from "@/lib/surfaces/form";

/** Sends the browser to the page on which the credits are paid. */
export const buyCredits = async (_: DeedState, form: FormData): Promise<DeedState> =>
  perform(
    deposit,
    { amount: amountIn(form.get("amount")) },
    { to: ({ checkoutUrl }: { checkoutUrl: string }) => checkoutUrl, back: paths.money },
  );
