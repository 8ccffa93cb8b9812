"use server";

import { paths } from "@/components/layout/links";
import { saveClient } from "@/lib/domain/people/clients";
import { fieldsOf } from "@/lib/surfaces/action";
import { type DeedState, perform } from "@/lib/surfaces/deed";

/** What was emptied is taken away. */
export async function saveProfile(_: DeedState, form: FormData): Promise<DeedState> {
  const said = fieldsOf(form);
  const input = {
    companyName: said.companyName ?? "",
    description: said.description ?? null,
    skillsNeeded: said.skillsNeeded ?? null,
    paymentMethods: said.paymentMethods ?? null,
  };
  const done = { to: `${paths.clientProfile}?done=saved`, back: paths.clientProfile };
  return { ...(await perform(saveClient, input, done)), typed: said };
}
