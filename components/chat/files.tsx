import { clsx } from "clsx";
import { FileText, RotateCw, X } from "lucide-react";
import type { Attached } from "./chat";
import type { Picked } from "./use-files";

const KB = 1024;
const sizeOf = (bytes: number): string =>
  bytes < KB ? `${bytes} B` : bytes < KB * KB ? `${Math.round(bytes / KB)} kB` : `${(bytes / KB / KB).toFixed(1)} MB`;

/** What browsers draw, and nothing that may hold script. */
const DRAWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

/** What a message carries: pictures to be seen, all else by its name. */
export function Attachments({ files }: { files: Attached[] }) {
  return (
    <ul className="space-y-1.5 not-first:mt-1.5">
      {files.map((file) => (
        <li key={file.id}>{DRAWN.has(file.mimeType) ? <Picture file={file} /> : <FileLink file={file} />}</li>
      ))}
    </ul>
  );
}

const Size = ({ bytes }: { bytes: number }) => (
  <span className="shrink-0 text-ink-soft text-xs tabular-nums">{sizeOf(bytes)}</span>
);

const FileLink = ({ file: { url, filename, sizeBytes } }: { file: Attached }) => (
  <a
    href={url}
    download={filename}
    className="flex min-w-0 items-center gap-2 rounded-lg border bg-surface px-2.5 py-2 hover:border-line-strong"
  >
    <FileText aria-hidden className="size-4 shrink-0 text-ink-soft" />
    <span className="min-w-0 truncate" dir="auto">
      {filename}
    </span>
    <Size bytes={sizeBytes} />
  </a>
);

/** In a box of one size, so that nothing moves when it comes. */
const Picture = ({ file: { url, filename } }: { file: Attached }) => (
  <a
    href={url}
    download={filename}
    title={filename}
    className="block w-fit overflow-hidden rounded-lg border bg-sunken"
  >
    {/* biome-ignore lint/performance/noImgElement: somebody's file, behind a sign-in: no optimiser may fetch it */}
    <img
      src={url}
      alt={filename}
      loading="lazy"
      decoding="async"
      width={256}
      height={176}
      className="h-44 w-64 max-w-full object-cover"
    />
  </a>
);

/** What will go with what is being typed. */
export function PickedFiles({
  picked,
  onAgain,
  onRemove,
}: {
  picked: Picked[];
  onAgain(key: string): void;
  onRemove(key: string): void;
}) {
  return (
    <ul aria-label="Files to send" className="mb-2 flex max-h-40 flex-wrap gap-1.5 overflow-y-auto">
      {picked.map((one) => (
        <li
          key={one.key}
          className={clsx(
            "relative flex min-w-0 max-w-full items-center gap-2 overflow-hidden rounded-lg border bg-surface py-1 pl-2.5 text-sm",
            one.refused !== undefined && "border-loss/40",
          )}
        >
          <FileText aria-hidden className="size-4 shrink-0 text-ink-soft" />
          <span className="min-w-0">
            <span className="flex min-w-0 items-center gap-2">
              <span className="min-w-0 max-w-48 truncate" dir="auto">
                {one.attached?.filename ?? one.name}
              </span>
              <Size bytes={one.size} />
            </span>
            {one.refused === undefined ? null : (
              <span role="alert" className="block text-loss-ink text-xs">
                {one.refused}
              </span>
            )}
          </span>
          <span className="flex shrink-0">
            {one.refused === undefined || !one.file ? null : (
              <button
                type="button"
                aria-label={`Try ${one.name} again`}
                onClick={() => onAgain(one.key)}
                className={deedClass}
              >
                <RotateCw aria-hidden className="size-3.5" />
              </button>
            )}
            <button
              type="button"
              aria-label={`Do not send ${one.name}`}
              onClick={() => onRemove(one.key)}
              className={deedClass}
            >
              <X aria-hidden className="size-3.5" />
            </button>
          </span>
          {one.attached || one.refused !== undefined ? null : (
            <progress
              aria-label={`Uploading ${one.name}`}
              value={one.part}
              className="absolute inset-x-0 bottom-0 h-0.5 w-full appearance-none bg-sunken [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-sunken [&::-webkit-progress-value]:bg-accent"
            />
          )}
        </li>
      ))}
    </ul>
  );
}

const deedClass = "grid size-8 place-items-center rounded-md text-ink-soft hover:bg-sunken hover:text-ink";
