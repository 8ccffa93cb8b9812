/** Whose address this is, as far as limits can tell: an IPv4 address itself, of IPv6 the /64 that a customer holds whole. */
export function networkOf(ip: string): string {
  const address = ip.toLowerCase().replace(/^::ffff:(?=\d+\.)/, "");
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%")[0]!.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(Math.max(0, missing)).fill("0"), ...groups(tail ?? "")];
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

/** 127.0.0.0/8, and ::1 with what else stands in its /64. */
export const isLoopback = (network: string): boolean => network.startsWith("127.") || network === "0:0:0:0";
