import { expect, test } from "vitest";
import { isLoopback, networkOf } from "./network";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["2001:db8::a:b:c", "2001:db8:0:0"],
  ["2001:0DB8:0000:0001:2:3:4:5", "2001:db8:0:1"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["::1", "0:0:0:0"],
  ["unknown", "unknown"],
])("%s is counted as %s", (ip, network) => expect(networkOf(ip)).toBe(network));

test("the machine itself is told from strangers", () => {
  expect(["127.0.0.1", "::ffff:127.0.0.1", "::1"].map((ip) => isLoopback(networkOf(ip)))).toEqual([true, true, true]);
  expect(["10.0.0.1", "12.7.0.1", "2001:db8::1"].map((ip) => isLoopback(networkOf(ip)))).toEqual([false, false, false]);
});
