import type { Metadata } from "next";
import Link from "next/link";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { PushDevice } from "@/components/notifications/push-device";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Notice } from "@/components/ui/notice";
import { getNotificationPreferences } from "@/lib/domain/notifications/edit-preferences";
import { kindHints, kindNames, kinds } from "@/lib/domain/notifications/kinds";
import { listMuted } from "@/lib/domain/notifications/mute";
import { listPushSubscriptions } from "@/lib/domain/notifications/push-subscriptions";
import { page, requireViewer } from "@/lib/surfaces/page";
import { ButtonForm } from "../account/forms";
import { WaysForm } from "./_ways-form";
import { saveAction, unmuteAction } from "./actions";

export const metadata: Metadata = { title: "Notification settings" };

const here = paths.notificationSettings;

export default async function NotificationSettings() {
  const who = await requireViewer(here);
  const [{ preferences }, { threads }, { publicKey, subscriptions }] = await Promise.all([
    page(getNotificationPreferences, {}, here),
    page(listMuted, {}, here),
    page(listPushSubscriptions, {}, here),
  ]);
  const others = subscriptions.filter(({ isThisBrowser }) => !isThisBrowser).length;
  return (
    <>
      <PageHeader
        title="Notification settings"
        lede="Everything you are told is listed under Notifications. Here you choose what else reaches you."
        breadcrumb={[{ label: "Notifications", href: paths.notifications }, { label: "Settings" }]}
      />
      <div className="flex max-w-2xl flex-col gap-6">
        {who.emailVerified ? null : (
          <Notice tone="wait" title="Your address is not confirmed">
            Nothing is mailed until it is.{" "}
            <Link href={paths.account} className="font-medium underline underline-offset-4">
              Confirm it
            </Link>
          </Notice>
        )}
        <Card as="section">
          <CardHeader title="How you are told" />
          <CardBody>
            <WaysForm
              action={saveAction}
              enableEmail={preferences.enableEmail}
              enablePush={preferences.enablePush}
              email={who.email}
              kinds={kinds.map((kind) => ({
                ...preferences.kinds[kind],
                kind,
                name: kindNames[kind],
                hint: kindHints[kind],
              }))}
            />
          </CardBody>
        </Card>
        <Card as="section">
          <CardHeader
            title="Push on this device"
            hint={
              others > 0
                ? `${others === 1 ? "One other browser" : `${others} other browsers`} of yours ${others === 1 ? "is" : "are"} pushed to.`
                : undefined
            }
          />
          <CardBody>
            {publicKey ? (
              <PushDevice publicKey={publicKey} isKnown={subscriptions.some(({ isThisBrowser }) => isThisBrowser)} />
            ) : (
              <p className="text-ink-soft text-sm">This copy pushes nothing: its operator has set no keys for it.</p>
            )}
          </CardBody>
        </Card>
        <Card as="section">
          <CardHeader title="Muted threads" hint="You are told nothing of what is said there." />
          {threads.length === 0 ? (
            <CardBody>
              <p className="text-ink-soft text-sm">None. A thread is muted from its own page.</p>
            </CardBody>
          ) : (
            <ul className="divide-y">
              {threads.map(({ threadId, name }) => (
                <li key={threadId} className="flex flex-wrap items-center justify-between gap-3 px-5 py-3 text-sm">
                  <span dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
                    {name}
                  </span>
                  <ButtonForm action={unmuteAction} fields={{ threadId }}>
                    Hear of it again
                  </ButtonForm>
                </li>
              ))}
            </ul>
          )}
        </Card>
      </div>
    </>
  );
}
