import { BlockList, isIP } from "node:net";
import { env, isOnThisMachine } from "@/lib/env";

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
  ["3fff::", 20],
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
/** Below it live mail servers and their like, which must not be spoken to in HTTP. */
const LEAST_FREE_PORT = 1024;
export const NOT_PUBLIC = "must name a host on the public internet";

const portOf = ({ port, protocol }: URL) => Number(port || (protocol === "https:" ? 443 : 80));

/** Whether the operator of a copy on their own machine has named this very host and port as one that may be called. */
export function isNamedLocal(url: URL): boolean {
  const name = `${url.hostname}:${portOf(url)}`;
  return isOnThisMachine && env.FETCH_LOCAL.includes(name) && !url.username && !url.password;
}

/**
 * Why this URL of somebody's cannot be called, or undefined. What a name resolves to is checked when it is called
 * (lib/vendors/guarded-fetch.ts).
 */
export function refusalOfUrl(text: string, { http = false } = {}): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return "must be a URL";
  const isHttp = url.protocol === "http:";
  if (isNamedLocal(url) && (isHttp || url.protocol === "https:")) return undefined;
  if (url.protocol !== "https:" && !(http && isHttp)) return `must begin with https://${http ? " or http://" : ""}`;
  if (url.username || url.password) return "must not carry a user name or password";
  // The parser has already made one dotted form of 127.1, 0x7f000001 and their like.
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (isIP(host) ? !isPublicAddress(host) : !host.includes(".") || LOCAL_NAME.test(host)) return NOT_PUBLIC;
  const port = portOf(url);
  if (port < LEAST_FREE_PORT && port !== 80 && port !== 443)
    return `must use port 80, 443 or one from ${LEAST_FREE_PORT}`;
}
