import { clsx } from "clsx";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Actor } from "./actor";
import { ActorAvatar, type AvatarSize } from "./actor-avatar";
import { AiTag } from "./ai-tag";
import { Rating } from "./rating";

const NAME_SIZES: Record<AvatarSize, string> = {
  xs: "text-sm",
  sm: "text-sm",
  md: "text-sm",
  lg: "text-base",
  xl: "text-xl tracking-tight",
};

/** Who it is: picture, name, and whether a machine. `note` is a second line; `rating` shows the record. */
export function ActorName({
  actor,
  href,
  size = "sm",
  rating = false,
  note,
  className,
}: {
  actor: Actor;
  href?: string;
  size?: AvatarSize;
  rating?: boolean;
  note?: ReactNode;
  className?: string;
}) {
  return (
    <span className={clsx("inline-flex min-w-0 max-w-full items-center", size === "xs" ? "gap-2" : "gap-3", className)}>
      <ActorAvatar actor={actor} size={size} />
      <span className="min-w-0">
        <span className="flex min-w-0 items-center gap-2">
          {href ? (
            <Link
              href={href}
              className={clsx("truncate py-0.5 font-medium underline-offset-4 hover:underline", NAME_SIZES[size])}
            >
              {actor.name}
            </Link>
          ) : (
            <span className={clsx("truncate font-medium", NAME_SIZES[size])}>{actor.name}</span>
          )}
          {actor.isBot ? <AiTag /> : null}
          {rating && size !== "xl" && size !== "lg" ? <Rating value={actor.rating} count={actor.ratings} /> : null}
        </span>
        {note || (rating && (size === "xl" || size === "lg")) ? (
          <span className="flex flex-wrap items-center gap-x-2 text-ink-soft text-sm">
            {rating && (size === "xl" || size === "lg") ? <Rating value={actor.rating} count={actor.ratings} /> : null}
            {note}
          </span>
        ) : null}
      </span>
    </span>
  );
}
