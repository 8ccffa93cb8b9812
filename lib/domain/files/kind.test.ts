import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { kindOf } from "./kind";

const bytes = (text: string) => Buffer.from(text, "latin1");
const typeOf = (content: Buffer | string, name = "x") =>
  kindOf(typeof content === "string" ? bytes(content) : content, name)?.mimeType;
/** A zip of empty files by these names, without its directory: what tells its kind. */
const zipOf = (...names: string[]) =>
  Buffer.concat(
    names.map((name) => {
      const head = Buffer.alloc(30);
      head.write("PK\x03\x04", "latin1");
      head.writeUInt16LE(name.length, 26);
      return Buffer.concat([head, Buffer.from(name)]);
    }),
  );
const OFFICE = "application/vnd.openxmlformats-officedocument";

describe("what a file is, its bytes tell", () => {
  test.each([
    ["\x89PNG\r\n\x1a\n....", "image/png"],
    ["\xff\xd8\xff\xe0..JFIF", "image/jpeg"],
    ["GIF89a\x01\x00\x01\x00", "image/gif"],
    ["RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"],
    ["RIFF\x10\x00\x00\x00WAVEfmt ", "audio/wav"],
    ["\x00\x00\x00\x1cftypavif", "image/avif"],
    ["\x00\x00\x00\x18ftypheic", "image/heic"],
    ["\x00\x00\x00\x18ftypmp42", "video/mp4"],
    ["\x00\x00\x00\x18ftypM4A ", "audio/mp4"],
    ["\x00\x00\x00\x14ftypqt  ", "video/quicktime"],
    ["\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "video/webm"],
    ["%PDF-1.7\n%\xe2\xe3\xcf\xd3", "application/pdf"],
    ["ID3\x04\x00\x00", "audio/mpeg"],
    ["OggS\x00\x02", "audio/ogg"],
    ["fLaC\x00\x00\x00\x22", "audio/flac"],
  ])("%# is %s", (head, type) => expect(typeOf(head, "evil.html")).toBe(type));

  test("archives, and documents that are such", () => {
    expect(typeOf(gzipSync("x"))).toBe("application/gzip");
    expect(typeOf(zipOf("a.txt"))).toBe("application/zip");
    expect(typeOf(zipOf("[Content_Types].xml", "word/document.xml"))).toBe(`${OFFICE}.wordprocessingml.document`);
    expect(typeOf(zipOf("[Content_Types].xml", "xl/workbook.xml"))).toBe(`${OFFICE}.spreadsheetml.sheet`);
    expect(typeOf(zipOf("[Content_Types].xml", "ppt/presentation.xml"))).toBe(`${OFFICE}.presentationml.presentation`);
  });

  test("text goes by its name, where it is what the name says", () => {
    expect(typeOf("a,b\n1,2", "x.csv")).toBe("text/csv");
    expect(typeOf("# Title", "x.md")).toBe("text/markdown");
    expect(typeOf('{"a":1}', "x.json")).toBe("application/json");
    expect(typeOf('{"a":1', "x.json")).toBe("text/plain");
    expect(typeOf('{"a":1}\n{"a":2}', "x.jsonl")).toBe("text/plain");
    expect(typeOf(Buffer.from("Grüße, 世界 🌍\r\n\t\f"), "x.png")).toBe("text/plain");
    expect(typeOf("ID3 tags, and what fLaC and OggS are", "x")).toBe("text/plain");
    expect(typeOf("GIF is how it begins", "x")).toBe("text/plain");
  });
});

describe("what a browser or a system would run is not taken, whatever its name", () => {
  test.each<[string, Buffer | string]>([
    ["a page", "<!doctype html><p>Hi"],
    ["a page of old", '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN"><html>'],
    ["a page without a doctype", "\r\n\t <HTML><body>"],
    ["a page behind a byte order mark", "\xef\xbb\xbf<html>"],
    ["a page behind comments", "<!-- a --> <!-- > -->\n<script>alert(1)</script>"],
    ["a script alone", "<script>alert(1)</script>"],
    ["a frame", "<iframe src=javascript:alert(1)>"],
    ["a drawing", '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ["a drawing that says it is XML", '<?xml version="1.0"?>\n<!-- by hand -->\n<svg onload="alert(1)"/>'],
    ["a drawing with a prefix", '<?xml version="1.0"?><x:svg xmlns:x="http://www.w3.org/2000/svg"/>'],
    ["a drawing with a doctype", '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "y"><svg/>'],
    ["a page that says it is XML", '<?xml version="1.0"?><h:html xmlns:h="http://www.w3.org/1999/xhtml"/>'],
    ["Windows' programs", "MZ\x90\x00\x03\x00\x00\x00"],
    ["Linux' programs", "\x7fELF\x02\x01\x01\x00"],
    ["macOS' programs", "\xcf\xfa\xed\xfe\x07\x00\x00\x01"],
    ["macOS' programs for several machines", "\xca\xfe\xba\xbe\x00\x00\x00\x02"],
    ["WebAssembly", "\x00asm\x01\x00\x00\x00"],
    ["Windows' shortcuts", "L\x00\x00\x00\x01\x14\x02\x00"],
    ["old documents and installers, which may hold macros", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
    ["Java's programs", zipOf("META-INF/MANIFEST.MF", "Main.class")],
    ["Android's programs", zipOf("AndroidManifest.xml", "classes.dex")],
    ["documents with macros", zipOf("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")],
    ["nothing we know", "\x00\x01\x02\x03\x04"],
    ["text in another coding", Buffer.from("\ufeffwide", "utf16le")],
    ["text with bytes that are none", "caf\xe9"],
    ["text with a zero in it", "abc\x00def"],
    ["text that moves the cursor back", "abc\x08def"],
    ["text that ends with half a letter", Buffer.from("ab世").subarray(0, 4)],
  ])("%s", (_, content) => {
    for (const name of ["x.png", "x.txt", "x.html", "x.json", "x"]) expect(typeOf(content, name)).toBeUndefined();
  });

  test("of a file that is two things at once it is the first, by whose name it is then saved", () => {
    const page = "<!doctype html><script>alert(1)</script>";
    expect(kindOf(bytes(`GIF89a/*${page}*/=1`), "x.html")).toMatchObject({ mimeType: "image/gif", endings: ["gif"] });
    expect(kindOf(bytes(`%PDF-1.4\n${page}`), "x.html")).toMatchObject({ mimeType: "application/pdf" });
    const gifar = Buffer.concat([bytes("GIF89a\x01\x00"), zipOf("META-INF/MANIFEST.MF")]);
    expect(kindOf(gifar, "x.jar")).toMatchObject({ mimeType: "image/gif" });
    expect(kindOf(bytes(`A text about ${page}`), "x.html")).toMatchObject({ mimeType: "text/plain" });
    expect(kindOf(bytes("#!/bin/sh\nrm -rf /"), "x.sh")).toMatchObject({ mimeType: "text/plain" });
  });

  test("a long run of blanks or comments is read in no time", () => {
    const began = performance.now();
    for (const unit of [" ", "<!-- -->", "<!--", "<?xml ", "<?xml ?>", "<!-- --", "<x "])
      kindOf(bytes(unit.repeat(200_000)), "x");
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
