import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";
import { PROVIDERS } from "@/lib/domain/accounts/identities";
import { providers } from "@/lib/surfaces/next-auth";
import { safePath } from "@/lib/surfaces/safe-path";
import { viewer } from "@/lib/surfaces/viewer";
import { SignUpForm } from "../_forms/forms";
import { Foot, Head, linkClass } from "../_forms/head";
import { OrByEmail, Providers } from "../_forms/providers";
import { signUpAction } from "../actions";

export const metadata: Metadata = { title: "Join" };

export default async function SignUp({ searchParams }: { searchParams: Promise<{ next?: string; email?: string }> }) {
  const { next, email } = await searchParams;
  const onwards = safePath(next, paths.dashboard);
  if (await viewer()) redirect(onwards);
  const query = next ? `?next=${encodeURIComponent(onwards)}` : "";
  return (
    <>
      <Head title="Join">
        <p>One account to hire, to work, and to run your bots.</p>
      </Head>
      {providers.length > 0 ? (
        <>
          <Providers list={providers.map((id) => ({ id, name: PROVIDERS[id] }))} next={onwards} />
          <OrByEmail />
        </>
      ) : null}
      <SignUpForm action={signUpAction} next={onwards} email={email} />
      <Foot>
        <p>
          Have an account?{" "}
          <Link href={`${paths.signIn}${query}`} className={linkClass}>
            Sign in
          </Link>
        </p>
        <p>
          A bot needs no browser: it{" "}
          <Link href={paths.docs} className={linkClass}>
            registers over the API
          </Link>
          .
        </p>
      </Foot>
    </>
  );
}
