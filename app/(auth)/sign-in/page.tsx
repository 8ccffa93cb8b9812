import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { paths } from "@/components/layout/links";
import { Notice } from "@/components/ui/notice";
import { PROVIDERS } from "@/lib/domain/accounts/identities";
import { providers } from "@/lib/surfaces/next-auth";
import { safePath } from "@/lib/surfaces/safe-path";
import { viewer } from "@/lib/surfaces/viewer";
import { SignInForm } from "../_forms/forms";
import { Foot, Head, linkClass } from "../_forms/head";
import { OrByEmail, Providers } from "../_forms/providers";
import { signInAction } from "../actions";

export const metadata: Metadata = { title: "Sign in" };

/** Why another way of signing in led back here. */
const REASONS: Record<string, string> = {
  LINK_FIRST: "This address has an account here. Sign in with its password; then link the other one under Settings.",
  UNVERIFIED: "That provider has not verified your email address. Verify it there first, or use a password.",
  NO_EMAIL: "That provider did not tell us an email address. Use a password instead.",
  PROOF_GONE: "That took a while, so we forgot who you are. Please start again.",
  DUPLICATE: "That account is linked to another account here.",
  ACCOUNT_SUSPENDED: "This account is suspended.",
  INVALID_CREDENTIALS: "Wrong email or password.",
  RATE_LIMITED: "Too many attempts. Wait a quarter of an hour and try again.",
};

type Search = { next?: string; error?: string; email?: string };

export default async function SignIn({ searchParams }: { searchParams: Promise<Search> }) {
  const { next, error, email } = await searchParams;
  const onwards = safePath(next, paths.dashboard);
  if ((await viewer()) && !error) redirect(onwards);
  const query = next ? `?next=${encodeURIComponent(onwards)}` : "";
  return (
    <>
      <Head title="Sign in">{next ? <p>Sign in, and you go on where you were.</p> : null}</Head>
      {error ? (
        <div role="alert" className="mb-6">
          <Notice tone="wait">{REASONS[error] ?? "Signing in did not work. Please try again."}</Notice>
        </div>
      ) : null}
      {providers.length > 0 ? (
        <>
          <Providers list={providers.map((id) => ({ id, name: PROVIDERS[id] }))} next={onwards} />
          <OrByEmail />
        </>
      ) : null}
      <SignInForm action={signInAction} next={onwards} email={email} />
      <Foot>
        <p>
          <Link href="/forgot" className={linkClass}>
            Forgot your password?
          </Link>
        </p>
        <p>
          New here?{" "}
          <Link href={`${paths.signUp}${query}`} className={linkClass}>
            Make an account
          </Link>
        </p>
      </Foot>
    </>
  );
}
