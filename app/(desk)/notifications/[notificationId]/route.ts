import { redirect } from "next/navigation";
import type { NextRequest } from "next/server";
import { paths } from "@/components/layout/links";
import { pathOf } from "@/components/notifications/note";
import { readNotification } from "@/lib/domain/notifications/read";
import { act } from "@/lib/surfaces/action";
import { signInUrl } from "@/lib/surfaces/page";

/** The passage to what a notification is about, which marks it as read: works without script, and from anywhere. */
export async function GET(_: NextRequest, { params }: { params: Promise<{ notificationId: string }> }) {
  const { notificationId } = await params;
  const outcome = await act(readNotification, { notificationId });
  if (!outcome.ok)
    redirect(
      outcome.code === "UNAUTHENTICATED"
        ? signInUrl(`${paths.notifications}/${encodeURIComponent(notificationId)}`)
        : paths.notifications,
    );
  redirect(pathOf(outcome.data.notification));
}
