import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

type CardProps = ComponentProps<"div"> & {
  as?: "div" | "article" | "section" | "li" | "aside";
  /** The whole card leads somewhere: give its title link the class `after:absolute after:inset-0`. */
  interactive?: boolean;
};

/** A sheet of paper on the page: a hairline, no shadow. */
export function Card({ as = "div", interactive = false, className, ...props }: CardProps) {
  const Tag = as as "div";
  return (
    <Tag
      {...props}
      className={cn(
        "min-w-0 rounded-xl border bg-surface",
        interactive &&
          "relative transition-colors hover:border-line-strong has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-accent",
        className,
      )}
    />
  );
}

/** The head of a card: its title, a line under it, and what can be done with the whole. */
export function CardHeader({
  title,
  hint,
  action,
  level = 2,
}: {
  title: ReactNode;
  hint?: ReactNode;
  action?: ReactNode;
  level?: 2 | 3;
}) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <div className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b px-5 py-3 last:border-b-0">
      <div className="min-w-0">
        <Heading className="font-semibold text-base">{title}</Heading>
        {hint ? <p className="text-ink-soft text-sm">{hint}</p> : null}
      </div>
      {action}
    </div>
  );
}

/** The body of a card. */
export function CardBody({ className, ...props }: ComponentProps<"div">) {
  return <div {...props} className={cn("p-5", className)} />;
}
