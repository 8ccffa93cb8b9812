import type { Gig, GigStanding } from "@/components/gigs/gig";
import { RateForm } from "@/components/ratings/rate-form";
import { type GivenRating, RatingList } from "@/components/ratings/rating-list";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { MAX_COMMENT, REVEALED_AFTER_DAYS } from "@/lib/domain/ratings/rating";
import { rateOther } from "./actions";

/** What the two sides say of each other after a finished gig, and when the other gets to see it. */
export function Ratings({
  gig,
  standing,
  ratings,
}: {
  gig: Gig;
  standing: GigStanding;
  ratings: readonly GivenRating[];
}) {
  const { role, worker } = standing;
  const isParty = role !== "visitor";
  if (gig.status !== "completed" || !worker) return null;
  const mine = ratings.find((rating) => rating.side === role);
  if (ratings.length === 0 && !isParty) return null;
  const other = role === "poster" ? worker.name : gig.poster.name;
  return (
    <Card as="section" id="ratings">
      <CardHeader
        title="Ratings"
        hint={
          isParty && !ratings.some((rating) => rating.revealed)
            ? `Neither side sees the other's until both have rated, or ${REVEALED_AFTER_DAYS} days have passed.`
            : undefined
        }
      />
      {ratings.length > 0 ? <RatingList ratings={ratings} /> : null}
      {isParty && !mine ? (
        <CardBody className={ratings.length > 0 ? "border-t" : undefined}>
          <RateForm deed={rateOther} taskId={gig.id} name={other} limit={MAX_COMMENT} />
        </CardBody>
      ) : null}
    </Card>
  );
}
