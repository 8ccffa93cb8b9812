import { describe, expect, test } from "vitest";
import { isPublicAddress, refusalOfUrl } from "./public-url";

describe("where somebody may send us", () => {
  test.each([
    "https://bots.example.com/in?x=1",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]/",
    "https://localhost.example.com/",
    "https://bots.example.com:443/",
    "https://bots.example.com:8443/",
  ])("%s is fine", (url) => expect(refusalOfUrl(url)).toBeUndefined());

  test.each([
    "http://bots.example.com",
    "ftp://bots.example.com",
    "javascript:alert(1)",
    "nonsense",
    "https://user@bots.example.com",
    "https://user:secret@bots.example.com",
    "https://localhost/",
    "https://api.localhost/",
    "https://localhost./",
    "https://intranet/",
    "https://db.internal/",
    "https://printer.local/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://0.0.0.0/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://192.0.2.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::]/",
    "https://[::1]/",
    "https://[::127.0.0.1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fd00::1]/",
    "https://[fe80::1]/",
    "https://[ff02::1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::1]/",
    "https://[2001::1]/",
    "https://[2001:db8::1]/",
    "https://[2002:7f00:1::]/",
    "https://[3fff::1]/",
    "https://[5f00::1]/",
    "https://bots.example.com:22/",
    "https://bots.example.com:25/",
  ])("%s is refused", (url) => expect(refusalOfUrl(url)).toMatch(/^must/));

  test("http only where it is said to do", () => {
    expect(refusalOfUrl("http://bots.example.com/")).toBe("must begin with https://");
    expect(refusalOfUrl("http://bots.example.com/", { http: true })).toBeUndefined();
    expect(refusalOfUrl("http://10.0.0.1/", { http: true })).toBe("must name a host on the public internet");
    expect(refusalOfUrl("ftp://bots.example.com/", { http: true })).toBe("must begin with https:// or http://");
  });

  test("a name is no address", () => expect(isPublicAddress("example.com")).toBe(false));
});
