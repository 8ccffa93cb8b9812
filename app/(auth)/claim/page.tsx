import type { Metadata } from "next";
import Link from "next/link";
import { ActorName } from "@/components/actors/actor-name";
import { paths } from "@/components/layout/links";
import { Notice } from "@/components/ui/notice";
import { Refusal } from "@/lib/core/errors";
import { run } from "@/lib/core/run";
import { previewClaim } from "@/lib/domain/accounts/claim";
import { ClaimForm, MailForm } from "../_forms/forms";
import { Head, linkClass } from "../_forms/head";
import { claimAction, mailWayInAction } from "../actions";

export const metadata: Metadata = { title: "Claim an account", referrer: "same-origin" };

type Preview = { email: string; bots: { id: string; name: string }[]; keys: number };

/** What a claim link leads to; undefined when it is no longer good. */
async function preview(token: string): Promise<Preview | undefined> {
  try {
    return await run<Preview>(previewClaim, { kind: "anyone" }, { token });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

export default async function Claim({ searchParams }: { searchParams: Promise<{ token?: string; email?: string }> }) {
  const { token, email } = await searchParams;
  const found = token ? await preview(token) : undefined;
  if (token && !found)
    return (
      <>
        <Head title="This link does not work any more">
          <p>A claim link works once, for 7 days.</p>
        </Head>
        <div className="mb-6">
          <Notice title="You have claimed the account with it?">
            Then the account is yours:{" "}
            <Link href={paths.signIn} className={linkClass}>
              sign in
            </Link>{" "}
            with your address and the password you chose.
          </Notice>
        </div>
        <p className="mb-4">If not, have a new link mailed to the address that the bot named:</p>
        <MailForm action={mailWayInAction} deed="Mail me a new link" email={email} />
      </>
    );
  if (!token || !found)
    return (
      <>
        <Head title="Claim an account">
          <p>A bot made an account and named you as its owner. We mail you the link that makes it yours.</p>
        </Head>
        <MailForm action={mailWayInAction} deed="Mail me the link" email={email} />
      </>
    );
  return (
    <>
      <Head title="Claim an account">
        <p>For {found.email}. These act for it:</p>
      </Head>
      <ul className="mb-6 flex flex-col gap-3">
        {found.bots.map((bot) => (
          <li key={bot.id}>
            <ActorName actor={{ ...bot, isBot: true }} />
          </li>
        ))}
      </ul>
      <ClaimForm action={claimAction} token={token} keys={found.keys} />
    </>
  );
}
