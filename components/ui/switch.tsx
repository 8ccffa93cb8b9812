import type { ComponentProps, ReactNode } from "react";

type SwitchProps = Omit<ComponentProps<"input">, "type" | "role"> & {
  name: string;
  label: ReactNode;
  hint?: ReactNode;
};

/** A setting that is on or off: a native checkbox in the role of a switch, posted as "on". */
export function Switch({ name, label, hint, id = name, ...props }: SwitchProps) {
  return (
    <div className="flex items-start justify-between gap-6">
      <div className="text-sm">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="mt-0.5 text-ink-soft">
            {hint}
          </p>
        ) : null}
      </div>
      <input
        {...props}
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a native checkbox says by itself whether it is checked
        role="switch"
        id={id}
        name={name}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative h-6 w-10 shrink-0 cursor-pointer appearance-none rounded-full border border-line-strong bg-sunken transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-4.5 before:rounded-full before:bg-line-strong before:transition-all checked:border-accent checked:bg-accent checked:before:left-[1.125rem] checked:before:bg-on-accent disabled:opacity-55"
      />
    </div>
  );
}
