import type { Metadata } from "next";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { listSessions } from "@/lib/domain/accounts/sessions";
import { page } from "@/lib/surfaces/page";
import { ButtonForm } from "../account/forms";
import { revokeAction, revokeOthersAction } from "./actions";

export const metadata: Metadata = { title: "Sessions" };

type Session = {
  id: string;
  device: string;
  ip: string | null;
  createdAt: string;
  lastSeenAt: string;
  isThis: boolean;
};

export default async function Sessions() {
  const { sessions } = (await page(listSessions, {}, paths.sessions)) as { sessions: Session[] };
  return (
    <>
      <PageHeader
        title="Sessions"
        lede="Browsers that are signed in to your account. Sign out any you do not recognise, then change your password."
        actions={sessions.length > 1 ? <ButtonForm action={revokeOthersAction}>Sign all others out</ButtonForm> : null}
      />
      <Card as="section" className="max-w-2xl">
        <ul className="divide-y">
          {sessions.map((session) => (
            <li key={session.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-5 py-4">
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-2 font-medium">
                  {session.device}
                  {session.isThis ? <Badge tone="accent">This browser</Badge> : null}
                </p>
                <p className="mt-0.5 text-ink-soft text-sm">
                  Seen <RelativeTime value={session.lastSeenAt} />, signed in <RelativeTime value={session.createdAt} />
                  {session.ip ? `, from ${session.ip}` : null}
                </p>
              </div>
              {session.isThis ? null : (
                <ButtonForm action={revokeAction} fields={{ loginId: session.id }}>
                  Sign out
                </ButtonForm>
              )}
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}
