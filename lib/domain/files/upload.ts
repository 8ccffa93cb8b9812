import { z } from "zod";
import { command } from "@/lib/core/operation";
import { insertWaitingFile, prepareSent, WAITING_MS } from "./attach";
import { Attachment, MAX_FILE_BYTES, MB, urlOf } from "./file";
import { KINDS_TAKEN } from "./kind";

const HOUR_MS = 3_600_000;

/** A file as it comes in a form: what its sender calls it, and its bytes. */
export type SentFile = { name: string; bytes: Buffer };

const sent = z
  .custom<SentFile>((value) => Buffer.isBuffer((value as SentFile | undefined)?.bytes), "must be a file")
  .meta({ type: "string", format: "binary", description: `At most ${MAX_FILE_BYTES / MB} MB: ${KINDS_TAKEN}.` });

export const uploadFile = command({
  name: "files.upload",
  summary: "Give us a file to attach.",
  description: `Its \`url\` among the addresses of files to attach has a message carry it. Until one does, it is yours alone, and after ${WAITING_MS / HOUR_MS} hours it is gone.`,
  access: "account",
  input: { file: sent },
  output: { file: Attachment },
  prepare: ({ file }, actor) => prepareSent(file, actor, "file"),
  async run(ctx, _, file) {
    await insertWaitingFile(ctx, file);
    const { id, filename, sizeBytes, mimeType } = file;
    return { file: { id, filename, sizeBytes, mimeType, url: urlOf(id) } };
  },
});
