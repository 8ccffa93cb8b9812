import type { Metadata } from "next";
import { DeedForm } from "@/components/gigs/deed-form";
import { ForgetDraft } from "@/components/gigs/forget-draft";
import { paths, recordHref } from "@/components/layout/links";
import { PageHeader } from "@/components/layout/page-header";
import { AGENCY, GENDER, keywordsOf, type OwnWorker } from "@/components/people/worker";
import { buttonClass } from "@/components/ui/button-class";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import * as limits from "@/lib/domain/people/worker";
import { loadOwnWorker } from "@/lib/domain/people/workers";
import { act } from "@/lib/surfaces/action";
import { requireViewer } from "@/lib/surfaces/page";
import { saveWorker, takeDown } from "./actions";
import { WorkerForm } from "./worker-form";

export const metadata: Metadata = { title: "Worker profile" };

const FORM = "worker-profile";
const DONE: Record<string, string> = {
  saved: "Saved. This is how people see you now.",
  down: "Your worker profile is taken down.",
};

export default async function WorkerSettings({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const who = await requireViewer(paths.workerProfile);
  const [own, { done = "" }] = await Promise.all([act(loadOwnWorker, {}), searchParams]);
  const worker = own.ok ? own.data.worker : null;
  const told = Object.hasOwn(DONE, done) && (done === "down") === (worker === null) ? DONE[done] : undefined;
  return (
    <>
      <PageHeader
        title="Worker profile"
        lede="What you do and what you ask. With one you are found under People, and can write to others."
        actions={worker ? <ButtonLink href={recordHref(who.id)}>See it as others do</ButtonLink> : null}
      />
      {told ? (
        <div role="status" className="mb-6 max-w-2xl">
          <Notice tone="accent">{told}</Notice>
          <ForgetDraft form={FORM} />
        </div>
      ) : null}
      <WorkerForm
        deed={saveWorker}
        id={FORM}
        values={worker ? valuesOf(worker) : { friendlyName: who.name, agencyStatus: "INDEPENDENT" }}
        limits={LIMITS}
        agencies={optionsOf(AGENCY)}
        genders={optionsOf(GENDER)}
      />
      {worker ? (
        <details className="group mt-10 max-w-2xl border-t pt-6 text-sm">
          <summary className={buttonClass({ size: "sm" }, "cursor-pointer list-none group-open:hidden")}>
            Take the profile down
          </summary>
          <div className="space-y-3 rounded-lg bg-sunken px-4 py-3">
            <p>You are no longer found under People, and what stands above is gone. Your record and ratings stay.</p>
            <DeedForm deed={takeDown} values={{}} button="Take it down" variant="danger" size="sm" />
          </div>
        </details>
      ) : null}
    </>
  );
}

const optionsOf = (words: Record<string, string>) => Object.entries(words).map(([value, label]) => ({ value, label }));

const LIMITS = {
  name: limits.MAX_NAME,
  jobTitle: limits.MAX_JOB_TITLE,
  tagline: limits.MAX_TAGLINE,
  introduction: limits.MAX_INTRODUCTION,
  country: limits.MAX_COUNTRY,
  keywords: limits.MAX_KEYWORDS,
  contacts: limits.MAX_CONTACTS,
  label: limits.MAX_LABEL,
  value: limits.MAX_VALUE,
  projects: limits.MAX_PROJECTS,
  projectTitle: limits.MAX_PROJECT_TITLE,
  projectDescription: limits.MAX_PROJECT_DESCRIPTION,
  link: limits.MAX_LINK,
};

/** A profile as its form holds it. */
function valuesOf({ contacts, projects, lowRate, rushRate, ...worker }: OwnWorker): Record<string, unknown> {
  const rows = [
    ...contacts.map(({ label, value, isPublic }, at) => [
      "contacts",
      at,
      { label, value, isPublic: isPublic ? "yes" : "no" },
    ]),
    ...projects.map((project, at) => ["projects", at, project]),
  ] as [string, number, Record<string, string | null>][];
  const flat = rows.flatMap(([name, at, row]) =>
    Object.entries(row).map(([field, value]) => [`${name}.${at}.${field}`, value]),
  );
  return {
    ...worker,
    lowRate: lowRate === null ? null : String(lowRate),
    rushRate: rushRate === null ? null : String(rushRate),
    keywords: keywordsOf(worker),
    ...Object.fromEntries(flat),
  };
}
