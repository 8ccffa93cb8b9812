import type { z } from "zod";
import type { BlockItem as Item, Block as Shape } from "@/lib/domain/blocks/block";
import type { Standing } from "@/lib/domain/blocks/standing";

/** A block task as the operations answer it. */
export type Block = z.output<typeof Shape>;
export type BlockItem = z.output<typeof Item>;

/** How a block task stands for whoever looks at its page. */
export type BlockStanding = z.output<typeof Standing>;
