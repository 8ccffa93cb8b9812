"use server";

import { paths } from "@/components/layout/links";
import { setUpAutoRefill } from "@/lib/domain/payments/auto-refill";
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

/** Saves the setting; while no card is saved it leads on to the page on which to save one. */
export const setRefill = async (_: DeedState, form: FormData): Promise<DeedState> =>
  perform(
    setUpAutoRefill,
    {
      enabled: form.get("enabled") === "on",
      newCard: form.get("newCard") === "on",
      threshold: amountIn(form.get("threshold")),
      amount: amountIn(form.get("amount")),
      monthlyLimit: amountIn(form.get("monthlyLimit")),
    },
    { to: ({ setupUrl }: { setupUrl: string | null }) => setupUrl ?? `${paths.money}?refill=saved`, back: paths.money },
  );
