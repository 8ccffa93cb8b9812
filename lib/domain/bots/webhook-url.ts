import { BlockList, isIP } from "node:net";
import { z } from "zod";

export const MAX_URL = 2000;

const refused = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  refused.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
] as const)
  refused.addSubnet(network, bits, "ipv6");
const globalUnicast = new BlockList();
globalUnicast.addSubnet("2000::", 3, "ipv6");

/** Whether an IP address is out in the open: not private, loopback, link-local, reserved, or a v4 address in v6 clothes. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, "ipv4");
  // Everything in use lies inside 2000::/3; what maps or translates v4 addresses lies outside, or is refused above.
  return family === 6 && globalUnicast.check(address, "ipv6") && !refused.check(address, "ipv6");
}

const LOCAL_NAME = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|onion)$/;

/** Why this URL cannot be called, or undefined. What a name resolves to is checked again when it is called. */
export function refusalOfUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return "must be a URL";
  if (url.protocol !== "https:") return "must begin with https://";
  if (url.username || url.password) return "must not carry a user name or password";
  // The parser has already made one dotted form of 127.1, 0x7f000001 and their like.
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (isIP(host) ? !isPublicAddress(host) : !host.includes(".") || LOCAL_NAME.test(host))
    return "must name a host on the public internet";
}

const callable = (text: string, ctx: z.RefinementCtx) => {
  const message = refusalOfUrl(text);
  if (message) ctx.addIssue({ code: "custom", message });
};

/** Where we deliver to: https, no userinfo, a public host. */
export const webhookUrl = z
  .string()
  .trim()
  .max(MAX_URL)
  .superRefine(callable)
  .meta({ format: "uri", examples: ["https://bots.yourdomain.com/gigiac"] });

/** A picture that a browser will load: https, a public host. */
export const imageUrl = z.string().trim().max(MAX_URL).superRefine(callable).meta({ format: "uri" });
