import type { IncomingHttpHeaders } from "node:http";
import type { Kind } from "./kind";

/** What file systems take, with room for what a browser adds. */
const MAX_BYTES = 200;
const NAMELESS = "file";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed
const UNSEEN = /[\u0000-\u001f\u007f-\u009f]|\p{Cf}|[\u2028\u2029]|[\u{e0000}-\u{e007f}]/gu;
/** Names that Windows keeps for devices, whatever their ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** A name under which a file may be saved anywhere: no folders, nothing unseen, an ending that says what it is. */
export function cleanName(given: string, { endings }: Kind): string {
  const last = given.toWellFormed().normalize("NFC").replace(UNSEEN, "").split(/[/\\]/).at(-1)!;
  const plain = last
    .replace(/[<>:"|?*%]/g, "_")
    .replace(/\s+/g, " ")
    .replace(/^[\s.]+|[\s.]+$/g, "")
    .replace(DEVICE, "_$1");
  const ending = /\.(\w+)$/.exec(plain)?.[1] ?? "";
  const fits = endings.includes(ending.toLowerCase());
  const stem = fits ? plain.slice(0, -ending.length - 1) : plain;
  const tail = `.${fits ? ending : endings[0]}`;
  return `${cut(stem, MAX_BYTES - tail.length) || NAMELESS}${tail}`;
}

/** The beginning of a text that takes so many bytes at most, with no letter cut in half. */
function cut(text: string, bytes: number): string {
  let out = "";
  let left = bytes;
  for (const char of text) {
    left -= Buffer.byteLength(char);
    if (left < 0) break;
    out += char;
  }
  return out.trimEnd();
}

/** What a server calls what it sends: in its answer's header, else in the address. */
export function nameGiven(headers: IncomingHttpHeaders, url: string): string {
  const said = headers["content-disposition"] ?? "";
  const encoded = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(said)?.[1];
  if (encoded) return decoded(encoded);
  const quoted = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(said);
  const name = quoted && (quoted[1]?.replace(/\\(.)/g, "$1") ?? quoted[2]);
  // A header is bytes; most who put other letters in it mean UTF-8.
  if (name) return Buffer.from(name, "latin1").toString("utf8").replaceAll("\ufffd", "_");
  return decoded(new URL(url).pathname.split("/").at(-1)!);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
