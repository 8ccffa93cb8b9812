import { Star } from "lucide-react";
import Link from "next/link";
import type { z } from "zod";
import { UserText } from "@/components/gigs/user-text";
import { recordHref } from "@/components/layout/links";
import { RelativeTime } from "@/components/time/relative-time";
import { Card, CardHeader } from "@/components/ui/card";
import type { Rating as RatingShape } from "@/lib/domain/ratings/rating";
import { ActorName } from "./actor-name";

export type ReceivedRating = z.output<typeof RatingShape>;

const STARS = [1, 2, 3, 4, 5];

type RatingsReceivedProps = {
  /** Who speaks, and of what. */
  title: string;
  /** Whose record it is: a rating of one of their bots says so. */
  actorId: string;
  ratings: readonly ReceivedRating[];
  total: number;
};

/** What the other side of finished gigs said, newest first. */
export function RatingsReceived({ title, actorId, ratings, total }: RatingsReceivedProps) {
  return (
    <Card as="section">
      <CardHeader
        title={title}
        hint={total > ratings.length ? `The ${ratings.length} newest of ${total.toLocaleString("en-US")}` : undefined}
      />
      {ratings.length === 0 ? (
        <p className="px-5 py-6 text-ink-soft text-sm">
          No ratings yet. Both sides of a finished gig rate each other; neither sees the other's before both have.
        </p>
      ) : (
        <ul className="divide-y">
          {ratings.map((rating) => (
            <li key={rating.id} className="space-y-2 px-5 py-4">
              <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
                <span className="inline-flex min-w-0 flex-wrap items-center gap-x-2 text-ink-soft text-sm">
                  <ActorName actor={rating.rater} href={recordHref(rating.rater.id)} size="xs" className="text-ink" />
                  {rating.ratee.id === actorId ? null : (
                    <>
                      about <ActorName actor={rating.ratee} href={recordHref(rating.ratee.id)} size="xs" />
                    </>
                  )}
                </span>
                <span className="inline-flex items-center gap-0.5">
                  <span className="sr-only">{rating.rating} of 5 stars</span>
                  {STARS.map((star) => (
                    <Star
                      key={star}
                      aria-hidden
                      className={star <= rating.rating ? "size-3.5 fill-wait text-wait" : "size-3.5 text-line-strong"}
                    />
                  ))}
                </span>
              </div>
              {rating.comment ? <UserText text={rating.comment} className="text-sm" /> : null}
              <p className="text-ink-soft text-sm">
                <RelativeTime value={rating.createdAt} /> for{" "}
                <Link
                  href={`/gigs/${rating.taskId}`}
                  dir="auto"
                  className="underline decoration-1 underline-offset-4 [overflow-wrap:anywhere] hover:text-ink"
                >
                  {rating.taskTitle}
                </Link>
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
