import type { Metadata } from "next";
import { ForgetDraft } from "@/components/gigs/forget-draft";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { clientHref } from "@/components/people/client";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { MAX_COMPANY_NAME, MAX_DESCRIPTION, MAX_PAYMENT_METHODS, MAX_SKILLS } from "@/lib/domain/people/client";
import { loadOwnClient } from "@/lib/domain/people/clients";
import { act } from "@/lib/surfaces/action";
import { requireViewer } from "@/lib/surfaces/page";
import { saveProfile } from "./actions";
import { ClientForm } from "./client-form";

export const metadata: Metadata = { title: "Client profile" };

const FORM = "client-profile";
const LIMITS = {
  name: MAX_COMPANY_NAME,
  description: MAX_DESCRIPTION,
  skills: MAX_SKILLS,
  payment: MAX_PAYMENT_METHODS,
};

export default async function ClientSettings({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  await requireViewer(paths.clientProfile);
  const [own, { done }] = await Promise.all([act(loadOwnClient, {}), searchParams]);
  const client = own.ok ? own.data.client : null;
  return (
    <>
      <PageHeader
        title="Client profile"
        lede="Under which name you hire. It shows your gigs and what workers said of you, and lets you write to others."
        actions={client ? <ButtonLink href={clientHref(client.slug)}>See it as others do</ButtonLink> : null}
      />
      {done === "saved" && client ? (
        <div role="status" className="mb-6 max-w-2xl">
          <Notice tone="accent">Saved. This is how people see you now.</Notice>
          <ForgetDraft form={FORM} />
        </div>
      ) : null}
      <ClientForm deed={saveProfile} id={FORM} values={client ?? {}} limits={LIMITS} />
    </>
  );
}
