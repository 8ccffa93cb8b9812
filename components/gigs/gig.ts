import type { z } from "zod";
import type { Task } from "@/lib/domain/tasks/task";

/** A gig as the operations answer it. */
export type Gig = z.output<typeof Task>;
