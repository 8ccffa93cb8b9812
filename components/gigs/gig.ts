import type { z } from "zod";
import type { Standing } from "@/lib/domain/tasks/standing";
import type { Task } from "@/lib/domain/tasks/task";

/** A gig as the operations answer it. */
export type Gig = z.output<typeof Task>;

/** How a gig stands for whoever looks at its page. */
export type GigStanding = z.output<typeof Standing>;
