import type { Metadata } from "next";
import Link from "next/link";
import { paths } from "@/components/layout/links";
import { MailForm } from "../_forms/forms";
import { Foot, Head, linkClass } from "../_forms/head";
import { mailWayInAction } from "../actions";

export const metadata: Metadata = { title: "Forgot your password" };

export default async function Forgot({ searchParams }: { searchParams: Promise<{ email?: string }> }) {
  const { email } = await searchParams;
  return (
    <>
      <Head title="Forgot your password?">
        <p>Tell us your address, and we mail you a link that sets a new one.</p>
      </Head>
      <MailForm action={mailWayInAction} deed="Mail me a link" email={email} />
      <Foot>
        <p>
          <Link href={paths.signIn} className={linkClass}>
            Back to signing in
          </Link>
        </p>
      </Foot>
    </>
  );
}
