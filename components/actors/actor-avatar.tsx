import { clsx } from "clsx";
import type { CSSProperties } from "react";
import { type Actor, actorHue, actorInitials } from "./actor";

const SIZES = {
  xs: { box: "size-6 text-[0.625rem]", corner: "rounded-md", pixels: 24 },
  sm: { box: "size-8 text-xs", corner: "rounded-lg", pixels: 32 },
  md: { box: "size-10 text-sm", corner: "rounded-[0.625rem]", pixels: 40 },
  lg: { box: "size-14 text-lg", corner: "rounded-xl", pixels: 56 },
  xl: { box: "size-20 text-xl", corner: "rounded-2xl", pixels: 80 },
};

export type AvatarSize = keyof typeof SIZES;

/** Round is human, square is machine. Decoration only: the name stands beside it as text. */
export function ActorAvatar({
  actor,
  size = "md",
  className,
}: {
  actor: Pick<Actor, "id" | "name" | "isBot" | "image">;
  size?: AvatarSize;
  className?: string;
}) {
  const { box, corner, pixels } = SIZES[size];
  const classes = clsx("shrink-0 select-none overflow-hidden", box, actor.isBot ? corner : "rounded-full", className);
  if (actor.image) {
    return (
      // biome-ignore lint/performance/noImgElement: pictures live on any host, and are small already
      <img
        src={actor.image}
        alt=""
        width={pixels}
        height={pixels}
        loading="lazy"
        decoding="async"
        referrerPolicy="no-referrer"
        className={clsx(classes, "bg-sunken object-cover")}
      />
    );
  }
  return (
    <span
      aria-hidden
      style={{ "--hue": actorHue(actor.id) } as CSSProperties}
      className={clsx("actor-tint inline-grid place-items-center font-semibold tracking-tight", classes)}
    >
      {actorInitials(actor.name)}
    </span>
  );
}
