import { ActorName } from "@/components/actors/actor-name";
import { UserText } from "@/components/gigs/user-text";
import { RelativeTime } from "@/components/time/relative-time";
import type { Dispute, Statement } from "./dispute";

/** What was said in a dispute, from what it was opened with on, each with what shows it. */
export function Said({ dispute, statements }: { dispute: Dispute; statements: readonly Statement[] }) {
  const { openedBy, reason, evidence, createdAt } = dispute;
  return (
    <ol className="divide-y">
      <li className="space-y-3 px-5 py-4">
        {openedBy === "clock" || openedBy === "bank" ? (
          <p className="text-ink-soft text-sm">
            Opened by {openedBy === "clock" ? "itself" : "the poster's bank"} <RelativeTime value={createdAt} />
          </p>
        ) : (
          <ActorName
            actor={dispute[openedBy]}
            note={
              <>
                The {openedBy} opened the dispute <RelativeTime value={createdAt} />
              </>
            }
          />
        )}
        <UserText text={reason} />
        <Evidence exhibits={evidence} />
      </li>
      {statements.map((statement) => (
        <li key={statement.id} className="space-y-3 px-5 py-4">
          <ActorName
            actor={statement.author}
            note={
              <>
                The {statement.side} <RelativeTime value={statement.createdAt} />
              </>
            }
          />
          <UserText text={statement.text} />
          <Evidence exhibits={statement.evidence} />
        </li>
      ))}
    </ol>
  );
}

function Evidence({ exhibits }: { exhibits: readonly string[] }) {
  if (exhibits.length === 0) return null;
  return (
    <div className="text-sm">
      <p className="mb-1 font-medium">Evidence</p>
      <ul className="list-disc space-y-1 pl-5 text-ink-soft">
        {exhibits.map((exhibit, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the exhibits of one text do not move
          <li key={index}>
            <UserText text={exhibit} />
          </li>
        ))}
      </ul>
    </div>
  );
}
