import { createHash } from "node:crypto";
import { Refusal } from "@/lib/core/errors";
import { MAX_FILE_BYTES } from "@/lib/domain/files/file";
import type { SentFile } from "@/lib/domain/files/upload";
import type { Endpoint } from "./endpoint";

/** What a form adds to its one file. */
const AROUND_BYTES = 16 * 1024;
const FORM = "multipart/form-data";

/** A form with one file, in its field `file`, as browsers and `curl -F` send it. */
export const hearsFile: NonNullable<Endpoint["hears"]> = {
  mediaType: FORM,
  limit: MAX_FILE_BYTES + AROUND_BYTES,
  async read(bytes, contentType) {
    const form = await new Response(new Uint8Array(bytes), { headers: { "Content-Type": contentType } })
      .formData()
      .catch(() => undefined);
    if (!form) throw new Refusal("INVALID_INPUT", `The body is not valid ${FORM}.`);
    const sent = form.get("file");
    if (!(sent instanceof Blob)) return { input: {}, print: {} };
    const file: SentFile = { name: sent.name, bytes: Buffer.from(await sent.arrayBuffer()) };
    const sha256 = createHash("sha256").update(file.bytes).digest("hex");
    return { input: { file }, print: { name: file.name, sha256 } };
  },
};
