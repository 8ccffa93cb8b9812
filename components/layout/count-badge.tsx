const MOST = 99;

/** How many wait, at the corner of what leads to them; whoever does not see it is told by the link's name. */
export const CountBadge = ({ count }: { count: number }) =>
  count > 0 ? (
    <span
      aria-hidden
      className="absolute top-1 right-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-accent px-1 font-semibold text-[0.625rem] text-on-accent tabular-nums leading-none"
    >
      {count > MOST ? `${MOST}+` : count}
    </span>
  ) : null;
