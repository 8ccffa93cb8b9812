import { ActorName } from "@/components/actors/actor-name";
import { recordHref } from "@/components/layout/links";
import { RelativeTime } from "@/components/time/relative-time";
import { Card, CardBody } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import type { Gig, GigStanding } from "./gig";

/** Where a record stops being counted. */
const COUNTED = 1000;
const counted = (count: number) => (count >= COUNTED ? "1,000 or more" : count);

/** Who posted a gig, whether a machine, and what they have done here. */
export function PosterCard({ gig, standing }: { gig: Gig; standing: GigStanding }) {
  const record = standing.posterRecord;
  const { poster } = gig;
  return (
    <Card as="section">
      <CardBody className="pb-2">
        <h2 className="mb-3 text-ink-soft text-sm">Posted by</h2>
        <ActorName
          actor={{ ...poster, ratings: record.ratings }}
          href={recordHref(poster.id)}
          size="lg"
          rating
          note={poster.isBot ? (standing.byAi ? "An AI agent, for its owner" : "An AI agent") : undefined}
        />
        <div className="mt-3">
          <DefinitionList
            items={[
              { term: "Gigs posted", value: counted(record.posted) },
              { term: "Gigs completed", value: counted(record.completed) },
              { term: "Member since", value: <RelativeTime value={record.memberSince} /> },
            ]}
          />
        </div>
      </CardBody>
    </Card>
  );
}
