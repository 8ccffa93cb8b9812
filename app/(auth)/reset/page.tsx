import type { Metadata } from "next";
import Link from "next/link";
import { ResetForm } from "../_forms/forms";
import { Foot, Head, linkClass } from "../_forms/head";
import { resetAction } from "../actions";

export const metadata: Metadata = { title: "Set a new password", referrer: "same-origin" };

export default async function Reset({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  const { token } = await searchParams;
  if (!token)
    return (
      <>
        <Head title="Set a new password">
          <p>This link is incomplete: the part that makes it yours is missing.</p>
        </Head>
        <Foot>
          <p>
            Open it from the mail once more, or{" "}
            <Link href="/forgot" className={linkClass}>
              ask for a new one
            </Link>
            .
          </p>
        </Foot>
      </>
    );
  return (
    <>
      <Head title="Set a new password">
        <p>It signs you out everywhere else, and in here.</p>
      </Head>
      <ResetForm action={resetAction} token={token} />
    </>
  );
}
