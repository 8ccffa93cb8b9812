import type { Operation } from "@/lib/core/operation";
import { limiter } from "@/lib/vendors/ratelimit";
import { type Endpoint, objectSchema, parts } from "./endpoint";
import { type Dialect, rest } from "./rest";

const dialect: Dialect = {
  name: "givegigs",
  casing: "camel",
  reads: limiter("givegigs-read", 100, 60),
  writes: limiter("givegigs-write", 20, 60),
  refuse: ({ message, code, details, extra, requestId }) => ({
    success: false,
    error: message,
    code,
    ...extra,
    ...(details && { details }),
    requestId,
  }),
};

const TRUE = { type: "boolean", const: true };

/** `{"success": true, …parts}` */
const ok = (op: Operation): Endpoint => ({
  op,
  status: () => 200,
  statuses: [200],
  body: (output, casing) => `{"success":true${spread(parts(output, casing))}}`,
  describe: (properties) => objectSchema({ success: TRUE, ...properties }),
});
/** The same with 201, or with 200 when the operation found the thing there already. */
const created = (op: Operation, wasThere?: (output: any) => boolean): Endpoint => ({
  ...ok(op),
  status: (output) => (wasThere?.(output) ? 200 : 201),
  statuses: wasThere ? [201, 200] : [201],
});
/** `{"success": true, <plural>: [...], count, total, limit, offset, nextCursor}` */
const list = (op: Operation): Endpoint => {
  const plural = op.list!.plural;
  return {
    op,
    status: () => 200,
    statuses: [200],
    body: ({ items, total, ...page }, casing) =>
      `{"success":true${spread(parts({ [plural]: items, count: countOf(items), total, ...page }, casing))}}`,
    describe: ({ items, total, ...page }, item) =>
      objectSchema({
        success: TRUE,
        [plural]: { type: "array", items: item! },
        count: { type: "integer" },
        total: total!,
        ...page,
      }),
  };
};
const spread = (text: string) => (text === "" ? "" : `,${text}`);
const countOf = (items: unknown): number => (Array.isArray(items) ? items.length : (items as { rows: number }).rows);

/** The GiveGigs API: one line an endpoint, in the order of its reference. */
export const givegigs = rest(dialect, {});
