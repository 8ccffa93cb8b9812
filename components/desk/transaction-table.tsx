import Link from "next/link";
import type { z } from "zod";
import { Money } from "@/components/money/money";
import { RelativeTime } from "@/components/time/relative-time";
import { Table, TableScroll, Td, Th } from "@/components/ui/table";
import type { Transaction as TransactionShape } from "@/lib/domain/credits/transaction";

export type Transaction = z.output<typeof TransactionShape>;

const WALLETS: Record<Transaction["wallet"], string> = { credits: "Credits", earnings: "Earnings" };

/** The movements of one's two wallets, each under what it left there. */
export function TransactionTable({ transactions }: { transactions: readonly Transaction[] }) {
  return (
    <TableScroll label="List of transactions">
      <Table>
        <thead>
          <tr>
            <Th className="max-sm:hidden">When</Th>
            <Th>What</Th>
            <Th className="max-sm:hidden">Wallet</Th>
            <Th numeric>Amount</Th>
            <Th numeric className="max-sm:hidden">
              Then left
            </Th>
          </tr>
        </thead>
        <tbody>
          {transactions.map((each) => (
            <tr key={each.id}>
              <Td className="whitespace-nowrap text-ink-soft max-sm:hidden">
                <RelativeTime value={each.createdAt} />
              </Td>
              <Td className="[overflow-wrap:anywhere] sm:min-w-56">
                {each.taskId ? (
                  <Link href={`/gigs/${each.taskId}`} dir="auto" className="underline-offset-4 hover:underline">
                    {each.description}
                  </Link>
                ) : (
                  each.description
                )}
                <span className="mt-0.5 block text-ink-soft sm:hidden">
                  <RelativeTime value={each.createdAt} />, {WALLETS[each.wallet].toLowerCase()}
                </span>
              </Td>
              <Td className="text-ink-soft max-sm:hidden">{WALLETS[each.wallet]}</Td>
              <Td numeric>
                <Money cents={each.amountCents} signed />
                <span className="mt-0.5 block sm:hidden">
                  <span className="sr-only">then left </span>
                  <Money cents={each.balanceAfterCents} muted />
                </span>
              </Td>
              <Td numeric className="max-sm:hidden">
                <Money cents={each.balanceAfterCents} muted />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
