import { Readable } from "node:stream";
import type { Operation } from "@/lib/core/operation";
import { CROISSANT_TYPE } from "@/lib/domain/datasets/croissant";
import type { DatasetFile } from "@/lib/domain/datasets/download";
import { disposition, knows } from "./bytes";
import type { Endpoint } from "./endpoint";

const text = (description: string, example: string) => ({ schema: { type: "string", description }, example });
const rows = { type: "array", items: { type: "object" }, description: "`format=json`: the rows, as one array." };

/** A dataset's file, to be saved; its ETag is its checksum. */
export const asDatasetFile = (op: Operation): Endpoint => ({
  op,
  status: () => 200,
  statuses: [200],
  body: () => "",
  describe: () => ({}),
  describeInstead: {
    "application/json": { schema: rows, example: [{ item_id: "r1", prompt: "Late?", answer: "yes", n: 9 }] },
    "application/jsonl": text("`format=jsonl`: a row a line.", '{"item_id":"r1","prompt":"Late?","answer":"yes"}\n'),
    "text/csv": text("`format=csv`: RFC 4180, with a heading line.", "item_id,prompt,answer\r\nr1,Late?,yes\r\n"),
    [CROISSANT_TYPE]: {
      schema: { type: "object", description: "`format=croissant`: its description, for anybody." },
      example: { "@type": "sc:Dataset" },
    },
  },
  async bytes({ file }: { file: DatasetFile }, header) {
    const etag = `"sha256:${file.sha256}"`;
    const headers: Record<string, string> = {
      ETag: etag,
      "Cache-Control": "private, no-cache",
      "Content-Type": /^text\//.test(file.mediaType) ? `${file.mediaType}; charset=utf-8` : file.mediaType,
      "Content-Disposition": disposition(file.filename),
      "Content-Security-Policy": "default-src 'none'; sandbox",
    };
    if (knows(header("if-none-match"), etag)) return { status: 304, headers };
    headers["Content-Length"] = String(file.bytes.length);
    return { status: 200, headers, stream: Readable.from([file.bytes]) };
  },
});
