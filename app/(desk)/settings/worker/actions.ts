"use server";

import { paths } from "@/components/layout/links";
import { deleteWorker, editWorker } from "@/lib/domain/people/workers";
import { fieldsOf } from "@/lib/surfaces/action";
import { type DeedState, perform } from "@/lib/surfaces/deed";
import { amountIn, numberIn } from "@/lib/surfaces/form";

const DONE = { to: `${paths.workerProfile}?done=saved`, back: paths.workerProfile };

/** What was emptied is taken away. */
export async function saveWorker(_: DeedState, form: FormData): Promise<DeedState> {
  const said = fieldsOf(form);
  const orNull = (name: string) => said[name] ?? null;
  const input = {
    friendlyName: said.friendlyName ?? "",
    jobTitle: orNull("jobTitle"),
    tagline: orNull("tagline"),
    introduction: orNull("introduction"),
    lowRate: numberIn(amountIn(said.lowRate)) ?? null,
    rushRate: numberIn(amountIn(said.rushRate)) ?? null,
    country: orNull("country"),
    keywords: form.getAll("keywords").filter((word) => word !== ""),
    agencyStatus: said.agencyStatus,
    gender: orNull("gender"),
    contacts: rowsIn(said, "contacts").map(({ label, value, isPublic }) => ({
      ...{ label: label ?? "", value: value ?? "" },
      isPublic: isPublic === "yes",
    })),
    projects: rowsIn(said, "projects").map(({ title, ...rest }) => ({ ...rest, title: title ?? "" })),
  };
  return { ...(await perform(editWorker, input, DONE)), typed: { ...said, keywords: input.keywords } };
}

export async function takeDown(): Promise<DeedState> {
  return perform(deleteWorker, {}, { ...DONE, to: `${paths.workerProfile}?done=down` });
}

type Row = Record<string, unknown>;

/** The rows `contacts.0.label`, `contacts.0.value`, … in their order; those in which nothing was typed are none. */
function rowsIn(said: Record<string, unknown>, name: string): Row[] {
  const rows: Row[] = [];
  for (const [key, value] of Object.entries(said)) {
    const [list, index, field] = key.split(".");
    if (list !== name || field === undefined) continue;
    rows[Number(index)] = { ...rows[Number(index)], [field]: value };
  }
  return rows.filter((row) => row && Object.keys(row).some((field) => field !== "isPublic"));
}
