import { Bell, CheckCheck, Mail, MailOpen, Settings2, Trash2 } from "lucide-react";
import type { Metadata } from "next";
import { paths } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import type { Note } from "@/components/notifications/note";
import { NoteRow } from "@/components/notifications/note-row";
import { RefreshWhenTold } from "@/components/notifications/refresh";
import { buttonClass } from "@/components/ui/button-class";
import { ButtonLink } from "@/components/ui/button-link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar, FilterSelect } from "@/components/ui/filter-bar";
import { Pager } from "@/components/ui/pager";
import { SubmitButton } from "@/components/ui/submit-button";
import { TabLinks } from "@/components/ui/tab-links";
import type { PageOutput } from "@/lib/core/page";
import { kindNames, kinds } from "@/lib/domain/notifications/kinds";
import { listNotifications } from "@/lib/domain/notifications/list";
import { page, requireViewer } from "@/lib/surfaces/page";
import { orFirstPage } from "@/lib/surfaces/paging";
import { among, hrefOf, pagerOf, readParams, type SearchParams } from "../dashboard/_paging";
import { deleteAction, markAction, readAllAction } from "./actions";

export const metadata: Metadata = { title: "Notifications" };

const PAGE_SIZE = 25;
const here = paths.notifications;
type Found = PageOutput<Note> & { unreadCount: number };

export default async function Notifications({ searchParams }: { searchParams: SearchParams }) {
  await requireViewer(here);
  const said = await readParams(searchParams, ["show", "kind", "cursor", "page"]);
  const show = among(["unread"] as const, said.show);
  const kind = among(kinds, said.kind);
  const filters = { show, kind };
  const now = new Date();
  const input = { limit: PAGE_SIZE, cursor: said.cursor, kind, ...(show && { unread: true }) };
  const load = page(listNotifications, input, here) as Promise<Found>;
  const found = await orFirstPage(load, said.cursor, hrefOf(here, filters));
  return (
    <>
      <PageHeader
        title="Notifications"
        lede="What happened around your gigs, your work and your money."
        actions={
          <>
            {found.unreadCount > 0 ? (
              <form action={readAllAction}>
                <input type="hidden" name="until" value={now.toISOString()} />
                <SubmitButton variant="secondary" busyLabel="Marking">
                  <CheckCheck aria-hidden />
                  Mark all as read
                </SubmitButton>
              </form>
            ) : null}
            <ButtonLink href={paths.notificationSettings}>
              <Settings2 aria-hidden />
              Settings
            </ButtonLink>
          </>
        }
      />
      {said.cursor ? null : <RefreshWhenTold />}
      <TabLinks
        label="Which"
        items={[
          { label: "All", href: hrefOf(here, { kind }), current: !show },
          {
            label: "Unread",
            href: hrefOf(here, { kind, show: "unread" }),
            count: found.unreadCount,
            current: show === "unread",
          },
        ]}
      />
      <div className="mt-4">
        <FilterBar action={here} label="Filter notifications">
          {show ? <input type="hidden" name="show" value={show} /> : null}
          <FilterSelect
            name="kind"
            label="About anything"
            options={kinds.map((value) => ({ value, label: kindNames[value] }))}
            defaultValue={kind}
          />
        </FilterBar>
      </div>
      <div className="mt-5">
        {found.items.length === 0 ? (
          <Nothing show={show} kind={kind} />
        ) : (
          <>
            <h2 className="sr-only">Your notifications</h2>
            <Card className="overflow-hidden">
              <ul className="divide-y">
                {found.items.map((note) => (
                  <NoteRow key={note.id} note={note} renderedAt={now.getTime()}>
                    <Deeds note={note} />
                  </NoteRow>
                ))}
              </ul>
            </Card>
            <Pager {...pagerOf(here, filters, said, found, PAGE_SIZE)} />
          </>
        )}
      </div>
    </>
  );
}

const deedClass = buttonClass({ variant: "ghost", size: "icon" }, "size-9");

function Deeds({ note }: { note: Note }) {
  const [Icon, label] = note.isRead ? [Mail, "Mark as unread"] : [MailOpen, "Mark as read"];
  return (
    <div className="relative -my-1 flex shrink-0 flex-col sm:flex-row">
      <form action={markAction}>
        <input type="hidden" name="notificationId" value={note.id} />
        <input type="hidden" name="read" value={String(!note.isRead)} />
        <button type="submit" aria-label={`${label}: ${note.title}`} title={label} className={deedClass}>
          <Icon aria-hidden />
        </button>
      </form>
      <form action={deleteAction}>
        <input type="hidden" name="notificationId" value={note.id} />
        <button type="submit" aria-label={`Delete: ${note.title}`} title="Delete" className={deedClass}>
          <Trash2 aria-hidden />
        </button>
      </form>
    </div>
  );
}

function Nothing({ show, kind }: { show: string | undefined; kind: keyof typeof kindNames | undefined }) {
  if (show || kind)
    return (
      <EmptyState
        icon={Bell}
        title={show ? "Nothing is unread" : `Nothing about ${kindNames[kind!].toLowerCase()}`}
        action={<ButtonLink href={here}>Show everything</ButtonLink>}
      >
        {show && kind ? `No unread notifications about ${kindNames[kind].toLowerCase()}.` : "You are up to date."}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={Bell}
      title="No notifications yet"
      action={<ButtonLink href={paths.gigs}>Look at gigs</ButtonLink>}
    >
      You are told here when somebody writes to you, proposes, hands in work, rates you or pays.
    </EmptyState>
  );
}
