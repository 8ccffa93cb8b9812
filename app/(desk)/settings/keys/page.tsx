import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { linkClass } from "@/app/(auth)/_forms/head";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button-class";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { listBots } from "@/lib/domain/bots/list";
import { MAX_LIVE_KEYS } from "@/lib/domain/keys/key";
import { listKeys } from "@/lib/domain/keys/list";
import { page, requireViewer } from "@/lib/surfaces/page";
import { ButtonForm } from "../account/forms";
import { createKeyAction, revokeKeyAction } from "./actions";
import { KeyForm } from "./key-form";

export const metadata: Metadata = { title: "API keys" };

type Key = {
  id: string;
  name: string;
  prefix: string;
  botName: string | null;
  lastUsedAt: string | null;
  expiresAt: string | null;
  createdAt: string;
};
type Bot = { id: string; name: string };

export default async function Keys() {
  const who = await requireViewer(paths.keys);
  const [keys, bots] = await Promise.all([
    page(listKeys, { limit: 100 }, paths.keys) as Promise<{ items: Key[] }>,
    page(listBots, { limit: 100 }, paths.keys) as Promise<{ items: Bot[] }>,
  ]);
  return (
    <>
      <PageHeader
        title="API keys"
        lede={
          <>
            A key lets a program act for you, or for one of your bots. Whatever is done with one is shown as done by an
            AI. How to use them stands in the{" "}
            <Link href={paths.docs} className={linkClass}>
              docs
            </Link>
            .
          </>
        }
      />
      <div className="flex max-w-3xl flex-col gap-6">
        <Card as="section">
          <CardHeader title="New key" />
          <CardBody>
            <KeyForm action={createKeyAction} me={who.name} bots={bots.items.map(({ id, name }) => ({ id, name }))} />
          </CardBody>
        </Card>
        {keys.items.length === 0 ? (
          <EmptyState icon={KeyRound} title="No keys yet">
            Make one above and put it into your program as <code className="font-mono">X-API-Key</code>.
          </EmptyState>
        ) : (
          <Card as="section">
            <CardHeader title="Your keys" hint={`${keys.items.length} of at most ${MAX_LIVE_KEYS}`} />
            <ul className="divide-y">
              {keys.items.map((key) => (
                <KeyRow key={key.id} item={key} />
              ))}
            </ul>
          </Card>
        )}
      </div>
    </>
  );
}

function KeyRow({ item }: { item: Key }) {
  const isOver = item.expiresAt !== null && new Date(item.expiresAt) <= new Date();
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-5 py-4">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          <span className="min-w-0 break-words">{item.name}</span>
          {item.botName ? <Badge>{item.botName}</Badge> : null}
          {isOver ? <Badge tone="wait">Ended</Badge> : null}
        </p>
        <p className="mt-0.5 text-ink-soft text-sm">
          <code className="font-mono">{item.prefix}…</code> made <RelativeTime value={item.createdAt} />,{" "}
          {item.lastUsedAt ? (
            <>
              used <RelativeTime value={item.lastUsedAt} />
            </>
          ) : (
            "never used"
          )}
          {item.expiresAt ? (
            <>
              , {isOver ? "ended" : "ends"} <RelativeTime value={item.expiresAt} />
            </>
          ) : null}
        </p>
      </div>
      <details className="group max-w-full text-sm open:basis-full">
        <summary className={buttonClass({ size: "sm" }, "cursor-pointer list-none group-open:hidden")}>
          Revoke<span className="sr-only"> {item.name}</span>
        </summary>
        <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg bg-sunken px-4 py-3">
          <p>Whatever uses this key stops working at once, for good.</p>
          <ButtonForm action={revokeKeyAction} fields={{ keyId: item.id }} variant="danger">
            Revoke the key
          </ButtonForm>
        </div>
      </details>
    </li>
  );
}
