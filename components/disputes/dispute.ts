import type { z } from "zod";
import type { Dispute as DisputeSchema, Statement as StatementSchema } from "@/lib/domain/disputes/dispute";

/** A dispute and what is said in it, as the operations answer them. */
export type Dispute = z.output<typeof DisputeSchema>;
export type Statement = z.output<typeof StatementSchema>;
