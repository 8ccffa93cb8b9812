import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Casing, named } from "@/lib/core/casing";
import { refusalOfUrl } from "@/lib/core/public-url";
import { appUrl } from "@/lib/env";

export const MB = 1024 * 1024;
/** Of one message. */
export const MAX_FILES = 10;
export const MAX_FILE_BYTES = 10 * MB;
export const MAX_TOTAL_BYTES = 25 * MB;
/** Of one account, bots and all, in a day. */
export const MAX_DAY_BYTES = 200 * MB;
const MAX_URL = 2000;

/** A file that a message carries, as the other side sees it. */
export const Attachment = z
  .object({
    id: z.string(),
    filename: z.string(),
    sizeBytes: z.int(),
    mimeType: z.string().meta({ description: "As told by its bytes." }),
    url: z
      .string()
      .meta({ format: "uri", description: "For those who can see the message, with their key or session." }),
  })
  .meta({ id: "Attachment" });

const PATH = "/api/files/";
export const urlOf = (fileId: string): string => `${appUrl}${PATH}${fileId}`;

/** The file that this address of ours stands for; undefined where it is none of ours. */
export const ownFileId = (url: string): string | undefined =>
  url.startsWith(`${appUrl}${PATH}`) ? url.slice(appUrl.length + PATH.length) : undefined;

const fetchable = (text: string, ctx: z.RefinementCtx) => {
  const message = ownFileId(text) === undefined && refusalOfUrl(text, { http: true });
  if (message) ctx.addIssue({ code: "custom", message });
};

/** The address of a file to attach. */
export const fileUrl = z.string().trim().max(MAX_URL).superRefine(fetchable).meta({ format: "uri" });

/** The addresses of files to attach: an operation's input. */
export const fileUrls = z
  .array(fileUrl)
  .max(MAX_FILES)
  .default([])
  .meta({
    description: `Up to ${MAX_FILES} addresses of files, which are fetched and kept before this is answered: ${MAX_FILE_BYTES / MB} MB each, ${MAX_TOTAL_BYTES / MB} MB together. The url of an attachment that you can see attaches it again.`,
    examples: [["https://example.com/report.pdf"]],
  });

/** What the rows `alias` of messages carry, as a JSON array of `Attachment` in a dialect's names. */
export function attachmentsOf(alias: string, casing: Casing) {
  const name = (key: keyof z.output<typeof Attachment>) => sql.raw(`'${named(casing, key)}'`);
  const base = sql.raw(`'${`${appUrl}${PATH}`.replaceAll("'", "''")}'`);
  const row = sql`json_build_object(${name("id")}, f.id, ${name("filename")}, f.filename, ${name("sizeBytes")}, f.size_bytes,
    ${name("mimeType")}, f.mime_type, ${name("url")}, ${base} || f.id)`;
  return sql`(select coalesce(json_agg(${row} order by mf.position), '[]') from message_files mf join files f on f.id = mf.file_id
    where mf.message_id = ${sql.raw(alias)}.id)`;
}
