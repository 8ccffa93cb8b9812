import type { Metadata } from "next";
import Link from "next/link";
import { linkClass } from "@/app/(auth)/_forms/head";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { formatMoney } from "@/components/money/format";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { showAccount } from "@/lib/domain/accounts/identities";
import { listUnsettled, type Unsettled } from "@/lib/domain/accounts/unsettled";
import { page, requireViewer } from "@/lib/surfaces/page";
import { deleteAccountAction } from "./actions";
import { DeleteForm } from "./form";

export const metadata: Metadata = { title: "Delete the account" };

/** Where each of these is settled. */
const where: Record<Unsettled["kind"], { href: string; label: string }> = {
  gigs: { href: paths.myGigs, label: "My gigs" },
  work: { href: paths.myWork, label: "My work" },
  blocks: { href: paths.money, label: "Money" },
  block_work: { href: paths.money, label: "Money" },
  payments: { href: paths.money, label: "Money" },
  withdrawals: { href: paths.earnings, label: "Earnings" },
  refunds: { href: paths.money, label: "Money" },
  owed_payments: { href: paths.money, label: "Money" },
  contested_payments: { href: paths.money, label: "Money" },
  earnings: { href: paths.earnings, label: "Earnings" },
  credits: { href: paths.postGig, label: "Post a gig" },
};

const isWallet = ({ kind }: Unsettled) => kind === "earnings" || kind === "credits";

export default async function DeleteAccount() {
  await requireViewer(paths.deleteAccount);
  const [{ unsettled }, me] = await Promise.all([
    page(listUnsettled, {}, paths.deleteAccount),
    page(showAccount, {}, paths.deleteAccount),
  ]);
  const isBlocked = unsettled.some((one) => !isWallet(one));
  const money = unsettled.filter(isWallet).map(({ kind, amountCents }) => `${formatMoney(amountCents)} of ${kind}`);
  return (
    <>
      <PageHeader
        title="Delete the account"
        lede="Every browser is signed out, every key and bot stops at once, and your name, address and cards are gone. Gigs and ratings that others took part in stay, without your name."
        breadcrumb={[{ label: "Account", href: paths.account }, { label: "Delete" }]}
      />
      <div className="flex max-w-2xl flex-col gap-6">
        {unsettled.length > 0 ? (
          <Card as="section">
            <CardHeader
              title={isBlocked ? "First, settle what is open" : "There is still money here"}
              hint={isBlocked ? "Then come back to this page." : undefined}
            />
            <CardBody>
              <ul className="flex flex-col gap-4">
                {unsettled.map(({ kind, message }) => (
                  <li key={kind} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 text-sm">
                    <span className="min-w-0 flex-1 basis-64">{message}</span>
                    <Link href={where[kind].href} className={linkClass}>
                      {where[kind].label}
                    </Link>
                  </li>
                ))}
              </ul>
            </CardBody>
          </Card>
        ) : null}
        {isBlocked ? null : (
          <Card as="section">
            <CardHeader title="For good" hint="Nobody can bring it back." />
            <CardBody>
              <DeleteForm
                action={deleteAccountAction}
                hasPassword={me.hasPassword as boolean}
                money={money.join(" and ")}
              />
            </CardBody>
          </Card>
        )}
      </div>
    </>
  );
}
