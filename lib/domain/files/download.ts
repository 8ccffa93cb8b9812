import { sql } from "drizzle-orm";
import { z } from "zod";
import { idPattern } from "@/db/id";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { seesFile } from "./access";
import { Attachment, urlOf } from "./file";

const isFileId = idPattern("file");

const StoredFile = Attachment.extend({ sha256: z.string() });
export type StoredFile = z.output<typeof StoredFile>;

export const downloadFile = query({
  name: "files.download",
  summary: "Download a file.",
  description:
    "For whoever brought it, and for those who can see a message that carries it. It comes as a file to save, never as a page; `Range` asks for a part of it, `If-None-Match` whether it is still there.",
  access: "account",
  input: { fileId: id("file") },
  output: { file: StoredFile },
  async run({ db, actor }, { fileId }) {
    const [row] = isFileId.test(fileId)
      ? await db.execute<
          Omit<StoredFile, "url">
        >(sql`select f.id, f.filename, f.size_bytes as "sizeBytes", f.mime_type as "mimeType",
          encode(f.sha256, 'hex') as sha256 from files f where f.id = ${fileId} and ${seesFile(actor)}`)
      : [];
    if (!row) throw notFound("file");
    return { file: { ...row, url: urlOf(row.id) } };
  },
});
