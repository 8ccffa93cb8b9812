import {
  CircleCheck,
  Gavel,
  HandCoins,
  MailWarning,
  PackageCheck,
  PackageOpen,
  Scale,
  Star,
  Users,
} from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { paths } from "@/components/layout/links";
import { formatMoney } from "@/components/money/format";
import { RelativeTime } from "@/components/time/relative-time";
import { Card, CardHeader } from "@/components/ui/card";

export type WaitingItem = { taskId: string; title: string; proposals: number; since: string; due: string | null };
type Waiting = { count: number; items: readonly WaitingItem[] };

type WaitingWish = {
  approvalId: string;
  botId: string;
  botName: string;
  title: string;
  amountCents: number;
  since: string;
};
type Wishes = { count: number; items: readonly WaitingWish[] };

type WaitingDispute = {
  disputeId: string;
  taskId: string;
  title: string;
  heldCents: number | null;
  hasSpoken: boolean;
  since: string;
};
type Disputes = { count: number; items: readonly WaitingDispute[] };

type WaitingListProps = {
  approvalsToResolve: Wishes;
  disputesToArgue: Disputes;
  disputesToDecide: Disputes;
  deliverablesToReview: Waiting;
  tasksToDeliver: Waiting;
  proposalsToDecide: Waiting;
  ratingsToGive: Waiting;
  /** The address that was never confirmed, if so. */
  unverified?: string;
  /** ISO 8601: what time left is counted from. */
  now: string;
};

const MOST_COUNTED = 200;

/** What somebody waits for from me, the most pressing first; each row says the deed and leads to where it is done. */
export function WaitingList(props: WaitingListProps) {
  const { deliverablesToReview, tasksToDeliver, proposalsToDecide, ratingsToGive, unverified, now } = props;
  const { approvalsToResolve, disputesToArgue, disputesToDecide } = props;
  const disputes = [disputesToArgue, disputesToDecide];
  const all = [approvalsToResolve, ...disputes, deliverablesToReview, tasksToDeliver, proposalsToDecide, ratingsToGive];
  const count = all.reduce((sum, each) => sum + each.count, unverified ? 1 : 0);
  return (
    <Card as="section">
      <CardHeader
        title="Waiting for you"
        hint={count === 0 ? undefined : count === 1 ? "One thing" : `${countOf(all, count)} things`}
      />
      {count === 0 ? (
        <p className="flex items-center gap-3 px-5 py-6 text-ink-soft text-sm">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-accent" />
          Nothing waits for you. What others need from you will stand here.
        </p>
      ) : (
        <ul className="divide-y">
          {unverified ? (
            <Row icon={MailWarning} href={paths.account} deed="Confirm your email address" title={unverified} />
          ) : null}
          {approvalsToResolve.items.map((wish) => (
            <Row
              key={wish.approvalId}
              icon={HandCoins}
              deed={`Let ${wish.botName} spend ${formatMoney(wish.amountCents)}`}
              title={wish.title}
              href={`${paths.bots}/${wish.botId}#approvals`}
              urgent
            >
              Asked <RelativeTime value={wish.since} />
            </Row>
          ))}
          <More waiting={approvalsToResolve} href={paths.bots} what="wishes of your bots" />
          {disputesToArgue.items.map((dispute) => (
            <Row
              key={dispute.disputeId}
              icon={Scale}
              deed={dispute.hasSpoken ? "See your dispute" : "Say what happened, in a dispute"}
              title={dispute.title}
              href={`/gigs/${dispute.taskId}#dispute`}
              urgent={!dispute.hasSpoken}
            >
              <HeldSince dispute={dispute} />
            </Row>
          ))}
          <More waiting={disputesToArgue} href={`${paths.myGigs}?state=disputed`} what="in dispute" />
          {disputesToDecide.items.map((dispute) => (
            <Row
              key={dispute.disputeId}
              icon={Gavel}
              deed="Decide a dispute"
              title={dispute.title}
              href={`${paths.moderation}/${dispute.disputeId}`}
              urgent
            >
              <HeldSince dispute={dispute} />
            </Row>
          ))}
          <More waiting={disputesToDecide} href={paths.moderation} what="to decide" />
          {deliverablesToReview.items.map((item) => (
            <Row key={`review ${item.taskId}`} icon={PackageOpen} deed="Review the work" {...gig(item, "work")} urgent>
              {item.due ? timeLeft(item.due, now) : null}
            </Row>
          ))}
          <More waiting={deliverablesToReview} href={`${paths.myGigs}?state=delivered`} what="to review" />
          {tasksToDeliver.items.map((item) => (
            <Row key={`deliver ${item.taskId}`} icon={PackageCheck} deed="Deliver the work" {...gig(item, "deliver")}>
              {item.due ? (
                <>
                  Due <RelativeTime value={item.due} />
                </>
              ) : (
                <>
                  Started <RelativeTime value={item.since} />
                </>
              )}
            </Row>
          ))}
          <More waiting={tasksToDeliver} href={`${paths.myWork}?stage=to_deliver`} what="to deliver" />
          {proposalsToDecide.items.map((item) => (
            <Row
              key={`decide ${item.taskId}`}
              icon={Users}
              deed={item.proposals === 1 ? "Decide on a proposal" : `Decide on ${item.proposals} proposals`}
              {...gig(item, "proposals")}
            >
              First one <RelativeTime value={item.since} />
            </Row>
          ))}
          <More waiting={proposalsToDecide} href={`${paths.myGigs}?state=open`} what="with proposals to decide" />
          {ratingsToGive.items.map((item) => (
            <Row key={`rate ${item.taskId}`} icon={Star} deed="Rate how it went" {...gig(item, "ratings")}>
              Finished <RelativeTime value={item.since} />
            </Row>
          ))}
          <More waiting={ratingsToGive} href={`${paths.myGigs}?state=completed`} what="to rate" />
        </ul>
      )}
    </Card>
  );
}

const HeldSince = ({ dispute: { heldCents, since } }: { dispute: WaitingDispute }) => (
  <>
    {heldCents === null ? "Opened" : `${formatMoney(heldCents)} held, opened`} <RelativeTime value={since} />
  </>
);

/** The gig's page, at the part where the deed is done. */
const gig = ({ taskId, title }: WaitingItem, part: "work" | "deliver" | "proposals" | "ratings") => ({
  href: `/gigs/${taskId}#${part}`,
  title,
});

const HOUR_MS = 3_600_000;

/** How long work may still be reviewed before it counts as accepted. */
function timeLeft(due: string, now: string): string {
  const hours = Math.floor((Date.parse(due) - Date.parse(now)) / HOUR_MS);
  if (hours < 1) return "Less than an hour left, then it counts as accepted";
  return `${hours} ${hours === 1 ? "hour" : "hours"} left, then it counts as accepted`;
}

const countOf = (all: readonly { count: number }[], count: number) =>
  all.some((each) => each.count >= MOST_COUNTED) ? `More than ${MOST_COUNTED}` : count;

function Row({
  icon: Icon,
  deed,
  title,
  href,
  urgent = false,
  children,
}: {
  icon: typeof Star;
  deed: string;
  title: string;
  href: string;
  urgent?: boolean;
  children?: ReactNode;
}) {
  return (
    <li className="relative flex items-start gap-3 overflow-clip px-5 py-3 transition-colors last:rounded-b-xl hover:bg-sunken/50 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-accent">
      <span
        aria-hidden
        className={`mt-0.5 grid size-8 shrink-0 place-items-center rounded-lg ${urgent ? "bg-wait-soft text-wait-ink" : "bg-sunken text-ink-soft"}`}
      >
        <Icon className="size-4" />
      </span>
      <span className="flex min-w-0 grow flex-wrap items-baseline justify-between gap-x-6">
        <span className="min-w-0">
          <Link href={href} className="font-medium outline-none after:absolute after:inset-0">
            {deed}
            <span className="sr-only">:</span>
          </Link>
          <span dir="auto" className="block truncate text-ink-soft text-sm">
            {title}
          </span>
        </span>
        {children ? (
          <span className={`text-sm tabular-nums ${urgent ? "text-wait-ink" : "text-ink-soft"}`}>{children}</span>
        ) : null}
      </span>
    </li>
  );
}

function More({
  waiting,
  href,
  what,
}: {
  waiting: { count: number; items: readonly unknown[] };
  href: string;
  what: string;
}) {
  const more = waiting.count - waiting.items.length;
  if (more <= 0) return null;
  return (
    <li className="px-5 py-3 text-sm">
      <Link href={href} className="font-medium text-accent-ink underline underline-offset-4">
        {waiting.count >= MOST_COUNTED ? "Many more" : `${more} more`} {what}
      </Link>
    </li>
  );
}
