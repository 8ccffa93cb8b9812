import { UserLink, UserText } from "@/components/gigs/user-text";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { keywordsOf, type OwnWorker, type Worker } from "./worker";

/** In one line what somebody does, to stand under their name. */
export function Headline({ jobTitle, tagline }: Pick<Worker, "jobTitle" | "tagline">) {
  return (
    <span className="[overflow-wrap:anywhere]">
      {jobTitle ? (
        <span dir="auto" className="font-medium text-ink">
          {jobTitle}
        </span>
      ) : null}
      {jobTitle && tagline ? " · " : null}
      {tagline ? <span dir="auto">{tagline}</span> : null}
    </span>
  );
}

/** The skills somebody names. */
export function Keywords({ worker }: { worker: Pick<Worker, "keywords"> }) {
  const words = keywordsOf(worker);
  if (words.length === 0) return null;
  return (
    <Card as="section">
      <CardHeader title="Skills" hint="As they name them themselves." />
      <CardBody>
        <ul className="flex flex-wrap gap-1.5">
          {words.map((word) => (
            <li key={word} className="min-w-0">
              <Badge className="max-w-full truncate">{word}</Badge>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

/** Work that somebody shows. */
export function ProjectList({ projects }: { projects: OwnWorker["projects"] }) {
  if (projects.length === 0) return null;
  return (
    <Card as="section">
      <CardHeader title="Projects" />
      <ul className="divide-y">
        {projects.map(({ title, description, link }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the projects of one profile do not move
          <li key={index} className="space-y-1 px-5 py-4 [overflow-wrap:anywhere]">
            <h3 dir="auto" className="font-medium">
              {title}
            </h3>
            {description ? <UserText text={description} className="text-ink-soft text-sm" /> : null}
            {link ? (
              <p className="text-sm">
                <UserLink url={link} />
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Where else somebody is found: what they let everybody see. */
export function ContactList({ contacts }: { contacts: readonly { label: string; value: string }[] }) {
  if (contacts.length === 0) return null;
  return (
    <Card as="section">
      <CardHeader title="Contact" />
      <ul className="space-y-3 p-5 text-sm [overflow-wrap:anywhere]">
        {contacts.map(({ label, value }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the contacts of one profile do not move
          <li key={index}>
            <p dir="auto" className="text-ink-soft">
              {label}
            </p>
            <UserText text={value} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
