import type { Metadata } from "next";
import { ResetForm } from "../_forms/forms";
import { Head } from "../_forms/head";
import { resetAction } from "../actions";

export const metadata: Metadata = { title: "Set a new password", referrer: "same-origin" };

export default async function Reset({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  const { token = "" } = await searchParams;
  return (
    <>
      <Head title="Set a new password">
        <p>It signs you out everywhere else, and in here.</p>
      </Head>
      <ResetForm action={resetAction} token={token} />
    </>
  );
}
