"use client";

import { Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { FieldError, type FieldErrors } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";

export type ClaimedSkill = { label: string; level: number | null };

const LEVELS = [
  { value: "1", label: "1 · Beginner" },
  { value: "2", label: "2 · Basic" },
  { value: "3", label: "3 · Solid" },
  { value: "4", label: "4 · Strong" },
  { value: "5", label: "5 · Excellent" },
];
const FIRST_ROWS = 3;
const ROW = /^skill-(\d+)$/;

/** Skills with the level claimed in each, as rows: skill-0, level-0 and so on. A row left empty says nothing. */
export function SkillsField({
  skills,
  most,
  longest,
  errors,
}: {
  skills: readonly ClaimedSkill[];
  most: number;
  longest: number;
  errors: FieldErrors;
}) {
  const [rows, setRows] = useState(Math.min(most, Math.max(FIRST_ROWS, skills.length + 1)));
  const fieldset = useRef<HTMLFieldSetElement>(null);

  // A draft may hold more rows than stand here: they must be there before it is put back, so it is asked for twice.
  useEffect(() => {
    const form = fieldset.current?.form;
    const grow = (event: Event) => {
      const draft = (event as CustomEvent<Record<string, string[]>>).detail;
      const kept = Object.keys(draft).filter((name) => ROW.test(name) && draft[name]?.[0]);
      const needed = Math.max(0, ...kept.map((name) => Number(ROW.exec(name)![1]) + 1));
      setRows((shown) => Math.min(most, Math.max(shown, needed)));
      setTimeout(() => {
        for (const name of kept.flatMap((skill) => [skill, skill.replace("skill", "level")])) {
          const control = form?.elements.namedItem(name);
          if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement)
            control.value = draft[name]?.[0] ?? "";
        }
      });
    };
    form?.addEventListener("draft", grow);
    return () => form?.removeEventListener("draft", grow);
  }, [most]);

  return (
    <fieldset
      ref={fieldset}
      aria-describedby={errors.skills ? "skills-hint skills-error" : "skills-hint"}
      className="min-w-0"
    >
      <legend className="font-medium text-sm">
        Skills <span className="font-normal text-ink-faint">· optional</span>
      </legend>
      <p id="skills-hint" className="mt-1.5 mb-2 text-ink-soft text-sm">
        A level is what you claim. How far a skill is attested is earned by accepted work.
      </p>
      <div className="space-y-2">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are added at the end alone
          <div key={row} className="grid grid-cols-[minmax(0,1fr)_9.5rem] gap-2">
            <Input
              name={`skill-${row}`}
              aria-label={`Skill ${row + 1}`}
              maxLength={longest}
              defaultValue={skills[row]?.label}
              placeholder={row === 0 ? "Data entry" : undefined}
              aria-invalid={errors.skills ? true : undefined}
            />
            <Select
              name={`level-${row}`}
              aria-label={`Level of skill ${row + 1}`}
              placeholder="No level"
              options={LEVELS}
              defaultValue={skills[row]?.level?.toString() ?? ""}
            />
          </div>
        ))}
      </div>
      {rows < most ? (
        <Button size="sm" variant="ghost" className="mt-2 -ml-3" onClick={() => setRows(rows + 1)}>
          <Plus aria-hidden />
          Another skill
        </Button>
      ) : null}
      {errors.skills ? <FieldError id="skills-error">{errors.skills}</FieldError> : null}
    </fieldset>
  );
}
