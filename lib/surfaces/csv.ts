import { type Casing, named } from "@/lib/core/casing";
import { toCsv } from "@/lib/core/csv";
import { write } from "@/lib/core/json";
import type { Endpoint } from "./endpoint";

/** A list that also answers as CSV, where the query says `format=csv`. */
export function orCsv(endpoint: Endpoint, filename: string): Endpoint {
  const columnsIn = (casing: Casing) => Object.keys(endpoint.op.list!.of.shape).map((key) => named(casing, key));
  return {
    ...endpoint,
    alternative(output, { format }, casing) {
      if (format !== "csv") return undefined;
      return {
        headers: {
          "Content-Type": "text/csv; charset=utf-8",
          "Content-Disposition": `attachment; filename="${filename}"`,
        },
        body: toCsv(columnsIn(casing), JSON.parse(write(casing, output.items))),
      };
    },
    describeAlternative: (casing) => ({
      "text/csv": {
        schema: { type: "string", description: "With `format=csv`: RFC 4180, a heading line and a line for each row." },
        example: toCsv(columnsIn(casing), []),
      },
    }),
  };
}
