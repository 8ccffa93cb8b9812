import { describe, expect, test } from "vitest";
import { cleanName, nameGiven } from "./name";

const text = { mimeType: "text/plain", endings: ["txt", "log"] };
const png = { mimeType: "image/png", endings: ["png"] };

describe("a name under which a file may be saved anywhere", () => {
  test.each([
    ["notes.txt", "notes.txt"],
    ["Notes.TXT", "Notes.TXT"],
    ["boot.log", "boot.log"],
    ["../../etc/passwd", "passwd.txt"],
    ["..\\..\\windows\\system.ini", "system.ini.txt"],
    ["/", "file.txt"],
    ["..", "file.txt"],
    ["", "file.txt"],
    [".htaccess", "htaccess.txt"],
    [".txt", "txt.txt"],
    ["run.bat", "run.bat.txt"],
    ["page.html", "page.html.txt"],
    ["a:b|c?.txt", "a_b_c_.txt"],
    ['q"u<o>te*.txt', "q_u_o_te_.txt"],
    ["con.txt", "_con.txt"],
    ["NUL", "_NUL.txt"],
    ["console.txt", "console.txt"],
    ["a\u0000b\r\nc.txt", "abc.txt"],
    ["gnp\u202etxt.exe", "gnptxt.exe.txt"],
    ["zero\u200bwidth\ufeff.txt", "zerowidth.txt"],
    ["tab\tand  space .txt. ", "taband space.txt"],
    ["e\u0301te\u0301.txt", "\u00e9t\u00e9.txt"],
    ["100%2e.txt", "100_2e.txt"],
    ["half\ud800.txt", "half\ufffd.txt"],
  ])("%o is saved as %o", (given, name) => expect(cleanName(given, text)).toBe(name));

  test("its ending says what it is", () => {
    expect(cleanName("cat.png", png)).toBe("cat.png");
    expect(cleanName("cat.png", text)).toBe("cat.png.txt");
    expect(cleanName("cat.svg.exe", png)).toBe("cat.svg.exe.png");
  });

  test("long ones are cut between letters, and keep their ending", () => {
    for (const letter of ["x", "ä", "世", "🌍"]) {
      const name = cleanName(`${letter.repeat(500)}.log`, text);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
      expect(Buffer.byteLength(name)).toBeGreaterThan(190);
      expect(name).toMatch(new RegExp(`^(${letter})+\\.log$`, "u"));
    }
  });
});

describe("what its server calls it", () => {
  const at = "https://example.com/a/b%20c.txt?name=d.txt#e";
  test.each([
    [undefined, "b c.txt"],
    ["inline", "b c.txt"],
    ["attachment; filename=plain.txt", "plain.txt"],
    ['attachment; filename="with space.txt"', "with space.txt"],
    ['attachment; filename="with \\"quotes\\".txt"', 'with "quotes".txt'],
    ["attachment; filename=\"old.txt\"; filename*=UTF-8''n%C3%A9w.txt", "n\u00e9w.txt"],
    ["attachment; filename*=utf-8'en'n%C3%A9w.txt; filename=old.txt", "n\u00e9w.txt"],
    ["attachment; filename*=UTF-8''%zz", "%zz"],
    [`attachment; filename="${Buffer.from("\u00fcber.txt").toString("latin1")}"`, "\u00fcber.txt"],
  ])("%o", (said, name) => expect(nameGiven(said === undefined ? {} : { "content-disposition": said }, at)).toBe(name));

  test("an address without a name gives none", () => {
    expect(nameGiven({}, "https://example.com")).toBe("");
    expect(nameGiven({}, "https://example.com/%zz")).toBe("%zz");
  });
});
