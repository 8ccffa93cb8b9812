import { describe, expect, test } from "vitest";
import { isPublicAddress, refusalOfUrl, webhookUrl } from "./webhook-url";

describe("where a webhook may be delivered", () => {
  test.each([
    "https://bots.example.com/in?x=1",
    "https://8.8.8.8/",
    "https://[2606:4700::1111]/",
    "https://localhost.example.com/",
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
    "https://[5f00::1]/",
  ])("%s is refused", (url) => expect(refusalOfUrl(url)).toMatch(/^must/));

  test("longer than 2000 characters is refused", () =>
    expect(webhookUrl.safeParse(`https://bots.example.com/${"x".repeat(2000)}`).success).toBe(false));

  test("a name is no address", () => expect(isPublicAddress("example.com")).toBe(false));
});
