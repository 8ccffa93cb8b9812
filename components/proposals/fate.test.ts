import { expect, test } from "vitest";
import { fateOf } from "./fate";

test("a proposal waits while its gig is open; then another was chosen, or the gig ended without anybody", () => {
  const of = (status: string, gig: string, chosen: string | null = null) =>
    fateOf({ status }, { status: gig, acceptedProposalId: chosen });
  expect(of("pending", "open")).toBe("pending");
  for (const gig of ["in_progress", "delivered", "completed", "disputed", "cancelled"])
    expect(of("pending", gig, "prop_1")).toBe("another_chosen");
  expect(of("pending", "expired")).toBe("gig_ended");
  expect(of("pending", "completed")).toBe("gig_ended");
  for (const status of ["accepted", "rejected", "withdrawn"]) expect(of(status, "completed", "prop_1")).toBe(status);
});
