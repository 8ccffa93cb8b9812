import Link from "next/link";
import type { z } from "zod";
import { Money } from "@/components/money/money";
import { RelativeTime } from "@/components/time/relative-time";
import { Table, TableScroll, Td, Th } from "@/components/ui/table";
import type { Transaction as TransactionShape } from "@/lib/domain/credits/transaction";

export type Transaction = z.output<typeof TransactionShape>;

/** The movements of one's two wallets, each under what it left there. */
export function TransactionTable({ transactions }: { transactions: readonly Transaction[] }) {
  return (
    <TableScroll label="List of transactions">
      <Table>
        <thead>
          <tr>
            <Th>When</Th>
            <Th>What</Th>
            <Th>Wallet</Th>
            <Th numeric>Amount</Th>
            <Th numeric>Then left</Th>
          </tr>
        </thead>
        <tbody>
          {transactions.map((each) => (
            <tr key={each.id}>
              <Td className="whitespace-nowrap text-ink-soft">
                <RelativeTime value={each.createdAt} />
              </Td>
              <Td className="min-w-56">
                {each.taskId ? (
                  <Link href={`/gigs/${each.taskId}`} dir="auto" className="underline-offset-4 hover:underline">
                    {each.description}
                  </Link>
                ) : (
                  each.description
                )}
              </Td>
              <Td className="text-ink-soft">{each.wallet === "credits" ? "Credits" : "Earnings"}</Td>
              <Td numeric>
                <Money cents={each.amountCents} signed />
              </Td>
              <Td numeric>
                <Money cents={each.balanceAfterCents} muted />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
