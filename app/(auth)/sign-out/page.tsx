import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";
import { SubmitButton } from "@/components/ui/submit-button";
import { viewer } from "@/lib/surfaces/viewer";
import { Head } from "../_forms/head";
import { signOutAction } from "../actions";

export const metadata: Metadata = { title: "Sign out" };

export default async function SignOut() {
  const who = await viewer();
  if (!who) redirect(paths.home);
  return (
    <>
      <Head title="Sign out">
        <p>You are signed in as {who.email}.</p>
      </Head>
      <form action={signOutAction} className="flex flex-col">
        <SubmitButton size="lg" busyLabel="Signing out">
          Sign out of this browser
        </SubmitButton>
      </form>
    </>
  );
}
