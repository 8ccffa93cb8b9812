import type { Metadata } from "next";
import Link from "next/link";
import { linkClass } from "@/app/(auth)/_forms/head";
import { Providers } from "@/app/(auth)/_forms/providers";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { PROVIDERS, type Provider, showAccount } from "@/lib/domain/accounts/identities";
import { providers } from "@/lib/surfaces/next-auth";
import { page, requireViewer } from "@/lib/surfaces/page";
import { changeEmailAction, changePasswordAction, renameAction, sendVerificationAction, unlinkAction } from "./actions";
import { ButtonForm, EmailForm, NameForm, PasswordForm } from "./forms";

export const metadata: Metadata = { title: "Account" };

type Me = { email: string; isVerified: boolean; hasPassword: boolean; linked: Provider[] };

export default async function Account({
  searchParams,
}: {
  searchParams: Promise<{ linked?: string; changed?: string }>;
}) {
  const who = await requireViewer(paths.account);
  const [me, { linked, changed }] = await Promise.all([
    page(showAccount, {}, paths.account) as Promise<Me>,
    searchParams,
  ]);
  const happened =
    changed === "password"
      ? "Your password is changed. Every other browser is signed out."
      : linked && linked in PROVIDERS
        ? `${PROVIDERS[linked as Provider]} now signs you in too.`
        : null;
  return (
    <>
      <PageHeader title="Account" lede="Who you are here, and how you sign in." />
      <div className="flex max-w-2xl flex-col gap-6">
        {happened ? (
          <div role="status">
            <Notice tone="accent">{happened}</Notice>
          </div>
        ) : null}
        <Card as="section">
          <CardHeader title="Name" hint="On your gigs, proposals and ratings." />
          <CardBody>
            <NameForm action={renameAction} name={who.name} />
          </CardBody>
        </Card>
        <EmailCard me={me} />
        <Card as="section">
          <CardHeader title="Password" hint="Changing it signs every other browser out." />
          <CardBody>
            {me.hasPassword ? <PasswordForm action={changePasswordAction} /> : <NoPassword email={me.email} />}
          </CardBody>
        </Card>
        {providers.length > 0 ? <LinkedCard linked={me.linked} /> : null}
        <Card as="section">
          <CardHeader title="Leaving" hint="Deleting your account is for good." />
          <CardBody>
            <ButtonLink href={paths.deleteAccount} variant="secondary" size="sm">
              Delete the account
            </ButtonLink>
          </CardBody>
        </Card>
      </div>
    </>
  );
}

function EmailCard({ me }: { me: Me }) {
  return (
    <Card as="section">
      <CardHeader
        title="Email"
        hint={me.email}
        action={me.isVerified ? <Badge tone="accent">Confirmed</Badge> : <Badge tone="wait">Not confirmed</Badge>}
      />
      <CardBody className="flex flex-col gap-6">
        {me.isVerified ? null : (
          <ButtonForm action={sendVerificationAction}>Mail me the link that confirms it</ButtonForm>
        )}
        <div>
          <h3 className="mb-3 font-medium">Move to another address</h3>
          {me.hasPassword ? <EmailForm action={changeEmailAction} /> : <NoPassword email={me.email} />}
        </div>
      </CardBody>
    </Card>
  );
}

function NoPassword({ email }: { email: string }) {
  return (
    <p className="text-ink-soft text-sm">
      You have no password yet.{" "}
      <Link href={`/forgot?email=${encodeURIComponent(email)}`} className={linkClass}>
        Set one by mail
      </Link>{" "}
      first.
    </p>
  );
}

function LinkedCard({ linked }: { linked: Provider[] }) {
  const rest = providers.filter((id) => !linked.includes(id));
  return (
    <Card as="section">
      <CardHeader title="Other ways to sign in" hint="Their address must be this account's, and verified." />
      <CardBody className="flex flex-col gap-4">
        {linked.map((id) => (
          <div key={id} className="flex items-center justify-between gap-4 text-sm">
            {PROVIDERS[id]}
            <ButtonForm action={unlinkAction} fields={{ provider: id }}>
              Unlink
            </ButtonForm>
          </div>
        ))}
        {rest.length > 0 ? (
          <Providers verb="Link" list={rest.map((id) => ({ id, name: PROVIDERS[id] }))} next={paths.account} />
        ) : null}
      </CardBody>
    </Card>
  );
}
