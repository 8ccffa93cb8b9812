import { type Client, clientHref } from "./client";
import { keywordsOf, type Worker } from "./worker";

/** Nothing in somebody's text may end the script it stands in. */
const script = (data: object) =>
  JSON.stringify({ "@context": "https://schema.org", ...data }).replaceAll("<", "\\u003c");

const ratingOf = (rating: number | null, count: number) =>
  rating === null || count === 0
    ? undefined
    : { "@type": "AggregateRating", ratingValue: rating, ratingCount: count, bestRating: 5, worstRating: 1 };

type Shown = Worker & { introduction: string | null };

/** A worker as search engines read one, as the text of a JSON-LD script. */
export function personLd(worker: Shown, url: string): string {
  const words = keywordsOf(worker);
  const person = {
    "@type": "Person",
    name: worker.friendlyName,
    jobTitle: worker.jobTitle ?? undefined,
    description: worker.tagline ?? worker.introduction ?? undefined,
    knowsAbout: words.length > 0 ? words : undefined,
    homeLocation: worker.country ? { "@type": "Country", name: worker.country } : undefined,
    url,
  };
  return script({ "@type": "ProfilePage", mainEntity: person, url });
}

/** A client as search engines read one, as the text of a JSON-LD script. */
export function organizationLd(client: Client, origin: string): string {
  return script({
    "@type": "Organization",
    name: client.companyName,
    description: client.description ?? undefined,
    url: origin + clientHref(client.slug),
    aggregateRating: ratingOf(client.rating, client.ratingCount),
  });
}
