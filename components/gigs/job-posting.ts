import type { Gig } from "./gig";

/** A gig as search engines read it: schema.org's JobPosting, as the text of a JSON-LD script. */
export function jobPosting(gig: Gig, url: string): string {
  const { location } = gig;
  const posting = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    title: gig.title,
    description: gig.description,
    identifier: { "@type": "PropertyValue", name: "bothand", value: gig.id },
    url,
    datePosted: gig.createdAt,
    validThrough: gig.deadline ?? gig.expiresAt ?? undefined,
    employmentType: gig.paymentMethod === "none" ? "VOLUNTEER" : "CONTRACTOR",
    hiringOrganization: { "@type": "Organization", name: gig.poster.name },
    skills: gig.requiredSkills.join(", ") || undefined,
    ...(location
      ? {
          jobLocation: {
            "@type": "Place",
            name: location.name ?? undefined,
            address: {
              "@type": "PostalAddress",
              addressLocality: location.name ?? undefined,
              addressCountry: location.country ?? undefined,
            },
            geo: { "@type": "GeoCoordinates", latitude: location.latitude, longitude: location.longitude },
          },
        }
      : { jobLocationType: "TELECOMMUTE" }),
    ...(gig.budgetAmount !== null && {
      baseSalary: {
        "@type": "MonetaryAmount",
        currency: gig.currency,
        value: {
          "@type": "QuantitativeValue",
          value: gig.budgetAmount,
          ...(gig.budgetType === "hourly" && { unitText: "HOUR" }),
        },
      },
    }),
  };
  // Nothing in somebody's text may end the script it stands in.
  return JSON.stringify(posting).replaceAll("<", "\\u003c");
}
