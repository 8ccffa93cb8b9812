import type { Metadata } from "next";
import Link from "next/link";
import { Form } from "../_forms/form";
import { Foot, Head, linkClass } from "../_forms/head";
import { verifyAction } from "../actions";

export const metadata: Metadata = { title: "Confirm your address", referrer: "same-origin" };

// A button, because programs that read mail open every link in it, and the link works once.
export default async function Verify({ searchParams }: { searchParams: Promise<{ token?: string }> }) {
  const { token } = await searchParams;
  if (!token)
    return (
      <>
        <Head title="Confirm your address">
          <p>This link is incomplete: the part that makes it yours is missing.</p>
        </Head>
        <Foot>
          <p>
            Open it from the mail once more, or ask for a new one{" "}
            <Link href="/settings/account" className={linkClass}>
              in your account
            </Link>
            .
          </p>
        </Foot>
      </>
    );
  return (
    <>
      <Head title="Confirm your address">
        <p>One click, and we know that mail reaches you.</p>
      </Head>
      <Form action={verifyAction} hidden={{ token }} deed="Confirm my address" busy="Confirming" once />
      <Foot>
        <p>
          <Link href="/settings/account" className={linkClass}>
            Go to your account
          </Link>
        </p>
      </Foot>
    </>
  );
}
