import { notFound } from "@/lib/core/errors";
import type { Operation } from "@/lib/core/operation";
import type { StoredFile } from "@/lib/domain/files/download";
import { log } from "@/lib/log";
import { type Range, storage } from "@/lib/vendors/storage";
import type { Endpoint } from "./endpoint";

const SAFE = /[^\x20-\x7e]|["\\%]/g;
/** RFC 6266: a name in ASCII for whoever reads no other, and the very one. */
export const disposition = (filename: string) =>
  `attachment; filename="${filename.replace(SAFE, "_")}"; filename*=UTF-8''${encodeURIComponent(filename).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`;

/** The part that a Range header asks for. One that asks for several or for nothing that is there gets the whole, as RFC 9110 allows. */
export function rangeOf(header: string | undefined, size: number): Range | undefined {
  const [, from = "", to = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (from === "" && to === "") return undefined;
  const start = from === "" ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
  return start <= end ? { start, end } : undefined;
}

/** A file as its bytes, to be saved: nothing that somebody gave us is ever a page of this site. */
export const asBytes = (op: Operation): Endpoint => ({
  op,
  status: () => 200,
  statuses: [200, 206],
  body: () => "",
  describe: () => ({}),
  describeInstead: {
    "*/*": {
      schema: { type: "string", description: "The bytes of the file; with 206 the part that was asked for." },
      example: "Date,Steps\r\n2030-01-31,9000\r\n",
    },
  },
  async bytes({ file }: { file: StoredFile }, header) {
    const etag = `"${file.sha256}"`;
    const headers: Record<string, string> = {
      ETag: etag,
      // Asked about each time, because who may see it can change: what comes back then is small.
      "Cache-Control": "private, no-cache",
      "Accept-Ranges": "bytes",
      "Content-Type": /^text\//.test(file.mimeType) ? `${file.mimeType}; charset=utf-8` : file.mimeType,
      "Content-Disposition": disposition(file.filename),
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cross-Origin-Resource-Policy": "same-site",
    };
    if (knows(header("if-none-match"), etag)) return { status: 304, headers };
    const isSame = [undefined, etag].includes(header("if-range"));
    const range = isSame ? rangeOf(header("range"), file.sizeBytes) : undefined;
    const stream = await storage().read(file.id, range);
    if (!stream) {
      log.error({ file: file.id }, "a file's bytes are not in the storage");
      throw notFound("file");
    }
    const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 };
    headers["Content-Length"] = String(end - start + 1);
    if (range) headers["Content-Range"] = `bytes ${start}-${end}/${file.sizeBytes}`;
    return { status: range ? 206 : 200, headers, stream };
  },
});

/** Whether whoever asks has these bytes already. */
export const knows = (header: string | undefined, etag: string) =>
  header?.split(",").some((one) => ["*", etag, `W/${etag}`].includes(one.trim())) === true;
