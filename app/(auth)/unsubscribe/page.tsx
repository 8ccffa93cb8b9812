import type { Metadata } from "next";
import Link from "next/link";
import { paths } from "@/components/layout/links";
import { Notice } from "@/components/ui/notice";
import { Refusal } from "@/lib/core/errors";
import { run } from "@/lib/core/run";
import { kindNames } from "@/lib/domain/notifications/kinds";
import { showMailing } from "@/lib/domain/notifications/unsubscribe";
import { Form } from "../_forms/form";
import { Foot, Head, linkClass } from "../_forms/head";
import { unsubscribeAction } from "./actions";

export const metadata: Metadata = { title: "Mail from us", robots: { index: false }, referrer: "same-origin" };

type Standing = { kind: keyof typeof kindNames | null; mailed: boolean; anyMailed: boolean };

const one = (value: string | string[] | undefined) => [value ?? ""].flat()[0]!;

/** What the link is about; undefined for one that is none of ours. */
async function standingOf(token: string): Promise<Standing | undefined> {
  try {
    return await run<Standing>(showMailing, { kind: "anyone" }, { token });
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

// A button, because programs that read mail open every link in it.
export default async function Unsubscribe({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const sent = await searchParams;
  const token = one(sent.token);
  const standing = await standingOf(token);
  if (!standing)
    return (
      <>
        <Head title="This link is incomplete">
          <p>The part that says whose it is is missing or changed. Open it from the mail once more.</p>
        </Head>
        <Settings />
      </>
    );
  const about = standing.kind ? `mail about ${kindNames[standing.kind].toLowerCase()}` : "notifications by mail";
  const done = one(sent.done);
  return (
    <>
      <Head title={standing.mailed ? `Stop ${about}?` : `You get no ${about}`}>
        <p>
          {standing.mailed
            ? "You are told here all the same. Letters about your account and your money are always sent."
            : "You are told here all the same, whenever you look."}
        </p>
      </Head>
      {done ? (
        <div role="status" className="mb-6">
          <Notice tone="accent">{done === "undone" ? "It is mailed again." : "Done: no more of it is mailed."}</Notice>
        </div>
      ) : null}
      {standing.mailed ? (
        <Form action={unsubscribeAction} hidden={{ token }} deed={`Stop ${about}`} busy="Stopping" />
      ) : (
        <Form
          action={unsubscribeAction}
          hidden={{ token, undo: "1" }}
          deed="Mail it to me again"
          busy="Switching on"
          button={{ variant: "secondary", size: "lg" }}
        />
      )}
      {standing.kind && standing.anyMailed ? (
        <Form
          action={unsubscribeAction}
          hidden={{ token, all: "1" }}
          deed="Stop all notifications by mail"
          busy="Stopping"
          button={{ variant: "ghost" }}
          className="mt-3"
        />
      ) : null}
      <Settings />
    </>
  );
}

function Settings() {
  return (
    <Foot>
      <p>
        <Link href={paths.notificationSettings} className={linkClass}>
          Choose what is mailed and pushed
        </Link>
      </p>
    </Foot>
  );
}
