/** What a file is, as its bytes tell, and the endings that its name may have; the first is given to one that has another. */
export type Kind = { mimeType: string; endings: readonly string[] };

export const KINDS_TAKEN = "images, PDF, office documents, text, CSV, JSON, zip, gzip, audio and video";

const kind = (mimeType: string, ...endings: string[]): Kind => ({ mimeType, endings });
const word = kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx");
const sheet = kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
const slides = kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx");
const zip = kind("application/zip", "zip");
const mp4 = kind("video/mp4", "mp4", "m4v");
const heic = kind("image/heic", "heic", "heif");

/** How files of a kind begin; dots stand for any byte. */
const BEGINNINGS: [string, Kind][] = [
  ["\x89PNG\r\n\x1a\n", kind("image/png", "png")],
  ["\xff\xd8\xff", kind("image/jpeg", "jpg", "jpeg")],
  ["GIF87a", kind("image/gif", "gif")],
  ["GIF89a", kind("image/gif", "gif")],
  ["RIFF....WEBP", kind("image/webp", "webp")],
  ["RIFF....WAVE", kind("audio/wav", "wav")],
  ["....ftypavif", kind("image/avif", "avif")],
  ["....ftyphei", heic],
  ["....ftypmif1", heic],
  ["....ftypM4A ", kind("audio/mp4", "m4a")],
  ["....ftypqt  ", kind("video/quicktime", "mov")],
  ...["isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash"].map((brand): [string, Kind] => [
    `....ftyp${brand}`,
    mp4,
  ]),
  ["%PDF-", kind("application/pdf", "pdf")],
  ["\x1f\x8b\x08", kind("application/gzip", "gz", "tgz")],
  ["ID3\x02", kind("audio/mpeg", "mp3")],
  ["ID3\x03", kind("audio/mpeg", "mp3")],
  ["ID3\x04", kind("audio/mpeg", "mp3")],
  ["\xff\xfb", kind("audio/mpeg", "mp3")],
  ["\xff\xf3", kind("audio/mpeg", "mp3")],
  ["fLaC\x00", kind("audio/flac", "flac")],
  ["OggS\x00", kind("audio/ogg", "ogg", "oga", "opus")],
];
const LONGEST_BEGINNING = 12;

/**
 * What these bytes are, whatever their sender says of them; undefined where it is nothing that we take. What a browser or
 * a system would run (HTML, SVG, programs) is not taken.
 */
export function kindOf(bytes: Buffer, filename: string): Kind | undefined {
  const head = bytes.toString("latin1", 0, LONGEST_BEGINNING);
  for (const [beginning, known] of BEGINNINGS)
    if (head.length >= beginning.length && [...beginning].every((char, i) => char === "." || char === head[i]))
      return known;
  if (head.startsWith("PK\x03\x04")) return archive(bytes);
  if (head.startsWith("\x1a\x45\xdf\xa3") && bytes.subarray(0, 4096).includes("webm"))
    return kind("video/webm", "webm");
  return text(bytes, filename);
}

/** Names inside a zip stand there as they are. Programs in one wrapping are not taken; in a folder of files they are nobody's to run. */
function archive(bytes: Buffer): Kind | undefined {
  if (bytes.includes("META-INF/MANIFEST.MF") || bytes.includes("AndroidManifest.xml")) return undefined;
  if (!bytes.includes("[Content_Types].xml")) return zip;
  if (bytes.includes("vbaProject.bin")) return undefined;
  if (bytes.includes("word/document.xml")) return word;
  if (bytes.includes("xl/workbook.xml")) return sheet;
  return bytes.includes("ppt/presentation.xml") ? slides : zip;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
// biome-ignore lint/suspicious/noControlCharactersInRegex: what holds control characters is no text
const NO_TEXT = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/;
/** What may stand before a page or a drawing. Each way to read it ends at its first end, so that none is tried again. */
const BEFORE_MARKUP = /\s+|<\?xml[^>]*>|<!--(?:(?!-->)[\s\S])*-->/y;
/** What a browser would take for a page or a drawing. */
const MARKUP = /<(?:!doctype|html|head|body|script|iframe|svg|\w{1,50}:svg|\w{1,50}:html)\b/iy;

function isMarkup(said: string): boolean {
  let at = 0;
  for (BEFORE_MARKUP.lastIndex = 0; BEFORE_MARKUP.test(said); ) at = BEFORE_MARKUP.lastIndex;
  MARKUP.lastIndex = at;
  return MARKUP.test(said);
}

const plain = ["txt", "log", "yaml", "yml", "toml", "tsv", "srt", "vtt"];

function text(bytes: Buffer, filename: string): Kind | undefined {
  let said: string;
  try {
    said = utf8.decode(bytes);
  } catch {
    return undefined;
  }
  if (NO_TEXT.test(said) || isMarkup(said)) return undefined;
  const ending = /\.(\w+)$/.exec(filename)?.[1]?.toLowerCase();
  if (ending === "csv") return kind("text/csv", "csv");
  if (ending === "md" || ending === "markdown") return kind("text/markdown", "md", "markdown");
  if (ending === "json" && isJson(said)) return kind("application/json", "json");
  return kind("text/plain", ...plain, "jsonl");
}

function isJson(said: string): boolean {
  try {
    JSON.parse(said);
    return true;
  } catch {
    return false;
  }
}
