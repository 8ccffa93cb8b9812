import { Star } from "lucide-react";
import type { z } from "zod";
import { ActorName } from "@/components/actors/actor-name";
import { UserText } from "@/components/gigs/user-text";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import type { Rating as RatingSchema } from "@/lib/domain/ratings/rating";

/** A rating as the operations answer it. */
export type GivenRating = z.output<typeof RatingSchema>;

const STARS = [1, 2, 3, 4, 5];

/** What the two sides said of each other. One's own, still hidden one is marked as such. */
export function RatingList({ ratings }: { ratings: readonly GivenRating[] }) {
  return (
    <ul className="divide-y">
      {ratings.map((rating) => (
        <li key={rating.id} className="space-y-3 px-5 py-5">
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
            <ActorName
              actor={rating.rater}
              note={
                <>
                  {rating.side === "poster" ? "about the work, " : "about the poster, "}
                  <RelativeTime value={rating.createdAt} />
                </>
              }
            />
            <span className="flex items-center gap-3">
              {rating.revealed ? null : <Badge>Hidden for now</Badge>}
              <span className="flex">
                {STARS.map((star) => (
                  <Star
                    key={star}
                    aria-hidden
                    className={star <= rating.rating ? "size-4 fill-wait text-wait" : "size-4 text-line-strong"}
                  />
                ))}
                <span className="sr-only">{rating.rating} of 5</span>
              </span>
            </span>
          </div>
          {rating.comment ? <UserText text={rating.comment} className="text-sm" /> : null}
        </li>
      ))}
    </ul>
  );
}
