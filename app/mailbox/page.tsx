import { Mailbox } from "lucide-react";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { Shell } from "@/app/shell";
import { Container } from "@/components/layout/container";
import { PageHeader } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/time/relative-time";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar, SearchInput } from "@/components/ui/filter-bar";
import { listMailbox } from "@/lib/domain/mailbox/list";
import { appUrl } from "@/lib/env";
import { page } from "@/lib/surfaces/page";

export const metadata: Metadata = { title: "Mail box", robots: { index: false }, referrer: "same-origin" };
export const dynamic = "force-dynamic";

type Mail = { id: string; recipient: string; subject: string; text: string; createdAt: string };

export default async function MailboxPage({ searchParams }: { searchParams: Promise<{ to?: string | string[] }> }) {
  // A page elsewhere may have its name resolve to this machine; the browser then says that name here.
  if ((await headers()).get("host") !== new URL(appUrl).host) notFound();
  const to = [(await searchParams).to ?? ""].flat()[0]!.slice(0, 300);
  const { mails } = (await page(listMailbox, { to: to || undefined })) as { mails: Mail[] };
  return (
    <Shell>
      <Container size="prose">
        <PageHeader
          title="Mail box"
          lede="No mail server is set up, so mail stays on this machine. Whoever it is for, you read it here."
        />
        <FilterBar
          action="/mailbox"
          label="Filter mail"
          search={<SearchInput name="to" label="Address" placeholder="Only mail to this address" defaultValue={to} />}
        />
        <div className="mt-6">
          {mails.length === 0 ? (
            <EmptyState icon={Mailbox} title={to ? `No mail to ${to}` : "No mail yet"}>
              Sign up, or ask for a new password: the mail appears here.
            </EmptyState>
          ) : (
            <ul className="flex flex-col gap-3">
              {mails.map((mail, index) => (
                <MailRow key={mail.id} mail={mail} isOpen={index === 0} />
              ))}
            </ul>
          )}
        </div>
      </Container>
    </Shell>
  );
}

function MailRow({ mail, isOpen }: { mail: Mail; isOpen: boolean }) {
  return (
    <Card as="li">
      <details open={isOpen}>
        <summary className="cursor-pointer rounded-xl px-5 py-4 hover:bg-sunken/50">
          <span className="font-medium">{mail.subject}</span>
          <span className="mt-0.5 block text-ink-soft text-sm [overflow-wrap:anywhere]">
            To {mail.recipient}, <RelativeTime value={mail.createdAt} />
          </span>
        </summary>
        <div className="border-t px-5 py-4 text-sm">
          <Body text={mail.text} />
        </div>
      </details>
    </Card>
  );
}

/** The mail's text, with what leads into this copy made clickable. */
function Body({ text }: { text: string }) {
  return (
    <p className="whitespace-pre-wrap break-words leading-6">
      {text.split(/(https?:\/\/\S+)/).map((part, index) =>
        part.startsWith(appUrl) ? (
          <a
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text do not move
            key={index}
            href={part.slice(appUrl.length) || "/"}
            className="break-all text-accent-ink underline underline-offset-4"
          >
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </p>
  );
}
