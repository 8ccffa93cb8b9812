import type { z } from "zod";
import { Money } from "@/components/money/money";
import { StatusBadge } from "@/components/status/status-badge";
import { RelativeTime } from "@/components/time/relative-time";
import { Table, TableScroll, Td, Th } from "@/components/ui/table";
import type { Withdrawal as WithdrawalShape } from "@/lib/domain/withdrawals/withdrawal";

export type Withdrawal = z.output<typeof WithdrawalShape>;

const MEANINGS: Record<Withdrawal["status"], string> = {
  pending: "Waits for Stripe; nothing is needed of you",
  sent: "Stripe pays it to your bank",
  paid: "All of it is there",
  failed: "It is in your earnings again",
  reversed: "It is in your earnings again",
};

/** Withdrawals, newest first, each with how it stands and what that means. */
export function WithdrawalTable({ withdrawals }: { withdrawals: readonly Withdrawal[] }) {
  return (
    <TableScroll label="List of withdrawals">
      <Table>
        <thead>
          <tr>
            <Th className="max-sm:hidden">When</Th>
            <Th>How it stands</Th>
            <Th numeric>Amount</Th>
          </tr>
        </thead>
        <tbody>
          {withdrawals.map((each) => (
            <tr key={each.id}>
              <Td className="whitespace-nowrap text-ink-soft max-sm:hidden">
                <RelativeTime value={each.createdAt} />
              </Td>
              <Td className="[overflow-wrap:anywhere] sm:min-w-56">
                <StatusBadge status={each.status === "pending" ? "on_its_way" : each.status} />
                <span className="mt-1 block text-ink-soft">
                  {each.reason ? `${each.reason} ` : null}
                  {each.reason && (each.status === "sent" || each.status === "paid")
                    ? null
                    : `${MEANINGS[each.status]}.`}
                </span>
                <span className="mt-0.5 block text-ink-soft sm:hidden">
                  <RelativeTime value={each.createdAt} />
                </span>
              </Td>
              <Td numeric>
                <Money cents={each.amountCents} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
