"use server";

import { paths } from "@/components/layout/links";
import { connect } from "@/lib/domain/withdrawals/connect";
import { withdraw } from "@/lib/domain/withdrawals/withdraw";
import { type DeedState, perform } from "@/lib/surfaces/deed";
import { amountIn } from "@/lib/surfaces/form";

type Pages = { onboardingUrl: string | null; dashboardUrl: string | null };

/** Sends the browser to Stripe: to say who one is, or, once that is done, to see the payouts. */
export const goToStripe = async (_: DeedState, form: FormData): Promise<DeedState> =>
  perform(
    connect,
    { country: form.get("country") ?? undefined },
    {
      to: ({ onboardingUrl, dashboardUrl }: Pages) => onboardingUrl ?? dashboardUrl ?? paths.earnings,
      back: paths.earnings,
    },
  );

/** Withdraws so much, and shows what came of it. */
export const takeOut = async (_: DeedState, form: FormData): Promise<DeedState> =>
  perform(
    withdraw,
    { amount: amountIn(form.get("amount")) },
    {
      to: ({ withdrawal }: { withdrawal: { id: string } }) => `${paths.earnings}?withdrawn=${withdrawal.id}`,
      back: paths.earnings,
    },
  );
