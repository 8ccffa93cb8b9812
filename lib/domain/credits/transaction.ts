import { sql } from "drizzle-orm";
import { z } from "zod";
import { movementTypes } from "@/db/schema";
import { Moment } from "@/lib/core/fields";
import { inDollars, utc, view } from "@/lib/core/view";
import { feeIn } from "@/lib/domain/money/fee-in";

export const TRANSACTION_TYPES = movementTypes;
export const WALLETS = ["credits", "earnings"] as const;

/** One movement of one of an account's two wallets. */
export const Transaction = z
  .object({
    id: z.string(),
    type: z.enum(TRANSACTION_TYPES),
    amount: z.number().meta({ description: "Dollars; negative when money leaves the wallet." }),
    amountCents: z.int(),
    balanceAfterCents: z.int().meta({ description: "Of the wallet named in `wallet`." }),
    description: z.string(),
    taskId: z.string().nullable(),
    blockTaskId: z.string().nullable(),
    wallet: z.enum(WALLETS).meta({ description: "credits are spent, earnings are withdrawn." }),
    createdAt: Moment,
    feeCents: z.int().meta({ description: "Of earnings: the platform's fee, taken before they came." }),
  })
  .meta({ id: "Transaction" });

/** Only what a hold paid out had a fee: of everything else the journal is not asked for one. */
const fee = sql`case when t.type <> 'earning' then 0
  when j.kind = 'license.sale' then 0
  when j.ref_id like 'block\\_%' then coalesce((select p.fee_cents from block_payouts p where p.block_id = j.ref_id and p.owner_id = t.owner_id), 0)
  else ${feeIn(sql`j.id`)} end`;
const title = sql`coalesce('“' || coalesce(k.title, b.title, d.title) || '”', 'a task that was deleted')`;
const sentence = sql`case t.type
  when 'grant' then 'Promotional credits'
  when 'deposit' then case j.kind when 'deposit.refilled' then 'Credits refilled' else 'Credits bought' end
  when 'withdrawal' then case when t.amount < 0 then 'Withdrawn' else 'Withdrawal returned' end
  when 'earning' then case when j.kind = 'license.sale' then 'Share of a licence to ' else 'Earned with ' end || ${title} || case when ${fee} > 0 then ', less a fee of $' || to_char(${fee} / 100.0, 'FM999,999,990.00') else '' end
  when 'hold' then case when j.kind in ('task.fund', 'block.fund') then 'Held for ' else 'Held in addition for ' end || ${title}
  when 'return' then case when j.kind in ('task.return', 'block.return') then 'Returned from ' else 'Rest returned from ' end || ${title}
  when 'purchase' then 'Bought a licence to ' || ${title}
  else case when j.kind = 'block.contest' then 'Paid after a contest of ' || ${title} when j.kind = 'refund.warned' then 'Back to the card, whose bank reported fraud' when j.kind = 'refund.failed' then 'A refund that the card did not take' else initcap(replace(j.kind, '.', ' ')) end end`;

const BASE32 = "0123456789abcdefghjkmnpqrstvwxyz";
/** Ten characters of time, like every id, and sixteen that tell nothing of how many entries there are. */
const opaqueId = sql`'txn_' || (select string_agg(substr('${sql.raw(BASE32)}', 1 + ((extract(epoch from t.event_at) * 1000)::bigint >> (5 * place) & 31)::int, 1), '' order by place desc) from generate_series(0, 9) place)
  || substr(md5(j.idem_key || ' ' || t.wallet || ' ' || t.account_id), 1, 16)`;

/** Entries `t` of the account's wallets, with their journal `j` and the task `k` it is about. */
export const transactionView = view(Transaction, {
  id: opaqueId,
  type: sql`t.type`,
  amount: inDollars(sql`t.amount`),
  amountCents: sql`t.amount`,
  balanceAfterCents: sql`t.balance_after`,
  description: sentence,
  taskId: sql`case when j.ref_id like 'task\\_%' then j.ref_id end`,
  blockTaskId: sql`case when j.ref_id like 'block\\_%' then j.ref_id else i.block_id end`,
  wallet: sql`t.wallet`,
  createdAt: utc(sql`t.event_at`),
  feeCents: fee,
});
