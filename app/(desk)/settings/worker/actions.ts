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
  const rows = { contacts: rowsIn(said, "contacts"), projects: rowsIn(said, "projects") };
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
    contacts: rows.contacts.map(({ row: { label, value, isPublic } }) => ({
      ...{ label: label ?? "", value: value ?? "" },
      isPublic: isPublic === "yes",
    })),
    projects: rows.projects.map(({ row: { title, ...rest } }) => ({ ...rest, title: title ?? "" })),
  };
  const done = await perform(editWorker, input, DONE);
  return { ...done, fields: inTheirRows(done.fields, rows), typed: { ...said, keywords: input.keywords } };
}

export async function takeDown(): Promise<DeedState> {
  return perform(deleteWorker, {}, { ...DONE, to: `${paths.workerProfile}?done=down` });
}

type Row = Record<string, unknown>;
/** Rows in which something was typed, each with its place in the form. */
type Rows = { at: number; row: Row }[];

/** The rows `contacts.0.label`, `contacts.0.value`, … in their order; those in which nothing was typed are none. */
function rowsIn(said: Record<string, unknown>, name: string): Rows {
  const rows: Row[] = [];
  for (const [key, value] of Object.entries(said)) {
    const [list, index, field] = key.split(".");
    if (list !== name || field === undefined) continue;
    rows[Number(index)] = { ...rows[Number(index)], [field]: value };
  }
  return [...rows.entries()]
    .map(([at, row]) => ({ at, row }))
    .filter(({ row }) => row && Object.keys(row).some((field) => field !== "isPublic"));
}

/** What is wrong with a row stands beside its field in the form, where rows left empty count too; said once. */
function inTheirRows(fields: Record<string, string>, lists: Record<string, Rows>): Record<string, string> {
  const names = Object.keys(fields);
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, said]) => {
      const [list, index, field] = name.split(".") as [string, string?, string?];
      const at = lists[list]?.[Number(index)]?.at;
      if (at !== undefined && field !== undefined) return [[`${list}.${at}.${field}`, said]];
      const isSaidThere = list in lists && names.some((other) => other.startsWith(`${list}.`));
      return isSaidThere ? [] : [[name, said]];
    }),
  );
}
