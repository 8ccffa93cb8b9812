import { Table, TableScroll, Td, Th } from "@/components/ui/table";

type Row = Record<string, unknown>;

/** As in the file; the database keeps no order of them. */
const ORDER = ["item_id", "prompt", "answer", "confidence", "status", "n", "missing", "votes", "summary"];
const placeOf = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** The first rows of a file, as they stand in it. */
export function Preview({ rows }: { rows: readonly Row[] }) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].sort((a, b) => placeOf(a) - placeOf(b));
  return (
    <TableScroll label="The first rows">
      <Table>
        <thead>
          <tr>
            {columns.map((name) => (
              <Th key={name}>{name}</Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a file do not move
            <tr key={at}>
              {columns.map((name) => (
                <Td
                  key={name}
                  className={`max-w-80 [overflow-wrap:break-word] ${name === "prompt" || name === "votes" || name === "summary" ? "min-w-48" : ""}`}
                  dir="auto"
                >
                  {textOf(row[name])}
                </Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}

/** A cell: numbers short, lists and counts as one line. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return String(Math.round(value * 1000) / 1000);
  if (Array.isArray(value)) return value.map(textOf).join(" | ");
  if (typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${textOf(inner)}`)
    .join(", ");
}
