import { Fragment } from "react";

/** A path that breaks at its slashes where it must. */
export const PathText = ({ path }: { path: string }) => (
  <code className="min-w-0 break-words font-mono">
    {path.split(/(?=\/)/).map((part) => (
      <Fragment key={part}>
        <wbr />
        {part}
      </Fragment>
    ))}
  </code>
);
