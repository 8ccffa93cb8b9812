"use server";

import { paths } from "@/components/layout/links";
import { resolveApproval } from "@/lib/domain/approvals/resolve";
import { setCommissioning } from "@/lib/domain/spending/commissioning";
import { fieldsOf } from "@/lib/surfaces/action";
import { type DeedState, perform } from "@/lib/surfaces/deed";
import { amountIn } from "@/lib/surfaces/form";

const AMOUNTS = [
  "dailyMaxCents",
  "weeklyMaxCents",
  "monthlyMaxCents",
  "perTaskMaxCents",
  "requireApprovalAboveCents",
] as const;
const DOLLARS = /^\d{1,7}(\.\d{1,2})?$/;
const deskOf = (botId: unknown) => `${paths.bots}/${encodeURIComponent(String(botId))}`;

/** Sets what a bot may spend. An empty box takes a limit away. */
export async function setLimits(_: DeedState, form: FormData): Promise<DeedState> {
  const said = fieldsOf(form);
  const amounts = AMOUNTS.map((name) => [name, amountIn(said[name]) ?? null] as const);
  const wrong = amounts.filter(([, typed]) => typed !== null && !DOLLARS.test(String(typed)));
  if (wrong.length > 0)
    return { fields: Object.fromEntries(wrong.map(([name]) => [name, "Dollars, such as 45.00."])), typed: said };
  const cents = amounts.map(([name, typed]) => [name, typed === null ? null : Math.round(Number(typed) * 100)]);
  const categories = form.getAll("allowedCategories").filter((each) => each !== "");
  const input = {
    botId: said.botId,
    ...Object.fromEntries(cents),
    enabled: said.enabled === "on",
    autoReviewEnabled: said.autoReviewEnabled === "on",
    allowedCategories: categories.length > 0 ? categories : null,
  };
  const back = deskOf(said.botId);
  return perform(setCommissioning, input, { to: `${back}?done=limits`, back });
}

/** Says yes or no to what a bot wishes. */
export async function resolve(_: DeedState, form: FormData): Promise<DeedState> {
  const { approvalId, decision, reason, botId } = fieldsOf(form);
  const done = decision === "approve" ? "approved" : "rejected";
  const back = deskOf(botId);
  return perform(resolveApproval, { approvalId, decision, reason }, { to: `${back}?done=${done}`, back });
}
